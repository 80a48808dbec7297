"""A motion seen from the body: where it faces, its own axes, its floor and its size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.plausibility import intervals, toe_offset
from kinemind.motion import Motion
from kinemind.rigid import facing
from kinemind.skeletons import Skeleton

SMOOTHING = 0.15
"""Seconds: joints are averaged over this much before facts are read off, against jitter."""


@dataclass(frozen=True, eq=False)
class Body:
    """Joints smoothed over 0.15 s with the heights counted from the floor that the toes stand on, metres."""

    joints: Float[np.ndarray, "T J 3"]
    fps: float
    skeleton: Skeleton

    @classmethod
    def of(cls, motion: Motion) -> Body:
        joints = moving_average(motion.joints.astype(np.float64), SMOOTHING, motion.fps)
        joints[..., 1] -= toe_offset(joints, motion.skeleton)
        return cls(joints, motion.fps, motion.skeleton)

    def joint(self, name: str) -> Float[np.ndarray, "T 3"]:
        return self.joints[:, self.skeleton.index(name)]

    @cached_property
    def yaw(self) -> Float[np.ndarray, " T"]:
        """Facing in radians, continuous over time, positive to the left; hip and shoulder sway smoothed."""
        return moving_average(np.unwrap(facing(self.joints, self.skeleton)), 0.4, self.fps)

    @cached_property
    def forward(self) -> Float[np.ndarray, "T 3"]:
        return np.stack([np.sin(self.yaw), np.zeros(len(self.yaw)), np.cos(self.yaw)], -1)

    @cached_property
    def left(self) -> Float[np.ndarray, "T 3"]:
        return np.stack([np.cos(self.yaw), np.zeros(len(self.yaw)), -np.sin(self.yaw)], -1)

    @cached_property
    def leg(self) -> float:
        """Length of a leg: thigh and shin, mean of both sides, metres."""
        return self._limb("hip", "knee", "ankle")

    @cached_property
    def arm(self) -> float:
        """Length of an arm: upper arm and forearm, mean of both sides, metres."""
        return self._limb("shoulder", "elbow", "wrist")

    @cached_property
    def clearance(self) -> Float[np.ndarray, "T 2"]:
        """How far (left, right) foot is off the floor, metres: the lower of toe and heel.

        The ankle stands for the heel; the height that it has in a standing foot (5th percentile) is taken
        off, so that a foot rolling over its heel with the toes up is on the floor.
        """
        heights = self.joints[:, list(self.skeleton.feet), 1].reshape(len(self.joints), 2, 2)
        ankle, toe = heights[..., 0], heights[..., 1]
        return np.minimum(toe, ankle - np.percentile(ankle, 5))

    def _limb(self, *names: str) -> float:
        total = 0.0
        for side in ("left", "right"):
            chain = [self.joint(f"{side}_{name}") for name in names]
            for a, b in pairwise(chain):
                total += 0.5 * float(np.median(np.linalg.norm(b - a, axis=-1)))
        return max(total, 1e-3)

    @cached_property
    def velocity(self) -> Float[np.ndarray, "T 3"]:
        """Pelvis velocity in the body's axes (left, up, forward), m/s, smoothed over 0.3 s."""
        pelvis = moving_average(self.joints[:, 0], 0.3, self.fps)
        speed = np.gradient(pelvis, axis=0) * self.fps if len(pelvis) > 1 else np.zeros_like(pelvis)
        return np.stack([(speed * self.left).sum(-1), speed[:, 1], (speed * self.forward).sum(-1)], -1)

    def seen_from(self, joint: str, origin: str) -> Float[np.ndarray, "T 3"]:
        """A joint relative to another in the body's axes (left, up, forward), metres."""
        way = self.joint(joint) - self.joint(origin)
        return np.stack([(way * self.left).sum(-1), way[:, 1], (way * self.forward).sum(-1)], -1)


@dataclass(frozen=True)
class Span:
    """A stretch of time, seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def moving_average(
    values: Float[np.ndarray, "T *D"], seconds: float, fps: float
) -> Float[np.ndarray, "T *D"]:
    """Centred mean over an odd number of frames closest to `seconds`; the window shrinks at both ends."""
    half = int(round(seconds * fps - 1) + 1) // 2
    if half < 1 or len(values) < 2:
        return np.array(values, np.float64)
    sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0, dtype=np.float64)])
    at = np.arange(len(values))
    reach = np.minimum(half, np.minimum(at, len(values) - 1 - at))
    total = sums[at + reach + 1] - sums[at - reach]
    return total / (2 * reach + 1).reshape(-1, *([1] * (values.ndim - 1)))


def spans(on: Bool[np.ndarray, " T"], fps: float, shortest: float = 0.0, bridge: float = 0.0) -> list[Span]:
    """Times of the runs of True; gaps of up to `bridge` seconds are closed, runs under `shortest` dropped."""
    runs: list[tuple[int, int]] = []
    for first, end in intervals(on):
        if runs and (first - runs[-1][1]) / fps <= bridge:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((first, end))
    return [Span(a / fps, b / fps) for a, b in runs if (b - a) / fps >= shortest]
