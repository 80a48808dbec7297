"""Jerk where two motions are joined."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool, Float

from kinemind.metrics.plausibility.jerk import jerk_curve

JOIN_WINDOW = 0.3
"""Seconds on both sides of a join that belong to it."""


def near_join(frames: int, join: int, fps: float, window: float = JOIN_WINDOW) -> Bool[np.ndarray, " F"]:
    """Which entries of a jerk curve of a `frames` long motion are centred within `window` seconds of a join.

    `join` is the first frame of the later part; the join itself lies half a frame before it.
    """
    centre = np.arange(max(frames - 3, 0)) + 1.5
    return np.abs(centre - (join - 0.5)) <= window * fps + 1e-9


def transition_peak_jerk(joints: Float[np.ndarray, "T J 3"], fps: float, join: int) -> float:
    """Largest jerk within 0.3 s of a join (first frame of the later part), m/s³, 0 and up.  FACTS.md §5.

    Raises InputError as `check_joints` does.
    """
    curve = jerk_curve(joints, fps)
    at = near_join(len(joints), join, fps)
    return float(curve[at].max()) if at.any() else 0.0


def join_jerk_ratios(joints: Float[np.ndarray, "T J 3"], fps: float, lengths: Sequence[int]) -> list[float]:
    """Per join of parts of these lengths (frames): peak jerk within JOIN_WINDOW of it over the peak of its
    two parts away from all joins; joins between parts too short to tell are left out.

    Raises InputError as `check_joints` does.
    """
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
