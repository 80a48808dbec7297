"""Measured phases against the labels of the benchmark; thresholds were set on train only."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from kinemind.augmentation import mirror_clip
from kinemind.cli import describe
from kinemind.corpora import Clip, Corpus, open_data
from kinemind.kinematics.facts import Facts, measure
from kinemind.kinematics.phases import LABELS

EXPECTED = {
    "raise-up-left-hand": ("raise_left_hand", 0.95), "raise-up-right-hand": ("raise_right_hand", 0.95),
    "raise-up-both-hands": ("raise_both_hands", 0.95), "wave-left-hand": ("wave_left_hand", 0.9),
    "wave-right-hand": ("wave_right_hand", 0.9), "wave-both-hands": ("wave_both_hands", 0.9),
    "walk-turn-left": ("turn_left", 0.95), "walk-turn-right": ("turn_right", 0.95),
    "walk": ("walk_forward", 0.95), "run": ("run", 0.9), "bow": ("bow", 0.95),
    "kick-left-front": ("kick_left", 0.95), "squat": ("squat", 0.95), "lie-down": ("lie", 0.95),
}  # fmt: skip
"""Label of the phase that must be there, and the share of the test clips in which it is."""


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


@pytest.fixture(scope="module")
def measured(corpus: Corpus) -> list[tuple[Clip, Facts]]:
    return [(clip, measure(clip.motion)) for clip in corpus.clips("test")]


def labels(facts: Facts) -> set[str]:
    return {p.label for p in facts.phases}


@pytest.mark.parametrize("content", EXPECTED)
def test_phases_of_test_clips(measured: list[tuple[Clip, Facts]], content: str) -> None:
    label, share = EXPECTED[content]
    hits = [label in labels(f) for c, f in measured if c.content == content]
    assert hits and np.mean(hits) >= share


@pytest.mark.parametrize("kind", ["wave", "raise"])
def test_the_side_is_hardly_ever_wrong(measured: list[tuple[Clip, Facts]], kind: str) -> None:
    for side, other in (("left", "right"), ("right", "left")):
        found = [labels(f) for c, f in measured if (c.content or "").startswith(kind) and c.side == side]
        wrong = [f"{kind}_{other}_hand" in x or f"{kind}_both_hands" in x for x in found]
        assert found and np.mean(wrong) <= 0.02


def test_raised_hands_do_not_wave_and_walkers_do_not_run(measured: list[tuple[Clip, Facts]]) -> None:
    def share(content: str, of: Callable[[set[str]], bool]) -> float:
        return float(np.mean([of(labels(f)) for c, f in measured if (c.content or "").startswith(content)]))

    assert share("raise-up", lambda x: any(i.startswith("wave") for i in x)) <= 0.02
    assert share("walk-turn", lambda x: "run" in x) <= 0.02
    assert share("wave", lambda x: bool(x & {"bow", "walk_forward", "kick_left", "kick_right"})) <= 0.02


def test_signs_follow_the_mirror(corpus: Corpus) -> None:
    for content, label, mirrored in (
        ("walk-turn-left", "turn_left", "turn_right"),
        ("kick-left-front", "kick_left", "kick_right"),
        ("wave-left-hand", "wave_left_hand", "wave_right_hand"),
    ):
        clip = next(c for c in corpus.clips("train") if c.content == content and c.style != "feminine")
        facts, twin = measure(clip.motion), measure(mirror_clip(clip).motion)
        assert label in labels(facts) and mirrored in labels(twin)
        assert facts.turns.net == pytest.approx(-twin.turns.net, abs=0.1)
        assert facts.left_hand.peak == pytest.approx(twin.right_hand.peak, abs=1e-3)


def test_facts_are_plain_json_and_labels_are_known(measured: list[tuple[Clip, Facts]]) -> None:
    for _, facts in measured[::20]:
        assert labels(facts) <= set(LABELS)
        plain = json.loads(json.dumps(facts.to_json(), allow_nan=False))
        assert set(plain["phases"][0]) == {"label", "start", "end"}
        assert "phases" in describe.summary(facts)
