"""The embedded bundle's encoders understand paraphrases that were never seen: each finds a motion it names.

Every sentence of paraphrases.jsonl is ranked against motions of 32 distinct contents of the benchmark's val
and test splits, one of its own among them.  `pytest -s` prints the figures.
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from kinemind.bundle import EMBEDDED
from kinemind.corpora import Clip, open_data
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.metrics.r_precision import r_precision

FLOORS = {"reward": (0.50, 0.75), "metric": (0.50, 0.75)}
"""Least R@1 and R@3 over all sentences and draws."""
CONTENTS = 32
DRAWS = 5
LIST = Path(__file__).with_name("paraphrases.jsonl")


@pytest.fixture(scope="module")
def clips(shared: Path) -> dict[str, list[Clip]]:
    """The clips of val and test by content."""
    corpus = open_data(str(shared / "data"))
    found: defaultdict[str, list[Clip]] = defaultdict(list)
    for clip in (*corpus.clips("val"), *corpus.clips("test")):
        if clip.content:
            found[clip.content].append(clip)
    return dict(found)


@pytest.mark.parametrize("role", FLOORS)
def test_held_out_paraphrases_find_their_motion(role, clips: dict[str, list[Clip]]):
    folder = EMBEDDED / "nano" / "encoders" / role
    if not folder.is_dir():
        pytest.skip(f"the embedded bundle has no {role} encoder yet")
    encoder = MotionTextEncoder.load(folder, role)
    rows = [json.loads(line) for line in LIST.read_text("utf-8").splitlines()]
    used = [row for row in rows if row["content"] in clips]
    assert len(used) >= 100 and len(clips) >= CONTENTS
    rng = np.random.default_rng(0)
    chosen: list[Clip] = []
    pools = np.empty((DRAWS * len(used), CONTENTS), np.int64)
    for pool, row in zip(pools, used * DRAWS, strict=True):
        others = [content for content in rng.permutation(sorted(clips)) if content != row["content"]]
        picked = [clips[c][rng.integers(len(clips[c]))] for c in (row["content"], *others[: CONTENTS - 1])]
        pool[:] = range(len(chosen), len(chosen) + CONTENTS)
        chosen += picked
    unique = list({clip.id: clip for clip in chosen}.values())
    place = {clip.id: number for number, clip in enumerate(unique)}
    pools = np.array([place[clip.id] for clip in chosen])[pools]
    motions = encoder.embed_motions([clip.motion for clip in unique])
    texts = encoder.embed_texts([row["text"] for row in used * DRAWS])
    found = r_precision(texts, motions, pools, 3)
    print(f"\n{encoder.name}: {len(used)} of {len(rows)} sentences, R@1/2/3", *(f"{v:.3f}" for v in found))
    assert found[0] >= FLOORS[role][0] and found[2] >= FLOORS[role][1], found
