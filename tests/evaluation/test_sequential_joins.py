"""Cutting sequences into segments, windows around joins, and FlowMDM's jerk figures."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.evaluation.transitions import (
    area_under_jerk,
    cut_by_steps,
    cut_in_proportion,
    largest_jerk,
    mean_curve_peak,
    widened,
    window,
)
from kinemind.language.plan import PlanStep, to_steps
from kinemind.motion import Step


def test_a_plan_of_the_right_number_cuts_at_its_steps() -> None:
    plan = [PlanStep("walks", "legs", "forward", 1.0), PlanStep("bows", "torso", "forward", 3.0)]
    assert cut_by_steps(to_steps(plan, 4.0), 2, 20.0, 80) == (0, 20, 80)
    # the same plan for a motion of another length
    assert cut_by_steps(to_steps(plan, 6.0), 2, 20.0, 120) == (0, 30, 120)
    assert cut_by_steps(to_steps(plan, 4.0), 3, 20.0, 80) is None
    assert cut_by_steps((), 2, 20.0, 80) is None
    assert cut_by_steps((Step("a", 0, 1), Step("b", 1, 2), Step("c", 2, 4)), 3, 20.0, 80) == (0, 20, 40, 80)


def test_what_goes_on_meanwhile_is_no_step() -> None:
    plan = [
        PlanStep("walks", "legs", "forward", 1.0),
        PlanStep("waves", "arms", "none", 0.5, meanwhile=True),
        PlanStep("bows", "torso", "forward", 1.0),
        PlanStep("nods", "head", "none", 1.0, meanwhile=True),
    ]
    steps = to_steps(plan, 2.0)
    assert len(steps) == 4
    assert cut_by_steps(steps, 2, 20.0, 40) == (0, 20, 40)
    assert cut_by_steps(steps, 4, 20.0, 40) is None


def test_cutting_in_proportion() -> None:
    assert cut_in_proportion([30, 60, 10], 200) == (0, 60, 180, 200)
    assert cut_in_proportion([30, 60, 10], 100) == (0, 30, 90, 100)


@given(st.lists(st.integers(5, 300), min_size=2, max_size=10), st.integers(20, 600))
def test_proportional_edges_cover_the_motion(lengths: list[int], frames: int) -> None:
    edges = cut_in_proportion(lengths, frames)
    assert len(edges) == len(lengths) + 1 and edges[0] == 0 and edges[-1] == frames
    for (a, b), length in zip(pairwise(edges), lengths, strict=True):
        assert abs((b - a) - frames * length / sum(lengths)) <= 1


def test_segments_that_are_too_short_are_widened_within_the_motion() -> None:
    assert widened(10, 15, 40) == (10, 15)
    assert widened(10, 13, 40) == (9, 14)
    assert widened(0, 1, 40) == (0, 5)
    assert widened(39, 40, 40) == widened(40, 40, 40) == (35, 40)


def test_windows_lie_around_the_join_and_within_the_motion() -> None:
    assert window(30, 20.0, 100) == (20, 40)
    # FlowMDM's 30 frames at 30 fps
    assert window(30, 30.0, 100) == (15, 45)
    assert window(10, 20.0, 100) == (0, 20) and window(9, 20.0, 100) is None
    assert window(90, 20.0, 100) == (80, 100) and window(91, 20.0, 100) is None


@pytest.mark.parametrize("fps", [20.0, 30.0])
def test_jerk_of_a_known_movement(fps: float) -> None:
    t = np.arange(30) / fps
    joints = np.zeros((30, 3, 3))
    joints[:, 1] = (t**3)[:, None] * [1.0, -2.0, 0.0]  # third derivatives 6 and -12
    joints[:, 2, 1] = t**3
    np.testing.assert_allclose(largest_jerk(joints, fps), np.full(27, 18.0), rtol=1e-8)


def test_jerk_by_loops_over_frames_and_joints(rng: np.random.Generator) -> None:
    joints = rng.normal(size=(12, 4, 3))
    expected = []
    for t in range(9):
        worst = 0.0
        for j in range(4):
            d = joints[t + 3, j] - 3 * joints[t + 2, j] + 3 * joints[t + 1, j] - joints[t, j]
            worst = max(worst, sum(abs(v) for v in d))
        expected.append(worst * 20**3)
    np.testing.assert_allclose(largest_jerk(joints, 20.0), expected, rtol=1e-9)


def test_area_under_jerk_is_of_the_mean_curve() -> None:
    curves = np.array([[1.0, 5.0, 3.0], [3.0, 7.0, 1.0]])  # mean 2, 6, 2
    assert mean_curve_peak(curves) == 6.0
    assert area_under_jerk(curves, 3.0, 10.0) == pytest.approx((1 + 3 + 1) / 10)
    assert area_under_jerk(np.full((4, 17), 2.5), 2.5, 20.0) == 0.0
