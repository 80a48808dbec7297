"""Feet: heights, steps and kicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.body import Body, Span, rate, spans
from kinemind.kinematics.steps import Footstep

KICK_HEIGHT = 0.45
"""Leg lengths above the floor from which a foot can be kicking."""
STANDING_FOOT = 0.25
"""Leg lengths the other foot stays under; a climber's is higher."""
KICK_REACH = 0.25
"""Leg lengths in front of the hip that the foot of a kick reaches."""
KICK_STRAIGHT = 0.8
"""Share of the leg's length from hip to ankle where the foot is farthest out; a lifted knee stays under."""
KICK_SPEED = 3.3
"""Leg lengths a second of the ankle (kicks of bench/train 3.5-8.3, lifted knees 2.3-3.1)."""
KICK_FROUDE = 0.45
"""Root of the Froude number: a faster body runs, and its feet swing high behind it."""
ON_FLOOR = 0.06
"""Leg lengths off the floor that a standing foot stays under."""
LONGEST_KICK = 1.5
"""Seconds a kicking foot is up."""


@dataclass(frozen=True)
class Kick(Span):
    """From where the foot leaves the floor until it is down again, seconds; `height` of the toe above the
    floor, metres."""

    height: float


@dataclass(frozen=True)
class Foot:
    """One foot.  `peak` height of the toe above the floor and `reach` of the ankle in front of the hip while
    it is highest, in leg lengths; `steps` counted from landings; `kicks` in seconds."""

    peak: float
    reach: float
    steps: int
    kicks: tuple[Kick, ...]


def foot(body: Body, side: str, steps: tuple[Footstep, ...]) -> Foot:
    """Facts of the `left` or `right` foot."""
    forward = body.seen_from(f"{side}_ankle", f"{side}_hip")[:, 2] / body.leg
    height = body.joint(f"{side}_foot")[:, 1] / body.leg
    top = int(np.argmax(height))
    around = slice(max(0, top - round(0.15 * body.fps)), top + round(0.15 * body.fps) + 1)
    return Foot(
        peak=float(height[top]),
        reach=float(forward[around].max()),
        steps=sum(step.side == side for step in steps),
        kicks=tuple(_kicks(body, side, height)),
    )


def _kicks(body: Body, side: str, height: Float[np.ndarray, " T"]) -> Iterator[Kick]:
    """A foot thrown up on a straight leg to the front or the side, and put down again."""
    number = ("left", "right").index(side)
    other = body.joint(f"{('right', 'left')[number]}_foot")[:, 1] / body.leg
    candidates = spans((height > KICK_HEIGHT) & (height > other + 0.3), body.fps, 0.0, bridge=0.2)
    if not candidates:
        return
    ankle = body.seen_from(f"{side}_ankle", f"{side}_hip") / body.leg
    straight, out = np.linalg.norm(ankle, axis=-1), np.hypot(ankle[:, 0], ankle[:, 2])
    speed = np.linalg.norm(rate(body.joint(f"{side}_ankle"), body.fps), axis=-1) / body.leg
    for span in candidates:
        first, end = round(span.start * body.fps), round(span.end * body.fps)
        farthest = first + int(np.argmax(out[first:end]))
        around = slice(max(0, first - round(0.3 * body.fps)), end + round(0.3 * body.fps))
        if (
            span.seconds < LONGEST_KICK
            and float(other[first:end].max()) < STANDING_FOOT
            and float(ankle[first:end, 2].max()) > KICK_REACH
            and straight[farthest] > KICK_STRAIGHT
            and float(speed[around].max()) > KICK_SPEED
            and float(body.froude[first:end].min()) < KICK_FROUDE
        ):
            down = body.stance[:, number] & (body.clearance[:, number] < ON_FLOOR * body.leg)
            before, after = np.flatnonzero(down[:first]), np.flatnonzero(down[end:])
            start = (int(before[-1]) + 1) if len(before) else 0
            stop = end + int(after[0]) if len(after) else len(height)
            yield Kick(start / body.fps, stop / body.fps, float(height[first:end].max()) * body.leg)
