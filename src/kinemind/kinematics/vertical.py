"""Up and down: crouches, squats, sitting, kneeling, lying and getting up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.body import Body, Span, rate, spans
from kinemind.kinematics.jumps import Jump, jumps
from kinemind.kinematics.onsets import onset, settled, whole

CROUCH = 0.85
"""Pelvis height as a share of its standing height: below, the knees are bent."""
SQUAT = 0.72
"""... and below this the body squats, sits, kneels or lies."""
LYING_PITCH = 60.0
"""Degrees from the vertical at which a low trunk lies."""
SLOW = 0.15
"""Standing heights a second: a body that goes down or up more slowly rests."""
SETTLING = 0.6
"""Seconds between going down and being still."""
RISE = 4.0
"""Seconds within which a body that gets up from the floor stands."""


@dataclass(frozen=True)
class Dip(Span):
    """A crouch or squat with its way down and up, seconds; `depth` is how far the pelvis sinks as a share of
    the height that it has on straight legs."""

    depth: float


@dataclass(frozen=True)
class Vertical:
    """`lowest` and `highest` pelvis height as a share of standing height; stretches in seconds.

    Standing height is the legs' length plus the ankles' height, so a clip that is crouched all through is
    still known as such.
    """

    lowest: float
    highest: float
    jumps: tuple[Jump, ...]
    crouches: tuple[Dip, ...]
    squats: tuple[Dip, ...]
    sits: tuple[Span, ...]
    kneels: tuple[Span, ...]
    lies: tuple[Span, ...]
    rises: tuple[Span, ...]


def relative_height(body: Body) -> Float[np.ndarray, " T"]:
    """Pelvis height as a share of the height it has on straight legs."""
    return body.joints[:, 0, 1] / (body.leg * 1.08)


def vertical(body: Body) -> Vertical:
    """Jumps and low postures of the motion."""
    height, fps = relative_height(body), body.fps
    lying = _lying(body)
    low = (height < SQUAT) & ~lying
    knee = np.minimum(body.joint("left_knee")[:, 1], body.joint("right_knee")[:, 1])
    kneeling = low & (knee < 0.2 * body.leg)
    still = np.linalg.norm(body.velocity, axis=-1) < 0.15
    sitting = low & ~kneeling & still & (height > 0.3)
    sits = spans(sitting, fps, 1.2, bridge=0.2)
    kneels = spans(kneeling, fps, 0.4, bridge=0.2)
    lies = spans(lying, fps, 0.3, bridge=0.3)
    squats = [s for s in spans(low & ~kneeling, fps, 0.15, bridge=0.1) if not _covered(s, [*sits, *kneels])]
    crouches = spans((height < CROUCH) & ~lying & ~low, fps, 0.4, bridge=0.1)
    return Vertical(
        lowest=float(height.min()),
        highest=float(height.max()),
        jumps=jumps(body),
        crouches=_dips(height, crouches, fps),
        squats=_dips(height, squats, fps),
        sits=tuple(_with_way_down(height, s, fps) for s in sits),
        kneels=tuple(_with_way_down(height, s, fps) for s in kneels),
        lies=tuple(_with_way_down(height, s, fps) for s in lies),
        rises=tuple(_rises(height, [*sits, *kneels, *lies], fps)),
    )


def on_feet(low: Vertical, frames: int, fps: float) -> Bool[np.ndarray, " T"]:
    """Frames in no low posture."""
    on = np.ones(frames, bool)
    for item in (*low.squats, *low.sits, *low.kneels, *low.lies, *low.rises):
        on[round(item.start * fps) : round(item.end * fps)] = False
    return on


def _lying(body: Body) -> Bool[np.ndarray, " T"]:
    trunk = body.joint("neck") - body.joint("pelvis")
    tilt = np.degrees(np.arccos(np.clip(trunk[:, 1] / np.linalg.norm(trunk, axis=-1).clip(1e-6), -1, 1)))
    return (tilt > LYING_PITCH) & (body.joint("neck")[:, 1] < 0.6 * body.leg)


def _dips(height: Float[np.ndarray, " T"], parts: list[Span], fps: float) -> tuple[Dip, ...]:
    """Dips with their ways down and up; those that share most of them are one."""
    found: list[Dip] = []
    for part in parts:
        dip = _dip(height, part, fps)
        if found and 2 * (found[-1].end - dip.start) > min(found[-1].seconds, dip.seconds):
            before = found.pop()
            start, end = min(before.start, dip.start), max(before.end, dip.end)
            dip = Dip(start, end, max(before.depth, dip.depth))
        found.append(dip)
    return tuple(found)


def _dip(height: Float[np.ndarray, " T"], part: Span, fps: float) -> Dip:
    around = whole(-height, part, fps, SLOW)
    first, end = round(part.start * fps), max(round(part.end * fps), round(part.start * fps) + 1)
    return Dip(around.start, around.end, 1.0 - float(height[first:end].min()))


def _with_way_down(height: Float[np.ndarray, " T"], part: Span, fps: float) -> Span:
    """A posture from where the pelvis starts to go down to it, if it does so shortly before."""
    first = round(part.start * fps)
    down = np.flatnonzero(rate(height, fps)[: first + 1] < -SLOW)
    if not len(down) or first - down[-1] > SETTLING * fps:
        return part
    return Span(min(onset(-height, int(down[-1]), fps, SLOW) / fps, part.start), part.end)


def _rises(height: Float[np.ndarray, " T"], low: list[Span], fps: float) -> list[Span]:
    """From the end of a low posture to where the pelvis has come up, where it does."""
    found = []
    for item in sorted(low, key=lambda span: span.end):
        end = round(item.end * fps)
        up = np.flatnonzero(height[end : end + round(RISE * fps)] > CROUCH)
        if len(up):
            top = settled(-height, end + int(up[0]), fps, SLOW)
            found.append(Span(item.end, (top + 1) / fps))
    return found


def _covered(span: Span, others: list[Span]) -> bool:
    shared = sum(max(0.0, min(span.end, o.end) - max(span.start, o.start)) for o in others)
    return shared > 0.5 * span.seconds
