"""Motion: refusing what is no motion, slicing, mirroring, resampling, the rigid fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kinemind.errors import InputError
from kinemind.motion import Motion, Step, concatenate
from kinemind.rigid import facing, fit_rotations, forward_kinematics
from kinemind.rotations import best_rotation, minimal_rotation, yaw_rotation
from kinemind.skeletons import HUMANML22, KIT21, Skeleton, skeleton_named
from tests.features.test_invariants import smooth_motion

SKELETONS = [HUMANML22, KIT21]


def motion_of(seed: int = 0, frames: int = 40, skeleton: Skeleton = HUMANML22, fps: float = 20.0) -> Motion:
    return Motion(smooth_motion(seed, frames, skeleton), fps, skeleton)


@pytest.mark.parametrize(
    ("joints", "fps", "word"),
    [
        (np.zeros((5, 23, 3)), 20, "22 joints"),
        (np.zeros((5, 21, 3)), 20, "22 joints"),
        (np.zeros((5, 22, 2)), 20, "shape"),
        (np.zeros((22, 3)), 20, "shape"),
        (np.zeros((0, 22, 3)), 20, "no frames"),
        (np.full((5, 22, 3), np.nan), 20, "NaN"),
        (np.full((5, 22, 3), np.inf), 20, "NaN"),
        (np.full((5, 22, 3), 1e6), 20, "m from the origin"),
        (np.zeros((5, 22, 3)), 0, "frame rate"),
        (np.zeros((5, 22, 3)), float("nan"), "frame rate"),
    ],
)
def test_what_is_no_motion_is_refused(joints, fps, word):
    with pytest.raises(InputError, match=word):
        Motion(joints, fps)


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS), st.booleans())
def test_mirror_twice_is_the_identity(seed, skeleton, rigid):
    motion = motion_of(seed, skeleton=skeleton)
    motion = motion.rigid() if rigid else motion
    twice = motion.mirror().mirror()
    np.testing.assert_array_equal(twice.joints, motion.joints)
    if rigid:
        np.testing.assert_array_equal(twice.rotations, motion.rotations)


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_mirror_swaps_sides_and_turns(seed, skeleton):
    motion = motion_of(seed, skeleton=skeleton)
    other = motion.mirror()
    left, right = skeleton.hands
    np.testing.assert_allclose(other.joints[:, left], motion.joints[:, right] * [-1, 1, 1])
    np.testing.assert_allclose(facing(other.joints, skeleton), -facing(motion.joints, skeleton), atol=1e-5)


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_the_rigid_fit_is_forward_kinematics_of_rotations(seed, skeleton):
    rigid = motion_of(seed, skeleton=skeleton).rigid()
    joints = forward_kinematics(
        rigid.rotations.astype(float), rigid.root.astype(float), rigid.offsets.astype(float), skeleton.parents
    )
    np.testing.assert_allclose(joints, rigid.joints, atol=2e-6)
    turns = rigid.rotations.reshape(-1, 3, 3)
    np.testing.assert_allclose(
        turns @ turns.transpose(0, 2, 1), np.broadcast_to(np.eye(3), turns.shape), atol=1e-5
    )
    np.testing.assert_allclose(np.linalg.det(turns), 1, atol=1e-5)


@given(st.integers(0, 10_000))
def test_the_fit_gives_a_rigid_motion_back(seed):
    # a motion that is rigid already, chest and pelvis included, is reproduced
    rng = np.random.default_rng(seed)
    offsets = motion_of(seed).rigid().offsets.astype(float)
    turns = Rotation.from_rotvec(rng.normal(size=(20 * 22, 3)) * 0.3).as_matrix().reshape(20, 22, 3, 3)
    joints = forward_kinematics(turns, rng.normal(size=(20, 3)), offsets, HUMANML22.parents)
    rotations, fitted = fit_rotations(joints, HUMANML22)
    again = forward_kinematics(rotations, joints[:, 0], fitted, HUMANML22.parents)
    np.testing.assert_allclose(again, joints, atol=1e-6)


def test_slicing_shifts_and_clips_the_steps():
    motion = Motion(np.zeros((40, 22, 3)), 20.0, steps=(Step("a", 0.0, 1.0), Step("b", 1.0, 2.0)))
    piece = motion[10:30]
    assert len(piece) == 20
    assert piece.steps == (Step("a", 0.0, 0.5), Step("b", 0.5, 1.0))
    with pytest.raises(TypeError):
        motion[::2]


@pytest.mark.parametrize(("source", "target"), [(120, 20), (30, 20), (100, 20), (20, 12.5), (23.976, 20)])
def test_resampling_keeps_a_slow_path(source, target):
    time = np.arange(int(4 * source)) / source
    joints = np.zeros((len(time), 22, 3))
    joints[..., 0] = np.sin(2 * np.pi * 0.5 * time)[:, None]
    out = Motion(joints, source).resample(target)
    again = np.arange(len(out)) / target
    inner = (again > 0.5) & (again < 3.4)
    np.testing.assert_allclose(out.joints[inner, 0, 0], np.sin(np.pi * again[inner]), atol=4e-3)
    assert abs(out.seconds - 4) < 0.1 and out.fps == target


def test_concatenate_needs_one_skeleton_and_rate():
    both = concatenate([motion_of(0), motion_of(1)])
    assert len(both) == 80
    with pytest.raises(InputError):
        concatenate([motion_of(0), motion_of(0, fps=30.0)])


@given(st.integers(0, 10_000))
def test_minimal_rotation_turns_one_onto_the_other(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=(2, 7, 3))
    a /= np.linalg.norm(a, axis=-1, keepdims=True)
    b /= np.linalg.norm(b, axis=-1, keepdims=True)
    b[0] = -a[0]
    turn = minimal_rotation(a, b)
    np.testing.assert_allclose(np.einsum("nij,nj->ni", turn, a), b, atol=1e-6)
    np.testing.assert_allclose(np.linalg.det(turn), 1, atol=1e-9)
    angle = Rotation.from_matrix(turn).magnitude()
    np.testing.assert_allclose(angle, np.arccos(np.clip((a * b).sum(-1), -1, 1)), atol=1e-6)


@given(st.integers(0, 10_000))
def test_best_rotation_recovers_a_rotation(seed):
    rng = np.random.default_rng(seed)
    turn = Rotation.random(random_state=seed).as_matrix()
    shape = rng.normal(size=(5, 3))
    np.testing.assert_allclose(best_rotation(shape, shape @ turn.T), turn, atol=1e-6)


def test_yaw_is_positive_to_the_left():
    # facing +Z with the left at +X, a left turn by 90 degrees faces +X
    np.testing.assert_allclose(yaw_rotation(np.array(np.pi / 2)) @ [0, 0, 1], [1, 0, 0], atol=1e-12)
    joints = smooth_motion(0)[:1] @ yaw_rotation(np.array(0.5)).T
    turned = facing(joints, HUMANML22) - facing(smooth_motion(0)[:1], HUMANML22)
    np.testing.assert_allclose(turned, 0.5, atol=1e-6)


@pytest.mark.parametrize("skeleton", SKELETONS)
def test_skeletons_are_consistent(skeleton):
    order = skeleton.mirror_order
    np.testing.assert_array_equal(order[order], np.arange(skeleton.num_joints))
    assert [skeleton.parents[i] for i in order[1:]] == [
        order[p] if p >= 0 else -1 for p in skeleton.parents[1:]
    ]
    for pair in (skeleton.hips, skeleton.shoulders, skeleton.hands):
        assert [skeleton.joint_names[i].split("_")[0] for i in pair] == ["left", "right"]
    assert skeleton_named(skeleton.name) is skeleton
    with pytest.raises(InputError):
        skeleton_named("octopus")
