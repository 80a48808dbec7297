"""Where a hand rests and how it swings along: on the hip, on the head, to and fro with the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.arms import Arm
from kinemind.kinematics.body import Body, Span, spans
from kinemind.kinematics.waves import zigzag

AT_HIP = 0.36
"""Arm lengths from the wrist to the hip joint of a hand on the hip.  Of 105 clips of bench/train with a hand
on the hip in their captions 99 % stay under 0.30; hanging hands (99 % over 0.25) differ by the two figures
that follow."""
BESIDE = (0.03, 0.17)
"""Arm lengths that the wrist is outside the hip joint at least and in front of it at most (on the hip: over
0.08 and under 0.11): hands folded in front of the belly are not on the hip."""
HIP_STRETCH = 0.85
"""Arm lengths from shoulder to wrist: beyond, the arm hangs (on the hip: 0.69-0.78, hanging: over 0.94)."""
HIP_ELBOW = 0.15
"""Arm lengths the elbow stands out farther than the wrist (on the hip: 0.24-0.35)."""
AT_HEAD = 0.42
"""Arm lengths from the wrist to the head joint of a hand on the head: a hand's length.  The benchmark has no
such clip; hands raised beside the face stay over 0.46."""
LONGEST_HALF = 0.8
"""Seconds of half a cycle of the arm swing of a walk, at most."""
SMALLEST_SWING = 0.12
"""Arm lengths a hand moves forward and back relative to the shoulder, at least, to swing along."""
FEWEST_TURNS = 4
"""Turning points of an arm swing: fewer are single movements."""
LOW = (-0.25, 0.15)
"""Arm lengths above the shoulder that swinging hands stay under, of a standing and of a moving body."""
MOVING = 0.3
"""m/s over the floor of a moving body."""


def on_hip(body: Body, arm: Arm) -> tuple[Span, ...]:
    """Stretches of at least 0.3 s with the hand on the hip of its side and the elbow out, seconds."""
    outward = np.array([1.0 if arm.side == "left" else -1.0, 1.0, 1.0]) / body.arm
    wrist = body.seen_from(f"{arm.side}_wrist", f"{arm.side}_hip") * outward
    elbow = body.seen_from(f"{arm.side}_elbow", f"{arm.side}_wrist") * outward
    near = (np.linalg.norm(wrist, axis=-1) < AT_HIP) & (wrist[:, 0] > BESIDE[0]) & (wrist[:, 2] < BESIDE[1])
    on = near & (arm.stretch < HIP_STRETCH) & (elbow[:, 0] > HIP_ELBOW)
    return tuple(spans(on, body.fps, 0.3, bridge=0.2))


def on_head(body: Body, arm: Arm) -> tuple[Span, ...]:
    """Stretches of at least 0.3 s with the wrist within a hand's length of the head joint, seconds."""
    way = np.linalg.norm(body.joint(f"{arm.side}_wrist") - body.joint("head"), axis=-1) / body.arm
    return tuple(spans((way < AT_HEAD) & (arm.height > 0.0), body.fps, 0.3, bridge=0.2))


def swinging(body: Body, arm: Arm) -> tuple[tuple[Span, ...], float]:
    """Stretches in which a low hand swings forward and back as in walking, and the median swing of all of
    them in arm lengths (0 without any)."""
    found: list[Span] = []
    sizes: list[Float[np.ndarray, " N"]] = []
    moving = np.hypot(body.velocity[:, 0], body.velocity[:, 2]) > MOVING
    for low in spans(arm.height < np.where(moving, LOW[1], LOW[0]), arm.fps, 0.5, bridge=0.1):
        first, end = round(low.start * arm.fps), round(low.end * arm.fps)
        forward = arm.wrist[first:end, 2]
        turns = np.array(zigzag(forward, SMALLEST_SWING), int)
        cuts = np.flatnonzero(np.diff(turns) > LONGEST_HALF * arm.fps) + 1
        for run in np.split(turns, cuts):
            if len(run) >= FEWEST_TURNS:
                found.append(Span((first + int(run[0])) / arm.fps, (first + int(run[-1]) + 1) / arm.fps))
                sizes.append(np.abs(np.diff(forward[run])))
    return tuple(found), float(np.median(np.concatenate(sizes))) if sizes else 0.0


def within(span: Span, others: Sequence[Span]) -> bool:
    """Whether a stretch lies within others for the most part."""
    return sum(max(0.0, overlap(span, other)) for other in others) > 0.5 * span.seconds


def overlap(a: Span, b: Span) -> float:
    """Seconds that two stretches share, 0 or less for none."""
    return min(a.end, b.end) - max(a.start, b.start)
