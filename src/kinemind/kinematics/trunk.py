"""The trunk: pitch forward, lean to the side, and bows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.body import Body, Span, spans
from kinemind.kinematics.jumps import OFF_FLOOR
from kinemind.kinematics.onsets import whole

BOW_PITCH = 25.0
"""Degrees of pitch beyond the upright pose from which the trunk is bowed."""
BOW_DEPTH = 22.0
"""Degrees from the vertical that a bow reaches, at least."""
BOW_RETURN = 0.5
"""A bow comes from and gives back at least this share of its pitch."""
BOW_CROUCH = 0.22
"""Leg lengths the pelvis may sink in a bow; beyond, it is a crouch or a squat."""
BOW_FEET = 0.1
"""Leg lengths a foot may move in a bow (bows of bench/train: under 0.02)."""
BOW_HANDS = 0.4
"""Leg lengths above the floor the hands keep in a bow; lower, they reach for the floor."""
BOW_ARMS = 0.5
"""Arm lengths a hand may be in front of the shoulder; farther, it points, strikes or throws (bows: under
0.2)."""
BEND = 60.0
"""Degrees from the vertical: so deep for a second is a bow even if the trunk does not come back up."""
BEND_HOLD = 1.0
"""Seconds."""
BEND_PELVIS = 0.78
"""Leg lengths over the floor that the pelvis keeps, at least: the body stands, as in a bow (1.1 upright)."""
BOW_TURN = 15.0
"""Degrees the body may turn or lean to a side in a bow (bows: under 8)."""
SLOW = 8.0
"""Degrees a second: a trunk that pitches more slowly rests."""


@dataclass(frozen=True)
class Bow(Span):
    """From where the trunk starts to go down until it is up again, seconds; `pitch` from the vertical at the
    deepest, degrees."""

    pitch: float


@dataclass(frozen=True)
class Trunk:
    """Degrees: `pitch` (largest, forward), `mean_pitch`, `lean` (largest to a side, + = left)."""

    pitch: float
    mean_pitch: float
    lean: float
    bows: tuple[Bow, ...]


def trunk(body: Body) -> Trunk:
    """Pitch, lean and bows of the motion."""
    way = body.seen_from("neck", "pelvis")
    pitch = np.degrees(np.arctan2(way[:, 2], way[:, 1]))
    lean = np.degrees(np.arctan2(way[:, 0], np.linalg.norm(way[:, 1:], axis=-1)))
    return Trunk(
        pitch=float(np.percentile(pitch, 98)),
        mean_pitch=float(pitch.mean()),
        lean=float(lean[np.argmax(np.abs(lean))]),
        bows=tuple(_bows(body, pitch, lean)),
    )


def _bows(body: Body, pitch: Float[np.ndarray, " T"], lean: Float[np.ndarray, " T"]) -> Iterator[Bow]:
    """Stretches in which a standing body bends straight forward and comes back up, or stays far down."""
    upright = float(np.percentile(pitch, 10))
    candidates = spans(pitch > upright + BOW_PITCH, body.fps, 0.25, bridge=0.2)
    if not candidates:
        return
    pelvis = body.joints[:, 0, 1]
    standing = float(np.percentile(pelvis, 90))
    feet = np.stack([body.joint("left_ankle"), body.joint("right_ankle")], axis=1)
    hands = np.minimum(body.joint("left_wrist")[:, 1], body.joint("right_wrist")[:, 1])
    sides = [body.seen_from(f"{s}_wrist", f"{s}_shoulder")[:, 2] for s in ("left", "right")]
    forward = np.maximum(*sides)
    for span in candidates:
        first, end = round(span.start * body.fps), round(span.end * body.fps)
        during = slice(first, end)
        peak = float(pitch[during].max())
        needed = BOW_RETURN * (peak - upright)
        if (
            peak > BOW_DEPTH
            and (
                (
                    peak - float(pitch[: first + 1].min()) > needed
                    and peak - float(pitch[end - 1 :].min()) > needed
                    and standing - float(pelvis[during].min()) < BOW_CROUCH * body.leg
                )
                or _held_low(body, pitch, during)
            )
            and float(np.ptp(feet[during], axis=0).max()) < BOW_FEET * body.leg
            and float(hands[during].min()) > BOW_HANDS * body.leg
            and float(forward[during].max()) < BOW_ARMS * body.arm
            and float(np.degrees(np.ptp(body.yaw[during]))) < BOW_TURN
            and float(np.abs(lean[during]).max()) < BOW_TURN
        ):
            whole_bow = whole(pitch, span, body.fps, SLOW)
            yield Bow(whole_bow.start, whole_bow.end, peak)


def _held_low(body: Body, pitch: Float[np.ndarray, " T"], during: slice) -> bool:
    """Whether the trunk stays far down for a second over legs that stand on the floor."""
    on_legs = body.joints[during, 0, 1] > BEND_PELVIS * body.leg
    on_floor = body.clearance[during].max(1) < OFF_FLOOR * body.leg
    return bool(spans((pitch[during] > BEND) & on_legs & on_floor, body.fps, BEND_HOLD, bridge=0.1))
