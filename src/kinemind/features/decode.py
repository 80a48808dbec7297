"""HumanML3D features back to joints: from the positions in the vector, or from its rotations.

Batched, numpy or torch (differentiable there).  Source: Guo et al., CVPR 2022.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from array_api_compat import array_namespace
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.features.layout import FeatureLayout, layout_of
from kinemind.skeletons import HUMANML22, Skeleton

Array = Any


def recover_root(features: Array, layout: FeatureLayout) -> tuple[Array, Array, Array]:
    """Sine and cosine [*B, T] of the turn that faced the body to +Z, and the root path [*B, T, 3] (units)."""
    xp = array_namespace(features)
    half = features[..., 0]
    zero = xp.zeros_like(half[..., :1])
    angle = 2.0 * xp.cumulative_sum(xp.concat([zero, half[..., :-1]], axis=-1), axis=-1)
    sine, cosine = xp.sin(angle), xp.cos(angle)
    x = xp.concat([zero, features[..., :-1, 1]], axis=-1)
    z = xp.concat([zero, features[..., :-1, 2]], axis=-1)
    path_x = xp.cumulative_sum(cosine * x - sine * z, axis=-1)
    path_z = xp.cumulative_sum(sine * x + cosine * z, axis=-1)
    return sine, cosine, xp.stack([path_x, features[..., 3], path_z], axis=-1)


def recover_from_positions(features: Array, skeleton: Skeleton = HUMANML22) -> Array:
    """Joints [*B, T, J, 3] in metres from features [*B, T, D], by the positions in the vector.

    Raises InputError for a wrong width.
    """
    layout = _checked(features, skeleton)
    xp = array_namespace(features)
    sine, cosine, root = recover_root(features, layout)
    local = features[..., layout.positions]
    local = xp.reshape(local, (*local.shape[:-1], skeleton.num_joints - 1, 3))
    s, c = sine[..., None], cosine[..., None]
    x, z = local[..., 0], local[..., 2]
    turned = xp.stack(
        [c * x - s * z + root[..., 0:1], local[..., 1], s * x + c * z + root[..., 2:3]], axis=-1
    )
    return xp.concat([root[..., None, :], turned], axis=-2) * layout.metres_per_unit


def recover_from_rotations(
    features: Array, skeleton: Skeleton = HUMANML22, offsets: Float[np.ndarray, "J 3"] | None = None
) -> Array:
    """Joints [*B, T, J, 3] in metres from features [*B, T, D], by forward kinematics of its rotations.

    `offsets` (metres) default to the uniform skeleton's.  Raises InputError for a wrong width.
    """
    layout = _checked(features, skeleton)
    xp = array_namespace(features)
    sine, cosine, root = recover_root(features, layout)
    six = features[..., layout.rotations]
    local = matrix_from_6d(xp.reshape(six, (*six.shape[:-1], skeleton.num_joints - 1, 6)))
    zero, one = xp.zeros_like(sine), xp.ones_like(sine)
    heading = xp.stack([cosine, zero, sine, zero, one, zero, -sine, zero, cosine], axis=-1)
    world = [xp.reshape(heading, (*sine.shape, 3, 3))]
    bones = (skeleton.rest_offsets if offsets is None else offsets) / layout.metres_per_unit
    joints = [root]
    for j in range(1, skeleton.num_joints):
        before = 0 if j in skeleton.chain_starts else skeleton.parents[j]
        world.append(world[before] @ local[..., j - 1, :, :])
        bone = sum(world[j][..., :, k] * float(bones[j][k]) for k in range(3))
        joints.append(joints[skeleton.parents[j]] + bone)
    return xp.stack(joints, axis=-2) * layout.metres_per_unit


def matrix_from_6d(six: Array) -> Array:
    """Rotation matrices [*B, 3, 3] from two columns [*B, 6], by Gram-Schmidt (Zhou et al., CVPR 2019)."""
    xp = array_namespace(six)
    a, b = six[..., :3], six[..., 3:]
    first = a / xp.clip(xp.sqrt(xp.sum(a * a, axis=-1, keepdims=True)), 1e-12, None)
    third = xp.stack(
        [
            first[..., 1] * b[..., 2] - first[..., 2] * b[..., 1],
            first[..., 2] * b[..., 0] - first[..., 0] * b[..., 2],
            first[..., 0] * b[..., 1] - first[..., 1] * b[..., 0],
        ],
        axis=-1,
    )
    third = third / xp.clip(xp.sqrt(xp.sum(third * third, axis=-1, keepdims=True)), 1e-12, None)
    second = xp.stack(
        [
            third[..., 1] * first[..., 2] - third[..., 2] * first[..., 1],
            third[..., 2] * first[..., 0] - third[..., 0] * first[..., 2],
            third[..., 0] * first[..., 1] - third[..., 1] * first[..., 0],
        ],
        axis=-1,
    )
    return xp.stack([first, second, third], axis=-1)


def _checked(features: Array, skeleton: Skeleton) -> FeatureLayout:
    layout = layout_of(skeleton)
    if features.ndim < 2 or features.shape[-1] != layout.size:
        raise InputError(
            f"{skeleton.name} features have the shape (…, T, {layout.size}), not {tuple(features.shape)}"
        )
    return layout
