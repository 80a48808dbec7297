"""Physical plausibility of a motion, at its own frame rate, y up, floor at y = 0 (FACTS.md §5).

The height of the toe joint above the sole differs between skeletons, so slide and float are measured
after the clip's 5th-percentile toe height is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

from kinemind.skeletons import HUMANML22, Skeleton

CONTACT_HEIGHT = 0.05
"""Metres: a toe below this may be in contact."""
CONTACT_VERTICAL_SPEED = 0.15
"""Metres a second: a toe that rises or sinks faster is not in contact."""
FLOAT_HEIGHT = 0.08
"""Metres: feet higher than this do not stand on the floor."""
LONGEST_JUMP = 1.0
"""Seconds: both feet off for longer is no jump."""
GRAVITY = 9.81
JOIN_WINDOW = 0.3
"""Seconds on both sides of a join that belong to it."""


def toe_offset(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """The clip's 5th-percentile toe height over both toes, metres."""
    return float(np.percentile(joints[:, list(skeleton.feet[1::2]), 1], 5))


def sliding_contacts(
    joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22
) -> Bool[np.ndarray, "T-1 2"]:
    """Per frame step and (left, right) toe: low in both frames and hardly moving up or down."""
    height = joints[:, list(skeleton.feet[1::2]), 1] - toe_offset(joints, skeleton)
    low = height < CONTACT_HEIGHT
    return low[1:] & low[:-1] & (np.abs(np.diff(height, axis=0)) * fps < CONTACT_VERTICAL_SPEED)


def foot_slide(joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22) -> float:
    """Mean horizontal way of a toe in contact, millimetres a frame.  NaN where no toe is ever in contact."""
    contact = sliding_contacts(joints, fps, skeleton)
    if not contact.any():
        return float("nan")
    toes = joints[:, list(skeleton.feet[1::2])][..., [0, 2]]
    return float(np.linalg.norm(np.diff(toes, axis=0), axis=-1)[contact].mean() * 1e3)


def float_ratio(joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22) -> float:
    """Share of frames whose lowest foot or ankle joint is above 80 mm, jumps left out.

    A jump: both feet off for under 1 s while the pelvis falls freely on the whole (mean vertical
    acceleration below -g/2 over the flight, or a flight too short to tell, under three frames).
    """
    lowest = joints[:, list(skeleton.feet), 1].min(1) - toe_offset(joints, skeleton)
    off = lowest > FLOAT_HEIGHT
    floating = off.copy()
    for first, end in intervals(off):
        if (end - first) / fps < LONGEST_JUMP and _falls_freely(joints[:, 0, 1], first, end, fps):
            floating[first:end] = False
    return float(floating.mean())


def _falls_freely(height: Float[np.ndarray, " T"], first: int, end: int, fps: float) -> bool:
    if end - first < 3:
        return True
    acceleration = 2 * np.polyfit(np.arange(end - first) / fps, height[first:end], 2)[0]
    return bool(acceleration < -GRAVITY / 2)


def penetration(joints: Float[np.ndarray, "T J 3"]) -> float:
    """Mean over frames of the depth of the lowest joint below the floor, millimetres."""
    return float(np.maximum(-joints[..., 1].min(1), 0).mean() * 1e3)


def jerk_curve(joints: Float[np.ndarray, "T J 3"], fps: float) -> Float[np.ndarray, " T-3"]:
    """Norm of the third difference times fps³, mean over joints, m/s³; entry i spans frames i to i+3."""
    return np.linalg.norm(np.diff(joints.astype(np.float64), n=3, axis=0), axis=-1).mean(-1) * fps**3


def jerk(joints: Float[np.ndarray, "T J 3"], fps: float) -> float:
    """Mean jerk over joints and frames, m/s³; 0 for fewer than 4 frames."""
    return float(jerk_curve(joints, fps).mean()) if len(joints) > 3 else 0.0


def near_join(frames: int, join: int, fps: float, window: float = JOIN_WINDOW) -> Bool[np.ndarray, " F"]:
    """Which entries of a jerk curve of a `frames` long motion are centred within `window` seconds of a join.

    `join` is the first frame of the later part; the join itself lies half a frame before it.
    """
    centre = np.arange(max(frames - 3, 0)) + 1.5
    return np.abs(centre - (join - 0.5)) <= window * fps + 1e-9


def transition_peak_jerk(joints: Float[np.ndarray, "T J 3"], fps: float, join: int) -> float:
    """Largest jerk within 0.3 s of a join (first frame of the later part), m/s³."""
    curve = jerk_curve(joints, fps)
    at = near_join(len(joints), join, fps)
    return float(curve[at].max()) if at.any() else 0.0


def bone_drift(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """Largest relative departure of a bone's length from its median over time."""
    bones = joints[:, 1:] - joints[:, list(skeleton.parents[1:])]
    length = np.linalg.norm(bones.astype(np.float64), axis=-1)
    median = np.maximum(np.median(length, axis=0), 1e-6)
    return float((np.abs(length - median) / median).max())


def intervals(on: Bool[np.ndarray, " T"]) -> list[tuple[int, int]]:
    """The runs of True as (first, end) frames, end exclusive."""
    if not len(on):
        return []
    edges: list[int] = (np.flatnonzero(on[1:] != on[:-1]) + 1).tolist()
    edges = [0] * bool(on[0]) + edges + [len(on)] * bool(on[-1])
    return list(zip(edges[::2], edges[1::2], strict=True))


def join_jerk_ratios(joints: Float[np.ndarray, "T J 3"], fps: float, lengths: Sequence[int]) -> list[float]:
    """Per join of parts of these lengths (frames): peak jerk within JOIN_WINDOW of it over the peak of its
    two parts away from all joins; joins between parts too short to tell are left out."""
    curve = jerk_curve(joints, fps)
    bounds = np.cumsum([0, *lengths])
    near = [near_join(len(joints), int(join), fps) for join in bounds[1:-1]]
    away = ~np.any(near, axis=0)
    centre = np.arange(len(curve)) + 1.5
    found = []
    for number, at in enumerate(near):
        own = away & (centre >= bounds[number]) & (centre < bounds[number + 2])
        if own.any():
            found.append(float(curve[at].max() / curve[own].max()))
    return found
