"""An arm over time, seen from its own shoulder: the curves that the facts of the hands are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.body import Body

LEANING = 0.35
"""Arm lengths that the height of a hand seen along the trunk may fall short of its real one: what leaning by
some 20 degrees does to an arm held forward or sideways."""


@dataclass(frozen=True, eq=False)
class Arm:
    """One arm in arm lengths, the same numbers for a left arm and for its mirror image on the right.

    `wrist` is the way from the shoulder to the wrist: outward (away from the body), up, forward in the
    body's axes.  `height` is how high the wrist is above the shoulder, but at most LEANING more than that
    along the trunk: arms that hang from a bent trunk or lie beside a lying one are not raised.
    `forearm` is how high the wrist is above the elbow.  `upright` is False while the trunk is nearer to the
    horizontal, where nothing is raised or reached for.  `scale` is one arm length in metres.
    """

    side: str
    wrist: Float[np.ndarray, "T 3"]
    height: Float[np.ndarray, " T"]
    forearm: Float[np.ndarray, " T"]
    upright: Bool[np.ndarray, " T"]
    scale: float
    fps: float

    @classmethod
    def of(cls, body: Body, side: str) -> Arm:
        """The `left` or `right` arm of a body."""
        wrist = body.seen_from(f"{side}_wrist", f"{side}_shoulder") / body.arm
        if side == "right":
            wrist = wrist * np.array([-1.0, 1.0, 1.0])
        trunk = body.joint("neck") - body.joint("pelvis")
        trunk /= np.linalg.norm(trunk, axis=-1, keepdims=True).clip(1e-9)
        way = (body.joint(f"{side}_wrist") - body.joint(f"{side}_shoulder")) / body.arm
        forearm = (body.joint(f"{side}_wrist") - body.joint(f"{side}_elbow"))[:, 1] / body.arm
        height = np.minimum(way[:, 1], (way * trunk).sum(-1) + LEANING)
        return cls(side, wrist, height, forearm, trunk[:, 1] > 0.6, body.arm, body.fps)

    @property
    def stretch(self) -> Float[np.ndarray, " T"]:
        """Shoulder to wrist: 1 for a straight arm."""
        return np.linalg.norm(self.wrist, axis=-1)
