"""Raised hands: from the moment the wrist leaves its resting place until it is back down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.arms import Arm
from kinemind.kinematics.body import Span, spans
from kinemind.kinematics.onsets import whole
from kinemind.kinematics.strikes import stretched_out

RAISED = -0.13
"""Arm lengths above the shoulder from which a wrist counts as raised (exhausted raises stay just under)."""
BENT_RAISED = -0.22
"""... and from which one above a bent elbow does, the forearm pointing up by FOREARM_UP."""
FOREARM_UP = 0.3
"""Arm lengths from the elbow up to the wrist."""
SHORTEST = (0.55, 0.25)
"""Seconds a hand stays up, at least, to count as raised, up to HIGH and above it.  On bench/train hands
raised on request stay up for 0.65 s or more, arms thrown up for balance in a kick for 0.5 s or less."""
HIGH = 0.35
"""Arm lengths above the shoulder: hands this high are not there by the way."""
BRIDGE = 0.25
"""Seconds a hand may dip in between and still be raised once."""
SLOW = 0.1
"""Arm lengths a second: a wrist that goes up or down more slowly rests."""


@dataclass(frozen=True)
class Raise(Span):
    """A raised hand.  `start` is where the wrist starts to go up, `end` where it is back down; `held_from`
    and `held_to` are when it passes the height of a raised hand; seconds.  `height` is the highest that it
    keeps for 0.15 s, arm lengths; `in_front` whether the arm is then stretched out forward, not up."""

    held_from: float
    held_to: float
    height: float
    in_front: bool


def raises(arm: Arm) -> tuple[Raise, ...]:
    """All raised stretches of an arm, in order."""
    up = (arm.height > RAISED) | ((arm.height > BENT_RAISED) & (arm.forearm > FOREARM_UP))
    held = spans(up & arm.upright, arm.fps, min(SHORTEST), bridge=BRIDGE)
    held = [span for span in held if span.seconds >= _shortest(arm, span)]
    out = stretched_out(arm)
    found: list[Raise] = []
    for number, span in enumerate(held):
        way = whole(arm.height, span, arm.fps, SLOW)
        earliest = found[-1].end if found else 0.0
        latest = held[number + 1].start if number + 1 < len(held) else way.end
        first, end = round(span.start * arm.fps), round(span.end * arm.fps)
        height = kept(arm.height[first:end], arm.fps)
        top = arm.height[first:end] >= height - 0.05
        found.append(
            Raise(
                max(way.start, earliest),
                min(way.end, latest),
                span.start,
                span.end,
                height,
                bool(out[first:end][top].mean() > 0.5),
            )
        )
    return tuple(found)


def _shortest(arm: Arm, span: Span) -> float:
    height = arm.height[round(span.start * arm.fps) : round(span.end * arm.fps)]
    return SHORTEST[int(height.max() > HIGH)]


def kept(height: Float[np.ndarray, " T"], fps: float) -> float:
    """The highest value that a curve reaches for 0.15 s in all."""
    return float(np.sort(height)[-min(len(height), max(1, round(0.15 * fps)))])
