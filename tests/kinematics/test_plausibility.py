"""Plausibility figures on motions whose figures are known."""

import numpy as np
import pytest

from kinemind.kinematics import plausibility
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22


def standing(frames: int = 60) -> np.ndarray:
    pose = np.zeros((22, 3))
    for joint, parent in enumerate(HUMANML22.parents[1:], start=1):
        pose[joint] = pose[parent] + HUMANML22.rest_offsets[joint]
    pose[:, 1] -= pose[[10, 11], 1].min()
    return np.repeat(pose[None], frames, 0)


def test_a_statue_has_no_slide_float_jerk_or_drift() -> None:
    joints = standing()
    assert plausibility.foot_slide(joints, 20) == 0
    assert plausibility.float_ratio(joints, 20) == 0
    assert plausibility.penetration(joints) == 0
    assert plausibility.jerk(joints, 20) == 0
    assert plausibility.bone_drift(joints) == 0


def test_slide_is_millimetres_a_frame() -> None:
    joints = standing()
    joints[..., 2] += 0.004 * np.arange(60)[:, None]
    assert plausibility.foot_slide(joints, 20) == pytest.approx(4.0)


def test_slide_counts_from_the_clips_own_toe_height() -> None:
    joints = standing()
    joints[..., 2] += 0.004 * np.arange(60)[:, None]
    joints[..., 1] += 0.2
    assert plausibility.foot_slide(joints, 20) == pytest.approx(4.0)


def test_a_hovering_body_floats_but_a_jump_does_not() -> None:
    hovering, jumping = standing(80), standing(80)
    hovering[30:60, :, 1] += 0.3
    flight = np.arange(10) / 20
    jumping[30:40, :, 1] += (np.polyval([-9.81 / 2, 9.81 * 0.225, 0.1], flight))[:, None]
    assert plausibility.float_ratio(hovering, 20) == pytest.approx(30 / 80)
    assert plausibility.float_ratio(jumping, 20) == 0


def test_penetration_and_drift() -> None:
    joints = standing()
    joints[:30, 11, 1] = -0.02
    assert plausibility.penetration(joints) == pytest.approx(10.0)
    assert plausibility.bone_drift(joints) > 0.01


def test_jerk_of_a_cubic_and_where_a_join_is() -> None:
    joints = standing(40)
    joints[..., 0] += ((np.arange(40) / 20) ** 3)[:, None]
    assert plausibility.jerk(joints, 20) == pytest.approx(6.0, rel=1e-6)
    joints = standing(40)
    joints[20:, :, 0] += 0.1
    curve = plausibility.jerk_curve(joints, 20)
    assert plausibility.near_join(40, 20, 20)[int(curve.argmax())]
    assert plausibility.transition_peak_jerk(joints, 20, 20) == curve.max()
    assert plausibility.transition_peak_jerk(joints, 20, 33) == 0


def test_facts_do_not_depend_on_place_heading_or_length_one() -> None:
    assert measure(Motion(standing(1), 20)).phases
    assert [p.label for p in measure(Motion(standing(40), 20)).phases] == ["stand"]
    moved = standing(40) + np.array([5.0, 0.0, 2.0])
    assert measure(Motion(moved, 20)).travel.distance == 0
