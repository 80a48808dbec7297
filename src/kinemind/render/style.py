"""Colours (blue, green, red, 0-255), limb thickness in metres, and which side a joint belongs to."""

from __future__ import annotations

import re
from typing import Literal

Colour = tuple[int, int, int]
Side = Literal["left", "right", "middle"]

SKY: Colour = (252, 250, 248)
GROUND: Colour = (238, 232, 226)
INK: Colour = (62, 48, 38)
FAINT_INK: Colour = (150, 138, 126)
TRACK: Colour = (222, 214, 206)
ACCENT: Colour = (196, 120, 42)

LIMB: dict[Side, Colour] = {"left": (66, 126, 240), "right": (198, 138, 46), "middle": (112, 94, 82)}

# radius at the near and the far end of the bone that ends at this joint, for a figure of 1.7 m
RADII: dict[str, tuple[float, float]] = {
    "hip": (0.085, 0.085),
    "knee": (0.085, 0.056),
    "ankle": (0.058, 0.036),
    "foot": (0.044, 0.032),
    "heel": (0.036, 0.036),
    "spine1": (0.105, 0.098),
    "spine2": (0.098, 0.104),
    "spine3": (0.104, 0.102),
    "neck": (0.085, 0.046),
    "head": (0.046, 0.046),
    "collar": (0.074, 0.062),
    "shoulder": (0.066, 0.056),
    "elbow": (0.052, 0.038),
    "wrist": (0.040, 0.028),
}
OTHER_RADII = (0.034, 0.030)
HEAD_RADIUS = 0.105
NOSE_RADIUS = 0.026
HAND_RADIUS = 0.046


def side_of(joint_name: str) -> Side:
    """The side that a joint's name tells: left_knee, LeftLeg, L_Knee, UpperLeg_R, lfemur, …"""
    for side, initial in (("left", "l"), ("right", "r")):
        if side in joint_name.lower():
            return side  # type: ignore[return-value]
        if re.search(rf"(^|[_:.\s])[{initial}{initial.upper()}]([_.\s]|$)", joint_name):
            return side  # type: ignore[return-value]
    return "middle"


def radii_of(joint_name: str) -> tuple[float, float]:
    """Radii in metres of the bone that ends at a joint."""
    return RADII.get(joint_name.removeprefix("left_").removeprefix("right_"), OTHER_RADII)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """`first` with a share (0 to 1) of `second`."""
    b, g, r = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return (b, g, r)
