"""Turns about the vertical: the net change of facing and every single turn, positive to the left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.body import Body, moving_average
from kinemind.kinematics.plausibility import intervals

SLOWEST = np.radians(18)
"""Radians a second: a slower change of facing is no turning."""
SMALLEST = np.radians(30)
"""Radians: less is sway of the body, not a turn."""


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
    rate = np.gradient(yaw) * body.fps
    found: list[Turn] = []
    for sign in (1.0, -1.0):
        for first, end in intervals(rate * sign > SLOWEST):
            last = min(end, len(yaw) - 1)
            angle = float(yaw[last] - yaw[first])
            if abs(angle) >= SMALLEST:
                found.append(Turn(float(np.degrees(angle)), first / body.fps, end / body.fps))
    window = max(1, min(len(yaw) // 4, round(0.2 * body.fps)))
    net = float(np.degrees(body.yaw[-window:].mean() - body.yaw[:window].mean()))
    return Turns(net, tuple(sorted(found, key=lambda turn: turn.start)))
