"""Properties of the codec on arbitrary motion, in numpy and torch, for both layouts."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from kinemind.errors import InputError
from kinemind.features import (
    encode,
    encode_many,
    layout_of,
    matrix_from_6d,
    recover_from_positions,
    recover_from_rotations,
)
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import HUMANML22, KIT21, Skeleton

SKELETONS = [HUMANML22, KIT21]


def smooth_motion(seed: int, frames: int = 48, skeleton: Skeleton = HUMANML22) -> np.ndarray:
    """A wandering, swaying figure with rigid bones of its own lengths, never bent onto itself."""
    rng = np.random.default_rng(seed)
    time = np.linspace(0, 2 * np.pi, frames)[:, None]
    heading = 0.8 * np.sin(time[:, 0] + rng.uniform(0, 6))
    turn = yaw_rotation(heading)
    joints = np.zeros((frames, skeleton.num_joints, 3))
    joints[:, 0] = np.cumsum(turn @ np.array([0, 0, 0.03]), 0) + [0, 0.95 * rng.uniform(0.8, 1.2), 0]
    # an upright body in its real proportions: left things on the left
    for j in range(1, skeleton.num_joints):
        rest = np.array(skeleton.directions[j])
        side = {"left": 1.0, "right": -1.0}.get(skeleton.joint_names[j].split("_")[0], 0.0)
        rest = np.array([abs(rest[0]) * side, rest[1], rest[2]])
        swing = rest + 0.35 * np.sin(time * rng.integers(1, 3) + rng.uniform(0, 6, 3)) * rng.uniform(-1, 1, 3)
        swing /= np.linalg.norm(swing, axis=-1, keepdims=True)
        bone = np.einsum("tij,tj->ti", turn, swing) * skeleton.lengths[j] * rng.uniform(0.9, 1.1)
        joints[:, j] = joints[:, skeleton.parents[j]] + bone
    return joints


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_decode_gives_the_placed_joints_back(seed, skeleton):
    joints = smooth_motion(seed, skeleton=skeleton)
    features = encode(joints, skeleton, retarget=False)
    recovered = recover_from_positions(features, skeleton)
    bones = np.linalg.norm(np.diff(joints, axis=0), axis=-1)
    moved = np.linalg.norm(np.diff(recovered, axis=0), axis=-1)
    np.testing.assert_allclose(moved, bones[: len(moved)], atol=1e-5)
    assert abs(recovered[0, 0, 0]) < 1e-6 and abs(recovered[0, 0, 2]) < 1e-6
    assert recovered[..., 1].min() > -1e-4


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_rotations_and_positions_agree(seed, skeleton):
    features = encode(smooth_motion(seed, skeleton=skeleton), skeleton)
    by_position = recover_from_positions(features, skeleton)
    by_rotation = recover_from_rotations(features, skeleton)
    np.testing.assert_allclose(by_rotation, by_position, atol=2e-5)


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_encoding_the_decoded_changes_nothing(seed, skeleton):
    features = encode(smooth_motion(seed, 220, skeleton), skeleton)
    again = encode(recover_from_positions(features, skeleton), skeleton)
    # decoding loses the last frame, which the heading's filter (radius 80 frames) feels near the end
    kept = slice(0, 220 - 1 - 81)
    scale = np.abs(features[kept]).max()
    np.testing.assert_allclose(again[kept, :-4], features[kept, :-4], atol=1e-5 * scale)


@given(st.integers(0, 10_000), st.floats(-3.1, 3.1), st.floats(-50, 50), st.floats(-50, 50))
def test_heading_and_place_do_not_matter(seed, angle, x, z):
    joints = smooth_motion(seed)
    moved = joints @ yaw_rotation(np.array(angle)).T + [x, 0.3, z]
    np.testing.assert_allclose(encode(moved), encode(joints), atol=1e-6)


@given(st.integers(0, 10_000), st.sampled_from(SKELETONS))
def test_rotations_are_orthonormal(seed, skeleton):
    layout = layout_of(skeleton)
    six = encode(smooth_motion(seed, skeleton=skeleton), skeleton)[:, layout.rotations]
    matrices = matrix_from_6d(six.reshape(-1, 6))
    np.testing.assert_allclose(
        np.swapaxes(matrices, -1, -2) @ matrices, np.broadcast_to(np.eye(3), matrices.shape), atol=1e-6
    )
    np.testing.assert_allclose(np.linalg.det(matrices), 1.0, atol=1e-6)
    columns = six.reshape(-1, 2, 3)
    np.testing.assert_allclose(np.linalg.norm(columns, axis=-1), 1.0, atol=1e-4)


@given(st.integers(0, 10_000), st.floats(0.5, 2.0))
def test_retarget_forgets_the_bodys_size(seed, scale):
    joints = smooth_motion(seed)
    np.testing.assert_allclose(encode(joints * scale), encode(joints), atol=1e-6)
    lengths = np.linalg.norm(
        recover_from_positions(encode(joints))[:, 1:]
        - recover_from_positions(encode(joints))[:, list(HUMANML22.parents[1:])],
        axis=-1,
    )
    np.testing.assert_allclose(lengths, np.broadcast_to(HUMANML22.lengths[1:], lengths.shape), atol=1e-5)


def test_torch_equals_numpy_and_carries_gradients():
    joints = np.stack([smooth_motion(seed) for seed in range(3)])
    features = encode(joints)
    tensor = torch.from_numpy(joints).requires_grad_()
    ours = encode(tensor)
    np.testing.assert_allclose(ours.detach().numpy(), features, atol=1e-9)
    recover_from_positions(ours).square().sum().backward()
    assert torch.isfinite(tensor.grad).all() and tensor.grad.abs().sum() > 0
    np.testing.assert_allclose(
        recover_from_rotations(ours).detach().numpy(), recover_from_rotations(features), atol=1e-9
    )


def test_batch_and_ragged_equal_one_by_one():
    clips = [smooth_motion(seed, frames) for seed, frames in enumerate([20, 700, 48, 1500, 21])]
    for one, many in zip(clips, encode_many(clips), strict=True):
        np.testing.assert_allclose(many, encode(one), atol=1e-12)
        assert many.shape == (len(one) - 1, 263)
    batch = np.stack([smooth_motion(1), smooth_motion(2)]).reshape(1, 2, 48, 22, 3)
    assert encode(batch).shape == (1, 2, 47, 263)
    assert recover_from_positions(encode(batch)).shape == (1, 2, 47, 22, 3)


def test_turning_past_the_back_keeps_its_sign():
    # one steady left turn through 360 degrees: the yaw velocity never changes its sign
    joints = smooth_motion(3)[:1].repeat(80, 0)
    turn = yaw_rotation(np.linspace(0, 2 * np.pi, 80))
    features = encode(np.einsum("tij,tkj->tki", turn, joints))
    assert (features[1:, 0] < 0).all()


@pytest.mark.parametrize(
    "broken",
    [
        np.zeros((5, 23, 3)),
        np.zeros((5, 21, 3)),
        np.zeros((1, 22, 3)),
        np.zeros((5, 66)),
        np.full((5, 22, 3), np.nan),
    ],
)
def test_wrong_input_is_refused(broken):
    with pytest.raises(InputError):
        encode(broken)


def test_wrong_width_is_refused():
    for recover in (recover_from_positions, recover_from_rotations):
        with pytest.raises(InputError):
            recover(np.zeros((5, 262)))
