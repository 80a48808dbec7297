"""Jerk, and jerk at joins."""

import numpy as np
import pytest

from kinemind.metrics.plausibility.jerk import jerk, jerk_curve
from kinemind.metrics.plausibility.transition_peak_jerk import (
    join_jerk_ratios,
    near_join,
    transition_peak_jerk,
)
from tests.standing import standing


def test_jerk_of_a_cubic() -> None:
    joints = standing(40)
    assert jerk(joints, 20) == 0 and jerk(joints[:3], 20) == 0 and jerk(joints[:1], 20) == 0
    joints[..., 0] += ((np.arange(40) / 20) ** 3)[:, None]
    assert jerk(joints, 20) == pytest.approx(6.0, rel=1e-6)


def test_jerk_equals_a_loop_written_from_the_definition(rng: np.random.Generator) -> None:
    joints = rng.normal(size=(9, 22, 3))
    found = [
        np.linalg.norm(joints[t + 3, j] - 3 * joints[t + 2, j] + 3 * joints[t + 1, j] - joints[t, j]) * 30**3
        for t in range(6)
        for j in range(22)
    ]
    assert jerk(joints, 30) == pytest.approx(np.mean(found), rel=1e-9)


def test_where_a_join_is() -> None:
    joints = standing(40)
    joints[20:, :, 0] += 0.1
    curve = jerk_curve(joints, 20)
    assert near_join(40, 20, 20)[int(curve.argmax())]
    assert transition_peak_jerk(joints, 20, 20) == curve.max()
    assert transition_peak_jerk(joints, 20, 33) == 0
    # 0.3 s on both sides of frame 19.5 are 12 frames, over which entries are centred at i + 1.5
    assert np.flatnonzero(near_join(40, 20, 20)).tolist() == list(range(12, 25))


def test_ratio_of_a_join_to_its_parts() -> None:
    joints = standing(90)
    for frame, jump in ((15, 0.1), (45, 0.3)):
        joints[frame:, :, 0] += jump
    assert join_jerk_ratios(joints, 20, (45, 45)) == [pytest.approx(3.0)]
    assert join_jerk_ratios(joints[40:50], 20, (5, 5)) == []
