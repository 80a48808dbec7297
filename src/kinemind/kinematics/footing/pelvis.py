"""How far the pelvis gives way to feet that were moved.

A leg that is nearly straight answers a small change of its length with a large move of its knee: with d
the way from hip to ankle and h how far the knee lies off it, dh/dd = -d / 4h for equal bones.  So the
pelvis takes the shift c that keeps the knees still in the least squares sense (u the leg's direction, s
the foot's shift: Σ (d/4h)² |u·(s - c)|²), and is smooth and small besides.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.linalg import solveh_banded

from kinemind.kinematics.footing.legs import Leg, bone_lengths_of, longest_reach
from kinemind.kinematics.footing.pinning import pace

KNEE = 4.0
"""Largest move of a knee per change of the leg's length that counts."""
OVERREACH = 100.0
"""Weight of a leg that would be too short."""
SMOOTH = 10.0
"""Weight of the shift's third difference, at 20 frames a second."""
HOME = 1.0
"""Weight of the shift itself."""
ROUNDS = 3


def pelvis_shift(
    joints: Float[np.ndarray, "T J 3"],
    legs: Sequence[Leg],
    shifts: Sequence[Float[np.ndarray, "T 3"]],
    fps: float,
) -> Float[np.ndarray, "T 3"]:
    """Shift of the pelvis and all above it in metres per frame, for feet moved by `shifts`."""
    frames = len(joints)
    shift = np.zeros((frames, 3))
    for _ in range(ROUNDS):
        bands = np.zeros((10, 3 * frames))  # three coordinates a frame, third differences reach 9 places
        right = np.zeros((frames, 3))
        _add_thirds(bands, SMOOTH * pace(fps) ** 6)
        bands[-1] += HOME
        for leg, foot in zip(legs, shifts, strict=True):
            way = joints[:, leg.ankle] - joints[:, leg.hip]
            length = np.maximum(np.linalg.norm(way, axis=-1), 1e-6)
            unit = way / length[:, None]
            weight = _knee_weight(joints, leg, length)
            wanted = (unit * foot).sum(-1)
            over = np.linalg.norm(way + foot - shift, axis=-1) - longest_reach(joints, leg)
            weight = weight + OVERREACH * (over > 0)
            _add_projections(bands, unit, weight)
            right += (weight * wanted)[:, None] * unit
        shift = solveh_banded(bands, right.reshape(-1)).reshape(frames, 3)
    return shift


def _knee_weight(
    joints: Float[np.ndarray, "T J 3"], leg: Leg, length: Float[np.ndarray, " T"]
) -> Float[np.ndarray, " T"]:
    thigh, shin = bone_lengths_of(joints, leg)
    along = (thigh**2 - shin**2 + length**2) / (2 * length)
    off = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    return np.minimum(length / np.maximum(4 * off, 1e-6), KNEE) ** 2


def _add_thirds(bands: Float[np.ndarray, "10 N"], weight: float) -> None:
    row = (-1.0, 3.0, -3.0, 1.0)
    count = bands.shape[1] - 9
    for i in range(4):
        for j in range(i, 4):
            bands[9 - 3 * (j - i), 3 * j : 3 * j + count] += row[i] * row[j] * weight


def _add_projections(
    bands: Float[np.ndarray, "10 N"], unit: Float[np.ndarray, "T 3"], weight: Float[np.ndarray, " T"]
) -> None:
    """Add Σ w (u·x)² per frame."""
    for i in range(3):
        for j in range(i, 3):
            bands[9 - (j - i), j::3] += weight * unit[:, i] * unit[:, j]
