"""Which clips can follow which: the nearest cuts of every pair, and the limits a join must keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kinemind.augmentation.pieces import Cuts, state
from kinemind.augmentation.sequences import LOCOMOTION, TURNS
from kinemind.augmentation.sequences import SLOWING as SLOWING_DOWN
from kinemind.augmentation.takes import Take
from kinemind.corpora import Clip


@dataclass(frozen=True)
class Limits:
    """Largest differences over a join, in the yaw-aligned pelvis frame: metres and m/s.

    Pose: mean over the joints; foot: the worst ankle or toe; root: pelvis velocity.
    """

    pose: float
    foot: float
    root: float


USUAL = Limits(pose=0.10, foot=0.16, root=0.45)
STOPPING = Limits(pose=0.12, foot=0.22, root=0.75)
"""Locomotion into something on the spot, or out of it: the blend takes up the last or first step."""
SLOWING = Limits(pose=0.16, foot=0.35, root=1.2)
"""A run into a turn: the clips turn at a walk or a jog, and no nearer ones are in the corpus."""
SLOWED = TURNS | {"run", "walk", SLOWING_DOWN}
KICKING = Limits(pose=0.14, foot=0.22, root=0.6)
"""From or to a kick, whose clips begin and end in a fighter's stance."""
LYING = Limits(pose=0.13, foot=0.20, root=0.75)
ARMS_FORWARD = Limits(pose=0.21, foot=0.17, root=0.5)
"""A squat on the spot: its clips hold the arms out, which the blend brings there from the side."""
ARMS_FORWARD_STOPPING = Limits(pose=0.21, foot=0.20, root=0.75)
OTHER_STYLE = 1.0
"""Added to the cost where two clips do not share a style."""
PER_CLIP = 8
"""Links that one clip may take part in, on either side, between two pools: variety over nearness."""


@dataclass(frozen=True)
class Link:
    """Take `earlier` (index) up to frame `end`, then take `later` from frame `start`."""

    earlier: int
    later: int
    end: int
    start: int
    cost: float


@dataclass(frozen=True)
class Gap:
    """What a link has to bridge, metres and m/s."""

    pose: float
    foot: float
    root: float

    def within(self, limits: Limits) -> bool:
        return self.pose <= limits.pose and self.foot <= limits.foot and self.root <= limits.root


def links(
    earlier: Sequence[Take], later: Sequence[Take], ends: Cuts, starts: Cuts, limits: Limits, most: int
) -> list[Link]:
    """The nearest pair of cuts of every two takes that keeps the limits, cheapest first, up to `most`."""
    squared = (
        (ends.features**2).sum(1)[:, None]
        + (starts.features**2).sum(1)[None]
        - 2 * ends.features @ starts.features.T
    )
    best = np.minimum.reduceat(np.minimum.reduceat(squared, ends.first, axis=0), starts.first, axis=1)
    style_a, style_b = (np.array([t.clip.style or "" for t in side]) for side in (earlier, later))
    best = np.maximum(best, 0) + OTHER_STYLE * (style_a[:, None] != style_b)
    id_a, id_b = (np.array([t.clip.id for t in side]) for side in (earlier, later))
    same = id_a[:, None] == id_b
    best[same] = np.inf
    found: list[Link] = []
    uses_a, uses_b = np.zeros(len(earlier), int), np.zeros(len(later), int)
    bounds_a = np.append(ends.first, len(ends.frame))
    bounds_b = np.append(starts.first, len(starts.frame))
    for flat in np.argsort(best, axis=None, kind="stable")[: 20 * most]:
        a, b = divmod(int(flat), best.shape[1])
        if not np.isfinite(best[a, b]):
            break
        if uses_a[a] >= PER_CLIP or uses_b[b] >= PER_CLIP:
            continue
        block = squared[bounds_a[a] : bounds_a[a + 1], bounds_b[b] : bounds_b[b + 1]]
        i, j = divmod(int(block.argmin()), block.shape[1])
        row_a, row_b = bounds_a[a] + i, bounds_b[b] + j
        feet = list(earlier[a].clip.motion.skeleton.feet)
        difference = _gap(
            ends.pose[row_a], starts.pose[row_b], ends.root_velocity[row_a], starts.root_velocity[row_b], feet
        )
        if difference.within(limits):
            end, start = int(ends.frame[row_a]), int(starts.frame[row_b])
            found.append(Link(a, b, end, start, float(best[a, b])))
            uses_a[a] += 1
            uses_b[b] += 1
            if len(found) == most:
                break
    return found


def limits_of(first: str, second: str) -> Limits:
    """The limits of a join between two contents."""
    stopping = (first in LOCOMOTION) != (second in LOCOMOTION)
    if "squat" in (first, second):
        return USUAL if first == second else ARMS_FORWARD_STOPPING if stopping else ARMS_FORWARD
    if second == "lie-down":
        return LYING
    if "run" in (first, second) and first != second and {first, second} <= SLOWED:
        return SLOWING
    if first == "dash" and second in TURNS:
        return SLOWING
    if stopping:
        return STOPPING
    return KICKING if first.startswith("kick") or second.startswith("kick") else USUAL


def gap(earlier: Clip, end: int, later: Clip, start: int) -> Gap:
    """The differences of pose and velocity over a join."""
    pose_a, velocity_a = state(earlier.motion.joints[:end], np.array([end]), True, earlier)
    pose_b, velocity_b = state(later.motion.joints[start : start + 2], np.array([0]), False, later)
    feet = list(earlier.motion.skeleton.feet)
    return _gap(pose_a[0], pose_b[0], velocity_a[0, 0], velocity_b[0, 0], feet)


def _gap(
    pose_a: np.ndarray, pose_b: np.ndarray, root_a: np.ndarray, root_b: np.ndarray, feet: list[int]
) -> Gap:
    """The gap of two poses (J, 3) and pelvis velocities (3); unchecked, for it is asked for very often."""
    apart = np.sqrt(((pose_a - pose_b) ** 2).sum(-1))
    return Gap(
        pose=float(apart.mean()),
        foot=float(apart[feet].max()),
        root=float(np.sqrt(((root_a - root_b) ** 2).sum())),
    )
