"""Stillness: how much of the time a body is at rest."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool

from kinemind.kinematics.body import Body, rate

REST = 0.2
"""Leg lengths a second: where no joint is faster the body is at rest.  On bench/train a waving figure is then
at rest for a fifth of its time, a walking one never."""


def at_rest(body: Body) -> Bool[np.ndarray, " T"]:
    """Frames in which nothing of the body moves."""
    speed = np.linalg.norm(rate(body.joints, body.fps), axis=-1).max(-1)
    return np.asarray(speed < REST * body.leg)


def stillness(body: Body) -> float:
    """Share of the frames at rest, 0 to 1."""
    return float(at_rest(body).mean())
