"""Where a body goes: way, displacement and its direction relative to the facing, speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.body import Body, moving_average
from kinemind.metrics.plausibility.falling import GRAVITY

STILL = 0.25
"""Metres: a body that covers less ground than this stays where it is."""
MOVING = 0.3
"""m/s: a slower body is not on its way."""
SLOW, FAST = 0.3, 0.49
"""Root of the Froude number v² / (g · leg) under which a body goes slowly and over which it goes fast (0.84
and 1.37 m/s on legs of 0.8 m).  On bench/train nine in ten of the walks that their captions call slow are
under the first, of those called fast or brisk over the second, and one in ten of the other walks each."""


@dataclass(frozen=True)
class Travel:
    """Distances in metres along the pelvis's way over the floor; speeds in m/s.

    `displacement` is from the first place to the last, `extent` to the farthest from the first.
    `forward` and `left` add up the way in the body's axes of each moment (a walk around a corner is all
    forward).  `direction` names the larger of the two; `none` for under 0.25 m of displacement and way.
    `peak_speed` is the 95th percentile of the speed over 0.5 s, `moving_speed` the mean while over 0.3 m/s.
    `speed_class` is still, slow, moderate or fast, for the size of the body.
    """

    distance: float
    displacement: float
    extent: float
    forward: float
    left: float
    direction: str
    mean_speed: float
    peak_speed: float
    moving_speed: float
    straightness: float
    speed_class: str


def travel(body: Body) -> Travel:
    """Travel of the whole motion."""
    velocity = body.velocity[:, [0, 2]]
    speed = np.linalg.norm(velocity, axis=-1)
    dt = 1.0 / body.fps
    left, forward = (velocity.sum(0) * dt).tolist()
    path = body.joints[:, 0][:, [0, 2]]
    displacement = float(np.linalg.norm(path[-1] - path[0]))
    distance = float(speed.sum() * dt)
    moving = speed > MOVING
    steady = moving_average(speed, 0.5, body.fps)
    going = float(speed[moving].mean()) if moving.any() else 0.0
    return Travel(
        distance=distance,
        displacement=displacement,
        extent=float(np.linalg.norm(path - path[0], axis=-1).max()),
        forward=forward,
        left=left,
        direction=direction(forward, left),
        mean_speed=float(speed.mean()),
        peak_speed=float(np.percentile(steady, 95)),
        moving_speed=going,
        straightness=displacement / distance if distance > STILL else 1.0,
        speed_class=speed_class(going, body.leg) if distance > STILL else "still",
    )


def speed_class(speed: float, leg: float) -> str:
    """still, slow, moderate or fast for a speed in m/s over legs of this length in metres."""
    if speed < MOVING:
        return "still"
    size = speed / float(np.sqrt(GRAVITY * leg))
    return "slow" if size < SLOW else "fast" if size > FAST else "moderate"


def direction(forward: float, left: float) -> str:
    """forward, backward, left, right, or none where the body hardly moves; sideways only beyond 60°."""
    if np.hypot(forward, left) < STILL:
        return "none"
    if abs(left) > abs(forward) * np.tan(np.radians(60)):
        return "left" if left > 0 else "right"
    return "forward" if forward > 0 else "backward"
