"""From a figure to a score: a gentle slope where real motion is, a steep one beyond."""

from __future__ import annotations

import numpy as np

GENTLE = 0.1
"""Penalty at the limit: real motion at the edge of its range still scores exp(-0.1) = 0.90."""
STEEP = 1.0
"""Penalty that every further limit adds."""


def beyond(strain: float) -> float:
    """Penalty for a strain over 1, 0 below; a strain is a figure over its limit."""
    return STEEP * max(strain - 1.0, 0.0)


def score_of(penalty: float) -> float:
    """exp(-penalty): a penalty of 0 and up as a score in [0, 1].  It never becomes flat, so that what is
    already bad still gains by getting better."""
    return float(np.exp(-penalty))
