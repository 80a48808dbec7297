"""One rigid-bone motion: rotations over constant offsets, and the fit of such a motion to joints.

Conventions: `rotations[t, j]` is the rotation of joint j relative to its parent (for the root: to the
world), acting on column vectors; a joint's rotation carries its children.  `offsets[j]` is the joint's
place in its parent's frame, metres.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rotations import best_rotation, minimal_rotation, yaw_rotation
from kinemind.skeletons import Skeleton


def forward_kinematics(
    rotations: Float[np.ndarray, "T J 3 3"],
    root: Float[np.ndarray, "T 3"],
    offsets: Float[np.ndarray, "J 3"],
    parents: tuple[int, ...],
) -> Float[np.ndarray, "T J 3"]:
    """Joint positions in metres from parent-relative rotations, root path and constant offsets."""
    joints = np.empty(rotations.shape[:2] + (3,))
    world = np.empty(rotations.shape)
    joints[:, 0], world[:, 0] = root, rotations[:, 0]
    for j in range(1, len(parents)):
        p = parents[j]
        joints[:, j] = joints[:, p] + world[:, p] @ offsets[j]
        world[:, j] = world[:, p] @ rotations[:, j]
    return joints


def facing(joints: Float[np.ndarray, "*B J 3"], skeleton: Skeleton) -> Float[np.ndarray, "*B"]:
    """Yaw of the body in radians, 0 = +Z, positive to the figure's left, from hips and shoulders."""
    (left_hip, right_hip), (left_shoulder, right_shoulder) = skeleton.hips, skeleton.shoulders
    across = joints[..., right_hip, :] - joints[..., left_hip, :]
    across = across + joints[..., right_shoulder, :] - joints[..., left_shoulder, :]
    return np.asarray(np.arctan2(across[..., 2], -across[..., 0]))


def fit_rotations(
    joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton
) -> tuple[Float[np.ndarray, "T J 3 3"], Float[np.ndarray, "J 3"]]:
    """Rotations and constant offsets whose forward kinematics comes closest to `joints`, bone by bone.

    Bone lengths are the medians over time.  Where a joint has several children (pelvis, chest) they form
    one rigid body, whose shape is the mean over time; where it has one, the rotation is the parent's plus
    the least turn onto the bone, so no twist is invented.  Leaves keep their parent's rotation.
    """
    joints = np.asarray(joints, np.float64)
    parents, rest = skeleton.parents, skeleton.rest_offsets
    bones = joints - joints[:, list(parents)]
    bones[:, 0] = 0
    lengths = np.median(np.linalg.norm(bones, axis=-1), axis=0)
    offsets = rest / np.maximum(np.linalg.norm(rest, axis=-1, keepdims=True), 1e-9) * lengths[:, None]

    world = np.empty((*joints.shape[:2], 3, 3))
    heading = yaw_rotation(facing(joints, skeleton))
    for j in range(skeleton.num_joints):
        children = list(skeleton.children(j))
        inherited = heading if j == 0 else world[:, parents[j]]
        if not children:
            world[:, j] = inherited
        elif len(children) == 1:
            bone = bones[:, children[0]]
            length = np.linalg.norm(bone, axis=-1, keepdims=True)
            direction = offsets[children[0]] / max(float(np.linalg.norm(offsets[children[0]])), 1e-9)
            carried = inherited @ direction
            target = np.where(length > 1e-9, bone / np.maximum(length, 1e-9), carried)
            world[:, j] = minimal_rotation(carried, target) @ inherited
        else:
            shape = _mean_shape(bones[:, children], inherited)
            scale = lengths[children] / np.maximum(np.linalg.norm(shape, axis=-1), 1e-9)
            offsets[children] = shape * scale[:, None]
            world[:, j] = best_rotation(
                np.broadcast_to(offsets[children], (len(joints), len(children), 3)), bones[:, children]
            )
    rotations = world.copy()
    for j in range(1, skeleton.num_joints):
        rotations[:, j] = np.swapaxes(world[:, parents[j]], -1, -2) @ world[:, j]
    return rotations, offsets


def _mean_shape(
    bones: Float[np.ndarray, "T K 3"], frame: Float[np.ndarray, "T 3 3"]
) -> Float[np.ndarray, "K 3"]:
    """Mean of a rigid set of bones over time in its own frame (generalised Procrustes), upright at rest."""
    shape = (np.swapaxes(frame, -1, -2) @ np.swapaxes(bones, -1, -2)).mean(0).T
    for _ in range(5):
        turn = best_rotation(bones, np.broadcast_to(shape, bones.shape))
        aligned = np.swapaxes(turn @ np.swapaxes(bones, -1, -2), -1, -2)
        shape = aligned.mean(0)
    return shape
