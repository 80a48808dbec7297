"""A raw recording becomes a clip: resampled, rigid bones, floor at y = 0, start at the origin facing +Z."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.motion import Motion, resample_positions
from kinemind.rigid import facing
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import Skeleton

FPS = 20.0
MIN_FRAMES = 4
RIGID_SPREAD = 1e-3
"""Metres; a bone of the source whose length varies by less than this counts as rigid."""
FLOOR_PERCENTILE = 2.0


def to_clip(motion: Motion, fps: float = FPS) -> Motion:
    """The recording at `fps` with the source's own bone lengths, standing on the floor at the origin.

    Rotations and offsets are dropped.  Raises InputError when too few frames are left.
    """
    skeleton = motion.skeleton
    source = motion.joints.astype(np.float64)
    joints = resample_positions(source, motion.fps, fps) if abs(fps - motion.fps) > 1e-6 else source
    if len(joints) < MIN_FRAMES:
        raise InputError(f"only {len(joints)} frames at {fps:g} fps; at least {MIN_FRAMES} are needed")
    if len(joints) != len(source):
        joints = with_bone_lengths(joints, rigid_lengths(source, skeleton), skeleton)
    joints = at_origin(on_floor(joints, skeleton), skeleton)
    return Motion(joints, fps, skeleton, text=motion.text, steps=motion.steps)


def rigid_lengths(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, " J"]:
    """Length of every bone, metres; NaN for the root and for bones that are not rigid in the source."""
    bones = joints[:, 1:] - joints[:, list(skeleton.parents[1:])]
    norms = np.linalg.norm(bones, axis=-1)
    low, middle, high = np.percentile(norms, [2, 50, 98], axis=0)
    return np.concatenate([[np.nan], np.where(high - low < RIGID_SPREAD, middle, np.nan)])


def with_bone_lengths(
    joints: Float[np.ndarray, "T J 3"], lengths: Float[np.ndarray, " J"], skeleton: Skeleton
) -> Float[np.ndarray, "T J 3"]:
    """The same bone directions with the given lengths (NaN keeps a bone), from the root outwards."""
    fixed = joints.copy()
    for j, parent in enumerate(skeleton.parents):
        if j == 0:
            continue
        bone = joints[:, j] - joints[:, parent]
        if np.isfinite(lengths[j]):
            norm = np.maximum(np.linalg.norm(bone, axis=-1, keepdims=True), 1e-9)
            bone = bone * (lengths[j] / norm)
        fixed[:, j] = fixed[:, parent] + bone
    return fixed


def on_floor(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, "T J 3"]:
    """Shifted so that the 2nd percentile over time of the lowest ankle or toe lies at y = 0."""
    lowest = joints[:, list(skeleton.feet), 1].min(1)
    return joints - [0.0, float(np.percentile(lowest, FLOOR_PERCENTILE)), 0.0]


def at_origin(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, "T J 3"]:
    """Moved and turned so that the pelvis starts at x = z = 0 and the first pose faces +Z."""
    turn = yaw_rotation(-facing(joints[0], skeleton))
    return (joints - joints[0, 0] * [1.0, 0.0, 1.0]) @ turn.T
