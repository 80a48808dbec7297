"""Turns about the vertical: the net change of facing and every single turn, positive to the left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.intervals import intervals
from kinemind.kinematics.body import Body, moving_average, rate
from kinemind.kinematics.onsets import onset, settled

SLOWEST = np.radians(18)
"""Radians a second: a slower change of facing is no turning ..."""
REST = np.radians(14)
"""... and a turn begins and ends where it is slower than this."""
SMALLEST = np.radians(30)
"""Radians: less is sway of the body, not a turn."""
HIPS = 0.5
"""Share of a turn that the hips turn; with less the trunk is twisted (walk-turns of train: over 0.9)."""


@dataclass(frozen=True)
class Turn:
    """One turn: `angle` in degrees, positive to the left; times in seconds."""

    angle: float
    start: float
    end: float


@dataclass(frozen=True)
class Turns:
    """`net` change of facing in degrees (positive left) and the single turns of at least 30°."""

    net: float
    turns: tuple[Turn, ...]


def turns(body: Body) -> Turns:
    """Net and single turns.  The facing is smoothed over 0.8 s first, so gait does not count as turning."""
    if len(body.joints) < 3:
        return Turns(0.0, ())
    yaw = moving_average(body.yaw, 0.8, body.fps)
    speed = rate(yaw, body.fps)
    found: list[Turn] = []
    for sign in (1.0, -1.0):
        stretches: list[tuple[int, int]] = []
        for first, end in intervals(speed * sign > SLOWEST):
            start = onset(sign * yaw, first, body.fps, REST)
            last = settled(-sign * yaw, min(end, len(yaw) - 1), body.fps, REST)
            while stretches and start <= stretches[-1][1]:  # one turn that slows down on its way
                before = stretches.pop()
                start, last = min(start, before[0]), max(last, before[1])
            stretches.append((start, last))
        for start, last in stretches:
            angle = float(yaw[last] - yaw[start])
            if abs(angle) >= SMALLEST and _turn_of(body, "hip", start, last) * sign > HIPS * abs(angle):
                found.append(Turn(float(np.degrees(angle)), start / body.fps, (last + 1) / body.fps))
    window = max(1, min(len(yaw) // 4, round(0.2 * body.fps)))
    net = float(np.degrees(body.yaw[-window:].mean() - body.yaw[:window].mean()))
    return Turns(net, tuple(sorted(found, key=lambda turn: turn.start)))


def _turn_of(body: Body, joint: str, first: int, last: int) -> float:
    """How far the line through a pair of joints turns from frame to frame, radians, + = left."""
    across: Float[np.ndarray, "T 3"] = body.joint(f"left_{joint}") - body.joint(f"right_{joint}")
    angle = np.unwrap(np.arctan2(-across[first : last + 1, 2], across[first : last + 1, 0]))
    steady = moving_average(angle, 0.4, body.fps)
    return float(steady[-1] - steady[0])
