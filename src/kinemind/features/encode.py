"""Joints to HumanML3D features: retarget, floor, origin, heading, contacts, rotations, velocities.

Source: Guo et al., CVPR 2022.  Two deliberate differences to the public scripts: the heading change is
taken on the circle (theirs flips its sign in the one frame where the body passes the direction behind its
first one), and a bone exactly opposite to its rest direction gives a finite rotation.

Arrays are kept joint-major, [J, 3, N], so that every step is a few long vector operations over the frames
of many clips; blocks of frames are small enough for the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from array_api_compat import array_namespace

from kinemind.errors import InputError
from kinemind.features.heading import smoothed_forward
from kinemind.features.layout import FeatureLayout, layout_of
from kinemind.skeletons import HUMANML22, Skeleton

Array = Any
"""A numpy array or a torch tensor; what goes in comes out."""

_BLOCK_FRAMES = 1024


def encode(joints: Array, skeleton: Skeleton = HUMANML22, retarget: bool = True) -> Array:
    """Features [*B, T-1, D] of joints [*B, T, J, 3] in metres, at the layout's frame rate.

    `retarget` brings every clip to the uniform skeleton's bone lengths first, as HumanML3D does.
    Raises InputError for a wrong shape, fewer than two frames, NaN or infinity.
    """
    xp = array_namespace(joints)
    if joints.ndim < 3:
        raise InputError(f"joints have the shape (…, frames, joints, 3), not {tuple(joints.shape)}")
    batch = tuple(joints.shape[:-3])
    flat = xp.reshape(joints, (-1, *joints.shape[-3:]))
    clips = encode_many([flat[i, ...] for i in range(flat.shape[0])], skeleton, retarget)
    size = layout_of(skeleton).size
    if not clips:
        return xp.zeros((*batch, max(joints.shape[-3] - 1, 0), size), dtype=joints.dtype)
    return xp.reshape(xp.stack(clips), (*batch, joints.shape[-3] - 1, size))


def encode_many(clips: Sequence[Array], skeleton: Skeleton = HUMANML22, retarget: bool = True) -> list[Array]:
    """Features of clips of different lengths: [T_i, J, 3] each gives [T_i - 1, D]."""
    layout = layout_of(skeleton)
    for clip in clips:
        _check(clip, skeleton)
    features: list[Array] = []
    block: list[Array] = []
    frames = 0
    for clip in clips:
        block.append(clip)
        frames += clip.shape[0]
        if frames >= _BLOCK_FRAMES:
            features += _encode_block(block, layout, retarget)
            block, frames = [], 0
    return features + (_encode_block(block, layout, retarget) if block else [])


def _check(clip: Array, skeleton: Skeleton) -> None:
    shape = tuple(clip.shape)
    if len(shape) != 3 or shape[1:] != (skeleton.num_joints, 3):
        raise InputError(f"{skeleton.name} joints have the shape (T, {skeleton.num_joints}, 3), not {shape}")
    if shape[0] < 2:
        raise InputError("at least two frames are needed for features")
    # the sum is finite only if every number is (and costs one pass instead of two)
    total = clip.sum()
    if not np.isfinite(float(total if isinstance(clip, np.ndarray) else total.detach())):
        raise InputError("the joints hold NaN or infinite positions")
    upper, lower = skeleton.leg
    shin = clip[0, lower, :] - clip[0, upper, :]
    if float((shin * shin).sum()) < 1e-12:
        raise InputError("the figure has bones of no length: its joints lie in one point")


def _encode_block(clips: list[Array], layout: FeatureLayout, retarget: bool) -> list[Array]:
    xp = array_namespace(clips[0])
    skeleton = layout.skeleton
    stops = list(accumulate(clip.shape[0] for clip in clips))
    spans = list(pairwise([0, *stops]))
    frames = xp.concat(list(clips), axis=0) if len(clips) > 1 else clips[0]
    joints = _contiguous(xp.permute_dims(frames, (1, 2, 0)))
    if layout.metres_per_unit != 1.0:
        joints = joints / layout.metres_per_unit

    parents = list(skeleton.parents[1:])
    bones = joints[1:] - joints[parents]
    lengths = xp.sqrt(bones[:, 0] * bones[:, 0] + bones[:, 1] * bones[:, 1] + bones[:, 2] * bones[:, 2])
    directions = bones / _at_least(lengths, 1e-12)[:, None]
    if retarget:
        joints = _retarget(joints, directions, lengths, spans, layout)
    joints, directions = _place(joints, directions, spans, skeleton)

    forward = smoothed_forward(_published_forward(joints, skeleton), spans)
    sine, cosine = _heading(forward, spans)  # of the turn from the body's heading to +Z
    local = joints - joints[:1] * _column(joints, (1.0, 0.0, 1.0))
    local = _turn(local, sine, cosine)[1:]
    rotations = _bone_rotations(directions, sine, cosine, skeleton)
    step = joints[:, :, 1:] - joints[:, :, :-1]
    root_step = _turn(step[:1], sine[1:], cosine[1:])[0]
    velocities = _turn(step, sine[:-1], cosine[:-1])
    # half the angle between consecutive headings, from the sine and cosine of their difference
    turn = 0.5 * xp.atan2(
        sine[1:] * cosine[:-1] - cosine[1:] * sine[:-1], cosine[1:] * cosine[:-1] + sine[1:] * sine[:-1]
    )
    feet = step[list(skeleton.feet)]
    speed = feet[:, 0] * feet[:, 0] + feet[:, 1] * feet[:, 1] + feet[:, 2] * feet[:, 2]
    contacts = xp.astype(speed < layout.contact_threshold, joints.dtype)

    count = frames.shape[0] - 1
    rows = xp.concat(
        [
            turn[None],
            root_step[0][None],
            root_step[2][None],
            joints[0, 1, :-1][None],
            xp.reshape(local[:, :, :-1], (-1, count)),
            xp.reshape(rotations[..., :-1], (-1, count)),
            xp.reshape(velocities, (-1, count)),
            contacts,
        ],
        axis=0,
    )
    features = _contiguous(xp.permute_dims(rows, (1, 0)))
    return [features[a : b - 1] for a, b in spans]


def _retarget(
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


def _place(
    joints: Array, directions: Array, spans: list[tuple[int, int]], skeleton: Skeleton
) -> tuple[Array, Array]:
    """Each clip on the floor, its first root at x = z = 0 and its first frame facing +Z."""
    xp = array_namespace(joints)
    forward = _forward(joints, skeleton)
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
    return _turn(joints - xp.concat(shifts, axis=-1), sine, cosine), _turn(directions, sine, cosine)


def _forward(joints: Array, skeleton: Skeleton) -> Array:
    """Unit facing (x, z) [2, N]: up x (from left to right over hips and shoulders)."""
    xp = array_namespace(joints)
    (left_hip, right_hip), (left_shoulder, right_shoulder) = skeleton.hips, skeleton.shoulders
    across = joints[right_hip] - joints[left_hip] + joints[right_shoulder] - joints[left_shoulder]
    norm = _at_least(xp.sqrt(across[0] * across[0] + across[2] * across[2]), 1e-12)
    return xp.stack([across[2], -across[0]]) / norm


def _published_forward(joints: Array, skeleton: Skeleton) -> Array:
    """The heading (x, z) [2, N] that the published features were made with, before its smoothing.

    The public script swaps the two hips when it takes this one, so the hips count against the shoulders.
    Kept as it is: other headings would not be the published representation.
    """
    xp = array_namespace(joints)
    (left_hip, right_hip), (left_shoulder, right_shoulder) = skeleton.hips, skeleton.shoulders
    across = joints[left_hip] - joints[right_hip] + joints[right_shoulder] - joints[left_shoulder]
    squared = across[0] * across[0] + across[1] * across[1] + across[2] * across[2]
    return xp.stack([across[2], -across[0]]) / _at_least(xp.sqrt(squared), 1e-12)


def _heading(forward: Array, spans: list[tuple[int, int]]) -> tuple[Array, Array]:
    """Sine and cosine of the turn about +y from the facing to +Z; none in the first frame of a clip."""
    xp = array_namespace(forward)
    first = np.ones(forward.shape[-1])
    first[[a for a, _ in spans]] = 0.0
    moving = _like(first, forward)
    norm = _at_least(xp.sqrt(forward[0] ** 2 + forward[1] ** 2), 1e-12)
    return -forward[0] / norm * moving, forward[1] / norm * moving + (1.0 - moving)


def _turn(points: Array, sine: Array, cosine: Array) -> Array:
    """Points [K, 3, N] turned about +y by the angle of (sine, cosine) [N]."""
    xp = array_namespace(points)
    x, z = points[:, 0], points[:, 2]
    return xp.stack([cosine * x + sine * z, points[:, 1], cosine * z - sine * x], axis=1)


def _bone_rotations(directions: Array, sine: Array, cosine: Array, skeleton: Skeleton) -> Array:
    """6-D rotations [J-1, 6, N] of the bones, each relative to the bone before it on its chain.

    W turns the rest direction u = s e_k onto the bone v by the least angle, so its columns are
    W e_k = s v and W e_i = e_i - v_i / (1 + s v_k) (v + s e_k).
    """
    xp = array_namespace(directions)
    zero, one = xp.zeros_like(sine), xp.ones_like(sine)
    root = ((cosine, zero, -sine), (zero, one, zero), (sine, zero, cosine))  # columns of the heading's turn
    world: list[Any] = [root]
    rows = []
    for j in range(1, skeleton.num_joints):
        rest = np.asarray(skeleton.directions[j])
        k = int(np.abs(rest).argmax())
        s = float(rest[k])
        v = directions[j - 1]
        scale = 1.0 / _at_least(1.0 + s * v[k], 1e-7)
        columns = []
        for i in range(3):
            if i == k:
                columns.append((s * v[0], s * v[1], s * v[2]))
                continue
            weight = v[i] * scale
            column = [-(weight * v[0]), -(weight * v[1]), -(weight * v[2])]
            column[k] = column[k] - s * weight
            column[i] = column[i] + 1.0
            columns.append(tuple(column))
        world.append(tuple(columns))
        before = 0 if j in skeleton.chain_starts else skeleton.parents[j]
        parent = world[before]
        for child in (columns[0], columns[1]):
            for row in parent:
                rows.append(row[0] * child[0] + row[1] * child[1] + row[2] * child[2])
    return xp.reshape(xp.stack(rows), (skeleton.num_joints - 1, 6, -1))


def _at_least(values: Array, floor: float) -> Array:
    xp = array_namespace(values)
    return xp.clip(values, floor, None)


def _column(like: Array, values: tuple[float, ...]) -> Array:
    return _like(np.asarray(values), like)[:, None]


def _like(values: np.ndarray, like: Array) -> Array:
    xp = array_namespace(like)
    if xp.__name__.endswith("numpy"):
        return values.astype(like.dtype)
    return xp.asarray(values, dtype=like.dtype, device=like.device)


def _contiguous(values: Array) -> Array:
    return np.ascontiguousarray(values) if isinstance(values, np.ndarray) else values.contiguous()
