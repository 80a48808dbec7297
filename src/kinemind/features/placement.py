"""Bringing clips into HumanML3D's place: uniform bones, on the floor, first frame at the origin facing +Z."""

from __future__ import annotations

import numpy as np
from array_api_compat import array_namespace

from kinemind.features.arrays import Array, at_least, turn
from kinemind.features.layout import FeatureLayout
from kinemind.skeletons import Skeleton


def with_uniform_bones(
    joints: Array, directions: Array, lengths: Array, spans: list[tuple[int, int]], layout: FeatureLayout
) -> Array:
    """Every bone along its own direction at the uniform length; the root path scaled by the legs' ratio."""
    xp = array_namespace(joints)
    skeleton = layout.skeleton
    uniform = np.asarray(skeleton.lengths) / layout.metres_per_unit
    upper, lower = skeleton.leg
    target_leg = float(uniform[upper] + uniform[lower])
    roots = [
        joints[0, :, a:b] * (target_leg / (lengths[upper - 1, a] + lengths[lower - 1, a])) for a, b in spans
    ]
    placed = [xp.concat(roots, axis=-1)]
    for j in range(1, skeleton.num_joints):
        placed.append(placed[skeleton.parents[j]] + directions[j - 1] * float(uniform[j]))
    return xp.stack(placed)


def place(
    joints: Array, directions: Array, spans: list[tuple[int, int]], skeleton: Skeleton
) -> tuple[Array, Array]:
    """Each clip on the floor, its first root at x = z = 0 and its first frame facing +Z."""
    xp = array_namespace(joints)
    forward = facing_of(joints, skeleton)
    height = joints[:, 1].min(0) if xp.__name__.endswith("numpy") else joints[:, 1].amin(0)
    shifts, sines, cosines = [], [], []
    for a, b in spans:
        shifts.append(
            xp.broadcast_to(
                xp.stack([joints[0, 0, a], height[a:b].min(), joints[0, 2, a]])[:, None], (3, b - a)
            )
        )
        sines.append(xp.broadcast_to(-forward[0, a], (b - a,)))
        cosines.append(xp.broadcast_to(forward[1, a], (b - a,)))
    sine, cosine = xp.concat(sines), xp.concat(cosines)
    return turn(joints - xp.concat(shifts, axis=-1), sine, cosine), turn(directions, sine, cosine)


def facing_of(joints: Array, skeleton: Skeleton) -> Array:
    """Unit facing (x, z) [2, N]: up x (from left to right over hips and shoulders)."""
    xp = array_namespace(joints)
    (left_hip, right_hip), (left_shoulder, right_shoulder) = skeleton.hips, skeleton.shoulders
    across = joints[right_hip] - joints[left_hip] + joints[right_shoulder] - joints[left_shoulder]
    norm = at_least(xp.sqrt(across[0] * across[0] + across[2] * across[2]), 1e-12)
    return xp.stack([across[2], -across[0]]) / norm


def published_forward(joints: Array, skeleton: Skeleton) -> Array:
    """The heading (x, z) [2, N] that the published features were made with, before its smoothing.

    The public script swaps the two hips when it takes this one, so the hips count against the shoulders.
    Kept as it is: other headings would not be the published representation.
    """
    xp = array_namespace(joints)
    (left_hip, right_hip), (left_shoulder, right_shoulder) = skeleton.hips, skeleton.shoulders
    across = joints[left_hip] - joints[right_hip] + joints[right_shoulder] - joints[left_shoulder]
    squared = across[0] * across[0] + across[1] * across[1] + across[2] * across[2]
    return xp.stack([across[2], -across[0]]) / at_least(xp.sqrt(squared), 1e-12)
