"""The acceptance predicates pass the right ground-truth clips and refuse the wrong ones."""

import numpy as np
import pytest

from kinemind import compose
from kinemind.augmentation import build, mirror_clip, with_mirrors
from kinemind.corpora import Corpus, open_data
from kinemind.evaluation.prompts import CHECKS, check_prompts
from kinemind.kinematics.facts import Facts, measure
from kinemind.motion import Motion

RIGHT = ("walk", "wave-left-hand", "bow", "run>left", "kick-right-front")
RATES = ((0.9, 0.03), (0.95, 0.005), (0.95, 0.005), (0.95, 0.01), (0.95, 0.002))
"""True positives at least, false positives at most, on train: singles, mirrored kicks, new composites.

`sneak`, `walk-left`, slow trots: most false positives of the walk are walks by another name.
"""

Sample = tuple[str, Motion, Facts]


@pytest.fixture(scope="module")
def corpus(shared) -> Corpus:
    return open_data(shared / "data")


@pytest.fixture(scope="module")
def samples(corpus: Corpus) -> list[Sample]:
    train = corpus.clips("train")
    table = with_mirrors(train)
    found = [(c.content or "", c.motion) for c in train]
    found += [(t.content or "", t.motion) for t in map(mirror_clip, train) if "kick" in (t.content or "")]
    for recipe in build(corpus, seed=1, count=400):
        contents = [table[p.clip].content or "" for p in recipe.parts]
        if contents[0] in ("run", "dash"):
            side = "left" if "left" in contents[1] else "right"
            found.append((f"run>{side}", compose.composite(recipe, table)))
    return [(content, motion, measure(motion)) for content, motion in found]


@pytest.mark.parametrize("number", range(5))
def test_rates_on_ground_truth(samples: list[Sample], number: int) -> None:
    check, content = CHECKS[number], RIGHT[number]
    right = [check.passes(m, f) for c, m, f in samples if c == content]
    wrong = [check.passes(m, f) for c, m, f in samples if c != content]
    true_rate, false_rate = np.mean(right), np.mean(wrong)
    print(f"{check.prompt}: true {true_rate:.3f} of {len(right)}, false {false_rate:.4f} of {len(wrong)}")
    assert true_rate >= RATES[number][0] and false_rate <= RATES[number][1]


def test_report_counts_and_table(corpus: Corpus) -> None:
    walk = corpus.clip("bandai/d1_walk_active_001").motion
    report = check_prompts(lambda prompt, seed: walk, seeds=[0, 1])
    assert report.passed("a person walks forward") == 2 and report.passed("a person bows") == 0
    assert not report.all_passed and report.needed == 2
    assert "FAIL 0/2  a person bows" in report.table()
    assert check_prompts(lambda prompt, seed: walk, seeds=5).needed == 4
    assert set(report.to_json()["prompts"]) == set(report.prompts)
