"""Limits of joints: real motion keeps them, flipped knees and folded necks do not."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kinemind.corpora import open_data
from kinemind.metrics.plausibility.joint_angles import joint_angles
from kinemind.metrics.plausibility.joint_limits import (
    RANGES,
    TOLERANCE,
    joint_excess,
    joint_limit_excess,
    joint_limit_violation,
)
from kinemind.skeletons import HUMANML22, KIT21, Skeleton
from tests.standing import standing

# the joints of HUMANML22 that stand for KIT21's; a heel lies at the ankle
AS_KIT = [0, 3, 9, 12, 15, 17, 19, 21, 16, 18, 20, 2, 5, 8, 8, 11, 1, 4, 7, 7, 10]


@cache
def frames_of_train(data: Path) -> np.ndarray:
    return np.concatenate([clip.motion.joints for clip in open_data(data).clips("train")])


def flipped(joints: np.ndarray, upper: int, middle: int, end: int) -> np.ndarray:
    """The middle joint on the other side of the line between its neighbours; bones keep their length."""
    line, arm = joints[:, end] - joints[:, upper], joints[:, middle] - joints[:, upper]
    share = (arm * line).sum(-1, keepdims=True) / (line * line).sum(-1, keepdims=True)
    out = joints.copy()
    out[:, middle] = 2 * (joints[:, upper] + line * share) - joints[:, middle]
    return out


def turned(joints: np.ndarray, moved: list[int], pivot: int, axis: str, degrees: float) -> np.ndarray:
    out = joints.astype(np.float64)
    turn = Rotation.from_euler(axis, degrees, degrees=True).as_matrix()
    out[:, moved] = (out[:, moved] - out[:, [pivot]]) @ turn.T + out[:, [pivot]]
    return out


@pytest.mark.parametrize("skeleton", [HUMANML22, KIT21], ids=lambda s: s.name)
def test_real_motion_hardly_ever_violates_and_flipped_knees_nearly_always(
    shared: Path, skeleton: Skeleton
) -> None:
    joints = frames_of_train(shared / "data").astype(np.float64)
    if skeleton is KIT21:
        joints = joints[::5, AS_KIT]
    assert joint_limit_violation(joints, skeleton) < 0.01
    assert joint_limit_excess(joints, skeleton) < 0.002
    flexion = joint_angles(joints, skeleton)
    for side in ("left", "right"):
        leg = [skeleton.index(f"{side}_{name}") for name in ("hip", "knee", "ankle")]
        bent = flexion[f"{side}_knee_flexion"] > np.radians(20)
        assert bent.mean() > 0.5
        worse = flipped(joints[bent], *leg)
        assert joint_limit_violation(worse, skeleton) > 0.999
        assert joint_limit_excess(worse, skeleton) > 0.2


# what moves, about which joint and world axis; the figure faces +Z, so a turn about +X is forward and down
LEFT_LEG, HEAD, UPPER = [4, 7, 10], [15], [9, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
MOVES = {
    "left_knee_flexion": ([7, 10], 4, "x", 1),
    "left_knee_hyperextension": ([7, 10], 4, "x", -1),
    "left_elbow_flexion": ([20], 18, "x", -1),
    "left_hip_flexion": (LEFT_LEG, 1, "x", -1),
    "left_hip_extension": (LEFT_LEG, 1, "x", 1),
    "left_hip_abduction": (LEFT_LEG, 1, "z", 1),
    "spine_flexion": (UPPER, 6, "x", 1),
    "spine_side": (UPPER, 6, "z", -1),
    "spine_twist": (UPPER, 6, "y", 1),
    "neck_flexion": (HEAD, 12, "x", 1),
    "neck_side": (HEAD, 12, "z", -1),
}


def upright(frames: int = 4) -> np.ndarray:
    """The statue with its head above the neck."""
    joints = standing(frames)
    joints[:, 15] = joints[:, 12] + [0.0, 0.1, 0.0]
    return joints


@pytest.mark.parametrize("name", MOVES)
def test_a_bend_has_its_angle_and_its_limit(name: str) -> None:
    moved, pivot, axis, sign = MOVES[name]
    plain = name.removeprefix("left_")
    limit = RANGES[plain][1] + TOLERANCE
    within, outside = (turned(upright(), moved, pivot, axis, sign * (limit + off)) for off in (-1, 1))
    for joints, off in ((within, -1), (outside, 1)):
        angles, excess = joint_angles(joints), joint_excess(joints)
        np.testing.assert_allclose(np.degrees(angles[name]), limit + off, atol=1e-6)
        np.testing.assert_allclose(np.degrees(excess[name]), max(off, 0), atol=1e-6)
        assert {n for n, e in excess.items() if e.any()} <= {name}
    assert joint_limit_violation(within) == 0 and joint_limit_violation(outside) == 1
    assert joint_limit_excess(outside) == pytest.approx(np.radians(1))


def test_both_sides_bend_alike(rng: np.random.Generator) -> None:
    joints = upright(50) + rng.normal(0, 0.05, (50, 22, 3))
    mirrored = joints[:, HUMANML22.mirror_order] * [-1, 1, 1]
    angles, other = joint_angles(joints), joint_angles(mirrored)
    for name, angle in angles.items():
        swapped = name.replace("left_", "R").replace("right_", "left_").replace("R", "right_")
        sign = -1 if name in ("spine_side", "spine_twist", "neck_side") else 1
        np.testing.assert_allclose(other[swapped], sign * angle, atol=1e-9, err_msg=name)


@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_place_heading_attitude_and_size_do_not_matter(seed: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    joints = upright(8) + rng.normal(0, 0.08, (8, 22, 3))
    turn = Rotation.random(random_state=seed).as_matrix()
    moved = size * joints @ turn.T + rng.normal(size=3)
    other = joint_angles(moved)
    for name, angle in joint_angles(joints).items():
        np.testing.assert_allclose(other[name], angle, atol=1e-7, err_msg=name)


def test_share_and_excess_are_over_frames() -> None:
    joints = np.concatenate([upright(3), turned(upright(1), [7, 10], 4, "x", -45)])
    assert joint_limit_violation(joints) == 0.25
    assert joint_limit_excess(joints) == pytest.approx(np.radians(30) / 4)
    assert joint_limit_violation(np.zeros((5, 22, 3))) == 0
