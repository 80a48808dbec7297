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
from kinemind.features.arrays import Array, at_least, column, contiguous, like, turn
from kinemind.features.heading import smoothed_forward
from kinemind.features.layout import FeatureLayout, layout_of
from kinemind.features.placement import place, published_forward, with_uniform_bones
from kinemind.skeletons import HUMANML22, Skeleton

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
    joints = contiguous(xp.permute_dims(frames, (1, 2, 0)))
    if layout.metres_per_unit != 1.0:
        joints = joints / layout.metres_per_unit

    parents = list(skeleton.parents[1:])
    bones = joints[1:] - joints[parents]
    lengths = xp.sqrt(bones[:, 0] * bones[:, 0] + bones[:, 1] * bones[:, 1] + bones[:, 2] * bones[:, 2])
    directions = bones / at_least(lengths, 1e-12)[:, None]
    if retarget:
        joints = with_uniform_bones(joints, directions, lengths, spans, layout)
    joints, directions = place(joints, directions, spans, skeleton)

    forward = smoothed_forward(published_forward(joints, skeleton), spans)
    sine, cosine = _heading(forward, spans)  # of the turn from the body's heading to +Z
    local = joints - joints[:1] * column(joints, (1.0, 0.0, 1.0))
    local = turn(local, sine, cosine)[1:]
    rotations = _bone_rotations(directions, sine, cosine, skeleton)
    step = joints[:, :, 1:] - joints[:, :, :-1]
    root_step = turn(step[:1], sine[1:], cosine[1:])[0]
    velocities = turn(step, sine[:-1], cosine[:-1])
    # half the angle between consecutive headings, from the sine and cosine of their difference
    half_turn = 0.5 * xp.atan2(
        sine[1:] * cosine[:-1] - cosine[1:] * sine[:-1], cosine[1:] * cosine[:-1] + sine[1:] * sine[:-1]
    )
    feet = step[list(skeleton.feet)]
    speed = feet[:, 0] * feet[:, 0] + feet[:, 1] * feet[:, 1] + feet[:, 2] * feet[:, 2]
    contacts = xp.astype(speed < layout.contact_threshold, joints.dtype)

    count = frames.shape[0] - 1
    rows = xp.concat(
        [
            half_turn[None],
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
    features = contiguous(xp.permute_dims(rows, (1, 0)))
    return [features[a : b - 1] for a, b in spans]


def _heading(forward: Array, spans: list[tuple[int, int]]) -> tuple[Array, Array]:
    """Sine and cosine of the turn about +y from the facing to +Z; none in the first frame of a clip."""
    xp = array_namespace(forward)
    first = np.ones(forward.shape[-1])
    first[[a for a, _ in spans]] = 0.0
    moving = like(first, forward)
    norm = at_least(xp.sqrt(forward[0] ** 2 + forward[1] ** 2), 1e-12)
    return -forward[0] / norm * moving, forward[1] / norm * moving + (1.0 - moving)


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
        scale = 1.0 / at_least(1.0 + s * v[k], 1e-7)
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
