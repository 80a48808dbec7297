"""A motion seen from the body: where it faces, its own axes, its floor and its size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float

from kinemind.intervals import intervals
from kinemind.metrics.plausibility.falling import GRAVITY
from kinemind.metrics.plausibility.toes import toe_offset
from kinemind.motion import Motion
from kinemind.rigid import facing
from kinemind.skeletons import Skeleton

SMOOTHING = 0.15
"""Seconds: joints are averaged over this much before facts are read off, against jitter."""
RESTING_FOOT = 0.5
"""Leg lengths a second: a slower foot stands."""
STRIDE = 1.6
"""Seconds over which the share of standing is taken."""
RUN_DUTY = 0.42
"""Share of the time that a runner's foot stands, at most ..."""
RUN_BOTH = 0.15
"""... and that both feet stand, which tells a run from hopping on both legs.  Means over the clips of
bench/train: walks 0.44-0.76 for one foot; runs, dashes and jogs 0.21-0.43, and under 0.1 for both."""
SLOWEST_RUN = 0.4
"""Root of the Froude number: nobody runs more slowly (jogs of bench/train: 0.49-0.73) ..."""
SURE_RUN = 0.75
"""... and nobody walks faster (walks: up to 0.63)."""
FULL_RATE = 18.0
"""Frames a second: motions below are interpolated to 20 or more, since smoothing over three of their frames
blurs steps."""
CLEAR_RATE = 15.0
"""Frames a second: below, the time a foot stands is uncertain by a frame at each end, ..."""
COARSE_RUN = 0.6
"""... so that a run must be faster than this root of the Froude number too.  Walks of bench/train at 4 to
12.5 fps stay under it, runs do not."""
BLIND_RATE = 9.0
"""Frames a second: below, speed alone tells a run at every moment."""
GUESSED_RATE = 4.0
"""Frames a second: below, steps fall between the frames; only the way of the body is known."""


