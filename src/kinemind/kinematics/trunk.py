"""The trunk: pitch forward, lean to the side, and bows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.body import Body, Span, spans

BOW_PITCH = 25.0
"""Degrees of pitch beyond the upright pose from which the trunk is bowed."""
BOW_RETURN = 0.5
"""A bow gives back at least this share of its pitch on the way up."""
BOW_CROUCH = 0.22
"""Leg lengths the pelvis may sink in a bow; beyond, it is a crouch or a squat."""
BOW_FEET = 0.2
"""Leg lengths a toe may rise in a bow."""
BOW_HANDS = 0.4
"""Leg lengths above the floor the hands keep in a bow; lower, they reach for the floor."""
BOW_SPEED = 0.5
"""m/s: a faster body travels and does not bow."""


@dataclass(frozen=True)
class Trunk:
    """Degrees: `pitch` (largest, forward), `mean_pitch`, `lean` (largest to a side, + = left)."""

    pitch: float
    mean_pitch: float
    lean: float
    bows: tuple[Span, ...]


def pitch_curve(body: Body) -> Float[np.ndarray, " T"]:
    """Forward pitch of the line from pelvis to neck, degrees from the vertical."""
    trunk = body.seen_from("neck", "pelvis")
    return np.degrees(np.arctan2(trunk[:, 2], trunk[:, 1]))


def trunk(body: Body) -> Trunk:
    """Pitch, lean and bows of the motion."""
    pitch = pitch_curve(body)
    sideways = body.seen_from("neck", "pelvis")
    lean = np.degrees(np.arctan2(sideways[:, 0], np.linalg.norm(sideways[:, 1:], axis=-1)))
    return Trunk(
        pitch=float(np.percentile(pitch, 98)),
        mean_pitch=float(pitch.mean()),
        lean=float(lean[np.argmax(np.abs(lean))]),
        bows=_bows(body, pitch),
    )


def _bows(body: Body, pitch: Float[np.ndarray, " T"]) -> tuple[Span, ...]:
    """Stretches in which a standing body bends forward and comes back up."""
    upright = float(np.percentile(pitch, 10))
    pelvis = body.joints[:, 0, 1]
    standing = float(np.percentile(pelvis, 90))
    speed = np.linalg.norm(body.velocity[:, [0, 2]], axis=-1)
    found = []
    feet = np.maximum(body.joint("left_foot")[:, 1], body.joint("right_foot")[:, 1])
    hands = np.minimum(body.joint("left_wrist")[:, 1], body.joint("right_wrist")[:, 1])
    for span in spans(pitch > upright + BOW_PITCH, body.fps, 0.25, bridge=0.2):
        first, end = round(span.start * body.fps), round(span.end * body.fps)
        peak = float(pitch[first:end].max())
        back = peak - float(pitch[end - 1 :].min())
        came = peak - float(pitch[: first + 1].min())
        if (
            float(feet[first:end].max()) < BOW_FEET * body.leg
            and float(hands[first:end].min()) > BOW_HANDS * body.leg
            and back > BOW_RETURN * (peak - upright)
            and came > BOW_RETURN * (peak - upright)
            and standing - float(pelvis[first:end].min()) < BOW_CROUCH * body.leg
            and float(speed[first:end].mean()) < BOW_SPEED
        ):
            found.append(span)
    return tuple(found)
