"""Stillness: how much of the time a body is at rest."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool

from kinemind.kinematics.body import Body, rate

REST = 0.12
"""Leg lengths a second, mean over the joints: a slower body is at rest."""


def at_rest(body: Body) -> Bool[np.ndarray, " T"]:
    """Frames in which the body hardly moves."""
    speed = np.linalg.norm(rate(body.joints, body.fps), axis=-1).mean(-1)
    return np.asarray(speed < REST * body.leg)


def stillness(body: Body) -> float:
    """Share of the frames at rest, 0 to 1."""
    return float(at_rest(body).mean())
