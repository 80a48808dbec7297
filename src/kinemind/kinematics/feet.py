"""Feet: heights, steps and kicks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.body import Body, Span, spans

KICK_HEIGHT = 0.45
"""Leg lengths above the floor from which a foot can be kicking."""
KICK_REACH = 0.25
"""Leg lengths in front of the hip that the foot of a front kick reaches."""
KICK_STRAIGHT = 0.75
"""Share of the leg's length from hip to ankle at the peak: below, the knee is only lifted."""
STEP_LENGTH = 0.12
"""Leg lengths a foot moves over the floor in a step, at least."""


@dataclass(frozen=True)
class Foot:
    """One foot.  `peak` height of the toe above the floor and `reach` of the ankle in front of the hip while
    it is highest, in leg lengths; `steps` counted from landings; `kicks` in seconds."""

    peak: float
    reach: float
    steps: int
    kicks: tuple[Span, ...]


def foot(body: Body, side: str) -> Foot:
    """Facts of the `left` or `right` foot."""
    ankle = body.seen_from(f"{side}_ankle", f"{side}_hip") / body.leg
    height = body.joint(f"{side}_foot")[:, 1] / body.leg
    other = body.joint(f"{'right' if side == 'left' else 'left'}_foot")[:, 1] / body.leg
    straight = np.linalg.norm(ankle, axis=-1)
    top = int(np.argmax(height))
    around = slice(max(0, top - round(0.15 * body.fps)), top + round(0.15 * body.fps) + 1)
    kicks = []
    for span in spans((height > KICK_HEIGHT) & (height > other + 0.3), body.fps, 0.0, bridge=0.2):
        lifted = slice(round(span.start * body.fps), round(span.end * body.fps))
        extended = (ankle[lifted, 2] > KICK_REACH) & (straight[lifted] > KICK_STRAIGHT)
        if extended.any() and span.seconds < 1.5:
            kicks.append(span)
    return Foot(
        peak=float(height[top]),
        reach=float(ankle[around, 2].max()),
        steps=_steps(body, side, height),
        kicks=tuple(kicks),
    )


def _steps(body: Body, side: str, height: Float[np.ndarray, " T"]) -> int:
    """Times the foot moves on over the floor between two rests."""
    toe = body.joint(f"{side}_foot")[:, [0, 2]]
    if len(toe) < 3:
        return 0
    speed = np.linalg.norm(np.gradient(toe, axis=0), axis=-1) * body.fps
    count = 0
    for swing in spans(speed > 0.5 * body.leg, body.fps, 0.1, bridge=0.1):
        first, last = round(swing.start * body.fps), round(swing.end * body.fps) - 1
        count += bool(np.linalg.norm(toe[last] - toe[first]) > STEP_LENGTH * body.leg)
    return count
