"""Which feet stand on the floor, when."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool

from kinemind.kinematics.body import Body, rate

CONTACT_HEIGHT = 0.06
"""Leg lengths: a toe lower than this above where it stands can be in contact."""
CONTACT_SPEED = 0.6
"""Leg lengths a second: a toe faster than this is in the air or sliding."""


def contacts(body: Body) -> Bool[np.ndarray, "T 2"]:
    """(left, right) foot on the floor, per frame, from the toe's height and speed."""
    toes = np.stack([body.joint("left_foot"), body.joint("right_foot")], axis=1) / body.leg
    speed = np.linalg.norm(rate(toes, body.fps), axis=-1)
    return (toes[..., 1] < CONTACT_HEIGHT) & (speed < CONTACT_SPEED)