@dataclass(frozen=True, eq=False)
class Body:
    """Joints smoothed over 0.15 s with the heights counted from the floor that the toes stand on, metres.

    `fps` is the rate of `joints`; `recorded_fps` that of the motion, lower where it was interpolated.
    """

    joints: Float[np.ndarray, "T J 3"]
    fps: float
    skeleton: Skeleton
    recorded_fps: float

    @classmethod
    def of(cls, motion: Motion) -> Body:
        recorded = motion.fps
        if recorded < FULL_RATE:
            # beyond 24 a ratio is interpolated linearly, and a body so rarely seen shows nothing anyway
            motion = motion.resample(recorded * min(24, int(np.ceil(20.0 / recorded - 1e-6))))
        joints = moving_average(motion.joints.astype(np.float64), SMOOTHING, motion.fps)
        joints[..., 1] -= toe_offset(joints, motion.skeleton)
        return cls(joints, motion.fps, motion.skeleton, recorded)

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
        chains = [[self.skeleton.index(f"{side}_{name}") for name in names] for side in ("left", "right")]
        bones = np.concatenate([self.joints[:, c[1:]] - self.joints[:, c[:-1]] for c in chains], axis=1)
        return max(0.5 * float(np.median(np.linalg.norm(bones, axis=-1), axis=0).sum()), 1e-3)

    @cached_property
    def velocity(self) -> Float[np.ndarray, "T 3"]:
        """Pelvis velocity in the body's axes (left, up, forward), m/s, smoothed over 0.3 s."""
        pelvis = moving_average(self.joints[:, 0], 0.3, self.fps)
        return self._in_axes(rate(pelvis, self.fps))

    @cached_property
    def speed(self) -> Float[np.ndarray, " T"]:
        """Speed of the pelvis over the floor, m/s, smoothed over 0.3 s."""
        return np.hypot(self.velocity[:, 0], self.velocity[:, 2])

    @cached_property
    def froude(self) -> Float[np.ndarray, " T"]:
        """That speed over 0.6 s for bodies of any size: v / √(g · leg), the root of the Froude number."""
        return moving_average(self.speed, 0.6, self.fps) / np.sqrt(GRAVITY * self.leg)

    @cached_property
    def stance(self) -> Bool[np.ndarray, "T 2"]:
        """(left, right) foot stands: its middle moves at under half the speed of the pelvis, or hardly.

        Heights play no part, so stairs and uneven ground do not matter.
        """
        sides = [(self.joint(f"{s}_ankle") + self.joint(f"{s}_foot")) / 2 for s in ("left", "right")]
        speed = np.linalg.norm(rate(np.stack(sides, axis=1), self.fps), axis=-1)
        return np.asarray(speed < np.maximum(0.5 * self.speed, RESTING_FOOT * self.leg)[:, None])

    @cached_property
    def running(self) -> Bool[np.ndarray, " T"]:
        """Frames of a run: fast, with each foot on the floor for under 0.42 of the time around."""
        standing = nearby_mean(np.stack([self.stance.mean(1), self.stance.all(1)], 1), STRIDE, self.fps)
        light = (standing[:, 0] < RUN_DUTY) & (standing[:, 1] < RUN_BOTH)
        if self.recorded_fps < CLEAR_RATE:
            quick = self.froude > COARSE_RUN
            if self.recorded_fps > BLIND_RATE:  # close by will do: a run gathers speed
                quick = nearby_mean(quick.astype(np.float64), STRIDE, self.fps) > 0
            light &= quick
        fast = (self.froude > SLOWEST_RUN) & light
        return np.asarray((fast | (self.froude > SURE_RUN)) & (self.velocity[:, 2] > 0))

    @cached_property
    def _views(self) -> dict[tuple[str, str], Float[np.ndarray, "T 3"]]:
        return {}

    def seen_from(self, joint: str, origin: str) -> Float[np.ndarray, "T 3"]:
        """A joint relative to another in the body's axes (left, up, forward), metres; read only."""
        view = self._views.get((joint, origin))
        if view is None:
            view = self._views[joint, origin] = self._in_axes(self.joint(joint) - self.joint(origin))
            view.flags.writeable = False
        return view

    def _in_axes(self, way: Float[np.ndarray, "T 3"]) -> Float[np.ndarray, "T 3"]:
        sine, cosine = self.forward[:, 0], self.forward[:, 2]
        out = np.empty_like(way)
        out[:, 0] = way[:, 0] * cosine - way[:, 2] * sine
        out[:, 1] = way[:, 1]
        out[:, 2] = way[:, 0] * sine + way[:, 2] * cosine
        return out


@dataclass(frozen=True)
class Span:
    """A stretch of time, seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


def rate(values: Float[np.ndarray, "T *D"], fps: float) -> Float[np.ndarray, "T *D"]:
    """Change a second from the frames around each one (at the ends from one side); 0 for a single frame."""
    out = np.zeros_like(values, np.float64)
    if len(values) > 1:
        np.subtract(values[2:], values[:-2], out=out[1:-1])
        out[1:-1] *= 0.5 * fps
        out[0], out[-1] = (values[1] - values[0]) * fps, (values[-1] - values[-2]) * fps
    return out


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


def nearby_mean(values: Float[np.ndarray, "T *D"], seconds: float, fps: float) -> Float[np.ndarray, "T *D"]:
    """Mean over a window of `seconds` around each frame; near the ends the window is moved in, not cut."""
    count = min(len(values), max(1, round(seconds * fps)))
    sums = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0, dtype=np.float64)])
    first = np.clip(np.arange(len(values)) - count // 2, 0, len(values) - count)
    return (sums[first + count] - sums[first]) / count


def spans(on: Bool[np.ndarray, " T"], fps: float, shortest: float = 0.0, bridge: float = 0.0) -> list[Span]:
    """Times of the runs of True; gaps of up to `bridge` seconds are closed, runs under `shortest` dropped."""
    runs: list[tuple[int, int]] = []
    for first, end in intervals(on):
        if runs and (first - runs[-1][1]) / fps <= bridge:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((first, end))
    return [Span(a / fps, b / fps) for a, b in runs if (b - a) / fps >= shortest]
