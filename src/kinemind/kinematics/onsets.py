"""Where a movement begins and where it is over: back and forth along a curve until it rests."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.body import Span, rate

HESITATION = 0.1
"""Seconds: a shorter rest belongs to the movement."""


def onset(values: Float[np.ndarray, " T"], at: int, fps: float, slow: float) -> int:
    """The frame up to `at` from which a curve rises without a rest; a rest rises by under `slow` a second."""
    return _begin(rate(values, fps) < slow, at, fps)


def settled(values: Float[np.ndarray, " T"], at: int, fps: float, slow: float) -> int:
    """The frame from `at` on at which a curve has stopped falling by over `slow` a second."""
    falling_rests = rate(values, fps) > -slow
    return len(values) - 1 - _begin(falling_rests[::-1], len(values) - 1 - at, fps)


def whole(values: Float[np.ndarray, " T"], part: Span, fps: float, slow: float) -> Span:
    """A stretch in which a curve is high, with its way up before and its way down after, seconds."""
    last = len(values) - 1
    first, end = min(round(part.start * fps), last), min(max(round(part.end * fps) - 1, 0), last)
    start = onset(values, first, fps, slow)
    stop = settled(values, end, fps, slow) + 1
    return Span(min(start / fps, part.start), max(stop / fps, part.end))


def _begin(resting: Bool[np.ndarray, " T"], at: int, fps: float) -> int:
    """The last frame before `at` at the end of a rest (0 without one)."""
    shortest = max(1, round(HESITATION * fps))
    before = resting[: at + 1]
    if len(before) < shortest:
        return 0
    sums = np.concatenate([[0], np.cumsum(before)])
    rests = np.flatnonzero(sums[shortest:] - sums[:-shortest] == shortest)
    return int(rests[-1]) + shortest - 1 if len(rests) else 0
