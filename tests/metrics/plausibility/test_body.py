"""Penetration, bone drift, and all figures of a motion together."""

import math

import numpy as np
import pytest

from kinemind.metrics.plausibility import plausibility
from kinemind.metrics.plausibility.bone_drift import bone_drift
from kinemind.metrics.plausibility.penetration import penetration
from kinemind.skeletons import KIT21
from tests.standing import standing


def test_depth_below_the_floor_is_averaged_over_frames() -> None:
    joints = standing()
    assert penetration(joints) == 0
    joints[:30, 11, 1] = -0.02
    joints[:30, 10, 1] = -0.01
    assert penetration(joints) == pytest.approx(10.0)


def test_drift_is_the_largest_departure_from_the_median() -> None:
    joints = standing()
    assert bone_drift(joints) == 0
    shank = joints[0, 7] - joints[0, 4]
    joints[5, 7] = joints[5, 4] + 1.25 * shank
    joints[5, 10] = joints[5, 7] + (joints[0, 10] - joints[0, 7])
    assert bone_drift(joints) == pytest.approx(0.25)
    assert bone_drift(3 * joints) == pytest.approx(0.25)


def test_a_statue_is_plausible() -> None:
    joints = standing()
    joints[:, 15] = joints[:, 12] + [0.0, 0.1, 0.0]  # in the rest pose of the features the head lies forward
    figures = plausibility(joints, 20)
    assert " ".join(figures) == (
        "foot_slide_mm_per_frame float_ratio penetration_mm jerk bone_drift joint_limit_violation"
    )
    assert set(figures.values()) == {0.0}


def test_ranges_on_anything(rng: np.random.Generator) -> None:
    figures = plausibility(rng.normal(size=(30, 21, 3)), 12.5, KIT21)
    for name, value in figures.items():
        assert value >= 0 or (math.isnan(value) and name == "foot_slide_mm_per_frame")
    for name in ("float_ratio", "joint_limit_violation"):
        assert figures[name] <= 1
