"""How far a foot is moved at each frame so that it stands still while it stands and clears the floor else.

With x the toe's path and c the shift, linear least-squares problems over all frames: the steps of x + c
over the floor are 0 within a stance, the toe is as high as it has to be, c is small elsewhere, and the
third difference of c is small, so that a shift comes and goes smoothly.  Soft pins let a foot roll in and
out of its stance, where a hard one would jerk.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float
from scipy.linalg import solveh_banded

from kinemind.kinematics.footing.stances import speed_over_floor

STILL = 3.0
"""Weight of a standing toe's steps over the floor."""
CLEAR = 0.2
"""Weight of a toe that is too low."""
SMOOTH = 0.2
"""Weight of the shift's third difference, at 20 frames a second."""
GONE = 0.4
"""Metres a second over the floor at which a toe that still counts as standing is let go of: it takes off or
lands in that step."""
NEAR, HOME = 1e-4, 3e-3
"""Weight of the shift itself: a pin is anywhere near, a swinging foot should be where it was ..."""
DOWN = 0.05
"""... and a standing one is not lifted for the step beside it."""
RATE = 20.0
"""Frames a second for which the weights are chosen ..."""
FASTEST = 400.0
"""... and up to which they follow the motion's own; beyond, the equations would be near singular."""
GLIDE = 0.05
"""Seconds: a swinging toe is as far over its standing height as it goes in this time ..."""
STEP_HEIGHT = 0.06
"""... up to this, metres: a foot that goes faster and lower looks as if it skated."""
ROUNDS = 4


def pinned(
    toe: Float[np.ndarray, "T 3"], standing: Bool[np.ndarray, " T"], fps: float
) -> Float[np.ndarray, "T 3"]:
    """Shift in metres per frame that stops the toe over the floor while it stands, and lifts it to y = 0.

    `toe` in metres, y up; four frames or more.
    """
    shift = np.zeros_like(toe)
    held = standing[1:] & standing[:-1]
    home = np.where(standing, NEAR, HOME)
    if held.any():
        speed = np.linalg.norm(np.diff(toe[:, [0, 2]], axis=0), axis=-1) * fps
        grip = np.maximum(1.0 - (speed / GONE) ** 2, 0.0) ** 2
        pin = STILL * held * grip * pace(fps) ** 2
        for axis in (0, 2):
            bands = _smooth(home, fps)
            add_differences(bands, 1, pin)
            step = pin * np.diff(toe[:, axis])
            pull = np.zeros(len(toe))
            pull[:-1] += step
            pull[1:] -= step
            shift[:, axis] = solveh_banded(bands, pull)
    shift[:, 1] = _lift(toe[:, 1], np.zeros(len(toe)), np.full(len(toe), HOME), fps)
    return shift


def step_lift(
    toe: Float[np.ndarray, "T 3"], standing: Bool[np.ndarray, " T"], floor: float, fps: float
) -> Float[np.ndarray, " T"]:
    """Way up in metres per frame that brings a swinging toe to the height of a step, by its speed.

    `floor` is the height of a standing toe, metres.
    """
    height = np.minimum(GLIDE * speed_over_floor(toe, fps), STEP_HEIGHT)
    lowest = np.where(standing, -np.inf, floor + height)
    return _lift(toe[:, 1], lowest, np.where(standing, DOWN, HOME), fps)


def _lift(
    height: Float[np.ndarray, " T"],
    lowest: Float[np.ndarray, " T"],
    home: Float[np.ndarray, " T"],
    fps: float,
) -> Float[np.ndarray, " T"]:
    lift = np.zeros(len(height))
    pulled = np.zeros(len(height), bool)
    for _ in range(ROUNDS):
        low = height + lift < lowest
        if not (low & ~pulled).any():
            break
        pulled |= low
        bands = _smooth(home, fps)
        bands[-1] += CLEAR * pulled
        lift = solveh_banded(bands, CLEAR * np.where(pulled, lowest - height, 0.0))
    return lift


def pace(fps: float) -> float:
    """How much shorter a step from frame to frame is than at RATE (an n-th difference: to the power n)."""
    return min(fps, FASTEST) / RATE


def _smooth(home: Float[np.ndarray, " T"], fps: float) -> Float[np.ndarray, "4 T"]:
    bands = np.zeros((4, len(home)))
    add_differences(bands, 3, np.full(len(home) - 3, SMOOTH * pace(fps) ** 6))
    bands[-1] += home
    return bands


def add_differences(bands: Float[np.ndarray, "B T"], order: int, weights: Float[np.ndarray, " N"]) -> None:
    """Add Σ w_i (Dx)_i², D the difference of that order, to the upper bands of a quadratic form."""
    row = np.diff(np.eye(order + 1), n=order, axis=0)[0]
    last, count = len(bands) - 1, len(weights)
    for i in range(order + 1):
        for j in range(i, order + 1):
            bands[last - (j - i), j : j + count] += row[i] * row[j] * weights
