"""Up and down: jumps, crouches, squats, sitting, kneeling, lying and getting up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.body import Body, Span, spans

OFF_FLOOR = 0.08
"""Leg lengths: both feet higher than this above where they stand are off the floor."""
CROUCH = 0.85
"""Pelvis height as a share of its standing height: below, the knees are bent."""
SQUAT = 0.72
"""... and below this the body squats, sits, kneels or lies."""
LYING_PITCH = 60.0
"""Degrees from the vertical at which a low trunk lies."""


@dataclass(frozen=True)
class Vertical:
    """`lowest` and `highest` pelvis height as a share of standing height; stretches in seconds.

    Standing height is the legs' length plus the ankles' height, so a clip that is crouched all through is
    still known as such.
    """

    lowest: float
    highest: float
    jumps: tuple[Span, ...]
    crouches: tuple[Span, ...]
    squats: tuple[Span, ...]
    sits: tuple[Span, ...]
    kneels: tuple[Span, ...]
    lies: tuple[Span, ...]


def relative_height(body: Body) -> Float[np.ndarray, " T"]:
    """Pelvis height as a share of the height it has on straight legs."""
    return body.joints[:, 0, 1] / (body.leg * 1.08)


def vertical(body: Body) -> Vertical:
    """Jumps and low postures of the motion."""
    height = relative_height(body)
    lying = _lying(body)
    low = (height < SQUAT) & ~lying
    knee = np.minimum(body.joint("left_knee")[:, 1], body.joint("right_knee")[:, 1])
    kneeling = low & (knee < 0.2 * body.leg)
    still = np.linalg.norm(body.velocity, axis=-1) < 0.15
    sitting = low & ~kneeling & still & (height > 0.3)
    sits = tuple(spans(sitting, body.fps, 1.2, bridge=0.2))
    kneels = tuple(spans(kneeling, body.fps, 0.4, bridge=0.2))
    squats = tuple(
        s for s in spans(low & ~kneeling, body.fps, 0.15, bridge=0.1) if not _covered(s, (*sits, *kneels))
    )
    crouches = tuple(spans((height < CROUCH) & ~lying & ~low, body.fps, 0.4, bridge=0.1))
    return Vertical(
        lowest=float(height.min()),
        highest=float(height.max()),
        jumps=_jumps(body),
        crouches=crouches,
        squats=squats,
        sits=sits,
        kneels=kneels,
        lies=tuple(spans(lying, body.fps, 0.3, bridge=0.3)),
    )


def _lying(body: Body) -> Bool[np.ndarray, " T"]:
    trunk = body.joint("neck") - body.joint("pelvis")
    tilt = np.degrees(np.arccos(np.clip(trunk[:, 1] / np.linalg.norm(trunk, axis=-1).clip(1e-6), -1, 1)))
    return (tilt > LYING_PITCH) & (body.joint("neck")[:, 1] < 0.6 * body.leg)


def _jumps(body: Body) -> tuple[Span, ...]:
    """Both feet off for under a second, with the pelvis rising and falling in between."""
    lowest = body.clearance.min(1) / body.leg
    found = []
    for span in spans(lowest > OFF_FLOOR, body.fps, 0.1):
        first, end = round(span.start * body.fps), round(span.end * body.fps)
        pelvis = body.joints[max(0, first - 1) : end + 1, 0, 1]
        arc = float(pelvis.max() - max(pelvis[0], pelvis[-1]))
        if span.seconds < 1.0 and arc > 0.015 * body.leg:
            found.append(span)
    return tuple(found)


def _covered(span: Span, others: tuple[Span, ...]) -> bool:
    shared = sum(max(0.0, min(span.end, o.end) - max(span.start, o.start)) for o in others)
    return shared > 0.5 * span.seconds
