"""Where a body goes: way, displacement and its direction relative to the facing, speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.body import Body, moving_average

STILL = 0.25
"""Metres: a body that covers less ground than this stays where it is."""


@dataclass(frozen=True)
class Travel:
    """Distances in metres along the pelvis's way over the floor; speeds in m/s.

    `forward` and `left` add up the way in the body's axes of each moment (a walk around a corner is all
    forward).  `direction` names the larger of the two; `none` for under 0.25 m of displacement and way.
    `peak_speed` is the 95th percentile of the speed over 0.5 s.
    """

    distance: float
    displacement: float
    forward: float
    left: float
    direction: str
    mean_speed: float
    peak_speed: float
    moving_speed: float
    straightness: float


def travel(body: Body) -> Travel:
    """Travel of the whole motion."""
    velocity = body.velocity[:, [0, 2]]
    speed = np.linalg.norm(velocity, axis=-1)
    dt = 1.0 / body.fps
    left, forward = (velocity.sum(0) * dt).tolist()
    path = body.joints[:, 0][:, [0, 2]]
    displacement = float(np.linalg.norm(path[-1] - path[0]))
    distance = float(speed.sum() * dt)
    moving = speed > 0.3
    steady = moving_average(speed, 0.5, body.fps)
    return Travel(
        distance=distance,
        displacement=displacement,
        forward=forward,
        left=left,
        direction=direction(forward, left),
        mean_speed=float(speed.mean()),
        peak_speed=float(np.percentile(steady, 95)),
        moving_speed=float(speed[moving].mean()) if moving.any() else 0.0,
        straightness=displacement / distance if distance > STILL else 1.0,
    )


def direction(forward: float, left: float) -> str:
    """forward, backward, left, right, or none where the body hardly moves; sideways only beyond 60°."""
    if np.hypot(forward, left) < STILL:
        return "none"
    if abs(left) > abs(forward) * np.tan(np.radians(60)):
        return "left" if left > 0 else "right"
    return "forward" if forward > 0 else "backward"
