"""When each foot stands, and how fast it goes over the floor, at the motion's own frames."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from kinemind.intervals import intervals
from kinemind.kinematics.body import moving_average, rate
from kinemind.kinematics.contacts import CONTACT_HEIGHT, CONTACT_SPEED

SMOOTHING = 0.1
"""Seconds over which a toe is averaged, against jitter."""
SHORTEST_STANCE = 0.1
"""Seconds: a foot on the floor for less only touches it."""
SHORTEST_SWING = 0.1
"""Seconds: a foot off the floor for less has not left it."""


def stance(toe: Float[np.ndarray, "T 3"], floor: float, leg: float, fps: float) -> Bool[np.ndarray, " T"]:
    """Frames in which a toe stands: low and slow by the limits of `contacts`, without flicker.

    `toe` in metres, `floor` the height of a standing toe, `leg` the length of a leg, metres.
    """
    smooth = moving_average(toe, SMOOTHING, fps)
    speed = np.linalg.norm(rate(smooth, fps), axis=-1)
    return _steady((smooth[:, 1] - floor < CONTACT_HEIGHT * leg) & (speed < CONTACT_SPEED * leg), fps)


def speed_over_floor(toe: Float[np.ndarray, "T 3"], fps: float) -> Float[np.ndarray, " T"]:
    """Metres a second, without the way up and down."""
    return np.linalg.norm(rate(toe[:, [0, 2]], fps), axis=-1)


def _steady(on: Bool[np.ndarray, " T"], fps: float) -> Bool[np.ndarray, " T"]:
    steady = on.copy()
    for first, end in intervals(~on):
        if first > 0 and end < len(on) and (end - first) / fps < SHORTEST_SWING:
            steady[first:end] = True
    for first, end in intervals(steady):
        if (end - first) / fps < SHORTEST_STANCE:
            steady[first:end] = False
    return steady
