"""Phases start where the parts of composites meet; no threshold was set on these composites (test split)."""

from collections import Counter

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.evaluation.boundaries import JUDGED, Join, joins, mover_speed
from kinemind.motion import Motion
from tests.standing import standing


@pytest.fixture(scope="module")
def judged(shared) -> list[Join]:
    corpus = open_data(shared / "data")
    clips = {c.id: c for c in corpus.clips("test")}
    return list(joins(corpus.composites("test"), clips))


def test_a_phase_starts_at_the_joins(judged: list[Join]) -> None:
    count = Counter(j.verdict for j in judged)
    print(dict(count))
    assert count["hit"] + count["miss"] > 150
    assert count["hit"] >= 0.85 * (count["hit"] + count["miss"])


@pytest.mark.parametrize("turning", [True, False])
def test_before_turns_and_before_other_actions(judged: list[Join], turning: bool) -> None:
    own = [j.verdict == "hit" for j in judged if j.verdict in JUDGED and ("turn" in j.after) == turning]
    assert len(own) > 40 and np.mean(own) >= 0.85


def test_like_actions_are_left_out_and_counted(judged: list[Join]) -> None:
    like = [j for j in judged if j.verdict == "like"]
    assert like and all(j.nearest is None for j in like)
    assert all(j.verdict == "like" for j in judged if j.before == j.after == "walk-turn-left")


def test_speed_of_what_makes_the_movement() -> None:
    joints = standing(40)
    joints[20:, 20, 1] += 0.05 * np.arange(20)
    motion = Motion(joints, 20)
    assert mover_speed(motion, ("left_wrist",))[30] == pytest.approx(1.0, rel=1e-3)
    assert mover_speed(motion, ("right_wrist",)).max() == 0
    assert mover_speed(motion, ("facing",)).max() == 0
