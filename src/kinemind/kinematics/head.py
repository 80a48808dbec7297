"""The head: how far it is bent forward and to the side, and turned, as far as two joints can tell.

A skeleton without face joints has one bone for the head, from the neck to the head joint.  Bending shows in
full.  A turn about that bone moves no joint at all: it shows only where the bone points forward out of the
trunk's axis, as in SMPL's rest pose or with the head bent, and then as a turn of that direction.  Where the
bone stands upright in the trunk (`turn_seen` small) nothing can be known about where the face looks, and an
empty `turns` says nothing.  The mocap skeletons of the benchmark stand upright mostly: 5-10° of lean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kinemind.intervals import intervals
from kinemind.kinematics.body import Body, Span, moving_average
from kinemind.kinematics.onsets import rate

SEEN_FROM = 15.0
"""Degrees that the bone leans out of the trunk's axis for its direction to tell a turn of the head."""
SMALLEST = 25.0
"""Degrees: less is the sway of a head in motion."""
STEADY = 12.0
"""Degrees that the lean may change in a turn; beyond, the head is bent another way and not turned."""
SLOWEST = 20.0
"""Degrees a second: a slower change is no turn of the head."""


@dataclass(frozen=True)
class HeadTurn(Span):
    """One turn of the head relative to the trunk: `angle` in degrees, positive to the left; seconds."""

    angle: float


@dataclass(frozen=True)
class Head:
    """Degrees relative to the trunk, about the pose that the head mostly has in the motion.

    `pitch` is the largest bend forward (negative: backward), `tilt` the largest to a side (positive left).
    `turns` are changes of at least 25° of the direction in which the bone leans.  `turn_seen` is the share
    of frames in which it leans forward far enough for that.
    """

    pitch: float
    tilt: float
    turns: tuple[HeadTurn, ...]
    turn_seen: float


def head(body: Body) -> Head:
    """Facts of the head."""
    way = in_the_trunk(body)
    pitch = np.degrees(np.arctan2(way[:, 2], way[:, 1]))
    tilt = np.degrees(np.arctan2(way[:, 0], way[:, 1]))
    pitch, tilt = pitch - np.median(pitch), tilt - np.median(tilt)
    lean = np.degrees(np.arctan2(np.hypot(way[:, 0], way[:, 2]), way[:, 1]))
    seen = (lean > SEEN_FROM) & (way[:, 2] > 0)
    return Head(
        pitch=_largest(pitch),
        tilt=_largest(tilt),
        turns=_turns(way, lean, seen, body.fps),
        turn_seen=float(seen.mean()),
    )


def in_the_trunk(body: Body) -> Float[np.ndarray, "T 3"]:
    """Unit vectors from neck to head along the trunk's own axes: left, up from pelvis to neck, forward."""
    up = body.joint("neck") - body.joint("pelvis")
    up = up / np.linalg.norm(up, axis=-1, keepdims=True).clip(1e-9)
    across = body.joint("left_shoulder") - body.joint("right_shoulder")
    forward = np.cross(across, up)
    forward /= np.linalg.norm(forward, axis=-1, keepdims=True).clip(1e-9)
    left = np.cross(up, forward)
    way = body.joint("head") - body.joint("neck")
    way = np.stack([(way * axis).sum(-1) for axis in (left, up, forward)], -1)
    return np.asarray(way / np.linalg.norm(way, axis=-1, keepdims=True).clip(1e-9))


def _turns(
    way: Float[np.ndarray, "T 3"],
    lean: Float[np.ndarray, " T"],
    seen: Bool[np.ndarray, " T"],
    fps: float,
) -> tuple[HeadTurn, ...]:
    found: list[HeadTurn] = []
    for first, end in intervals(seen):
        if end - first < 3:
            continue
        direction = np.degrees(np.unwrap(np.arctan2(way[first:end, 0], way[first:end, 2])))
        direction = moving_average(direction, 0.3, fps)
        speed = rate(direction, fps)
        for sign in (1.0, -1.0):
            for a, b in intervals(speed * sign > SLOWEST):
                angle = float(direction[min(b, end - first - 1)] - direction[a])
                if abs(angle) >= SMALLEST and np.ptp(lean[first + a : first + b]) < STEADY:
                    found.append(HeadTurn((first + a) / fps, (first + b) / fps, angle))
    return tuple(sorted(found, key=lambda turn: turn.start))


def _largest(angles: Float[np.ndarray, " T"]) -> float:
    """The angle of largest size, single frames left out by the 2nd and 98th percentile."""
    low, high = np.percentile(angles, [2, 98]).tolist()
    return float(high if high >= -low else low)
