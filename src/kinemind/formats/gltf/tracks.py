"""Values of an animation's tracks at given times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

ON_A_KEY = 0.02
"""Frames by which a key may lie off the time it is taken for; files hold times in single precision."""


@dataclass(frozen=True)
class Track:
    """Keys of one node's translation, rotation (x, y, z, w) or scale.

    `values` [N, C], for CUBICSPLINE [3 N, C]: for each key the tangent before, the value, the tangent after.
    """

    target: Literal["translation", "rotation", "scale"]
    times: Float[np.ndarray, " N"]
    values: Float[np.ndarray, "M C"]
    interpolation: Literal["LINEAR", "STEP", "CUBICSPLINE"]

    def at(self, times: Float[np.ndarray, " T"], fps: float) -> Float[np.ndarray, "T C"]:
        """Values at `times` in seconds; before the first and after the last key that key's."""
        keys = self.values[1::3] if self.interpolation == "CUBICSPLINE" else self.values
        if len(keys) == len(times) and np.abs(self.times - times).max() * fps < ON_A_KEY:
            return keys
        if len(keys) == 1:
            return np.repeat(keys, len(times), axis=0)
        before = np.clip(np.searchsorted(self.times, times, "right") - 1, 0, len(keys) - 2)
        gap = np.maximum(self.times[before + 1] - self.times[before], 1e-9)
        share = np.clip((times - self.times[before]) / gap, 0.0, 1.0)[:, None]
        if self.interpolation == "STEP":
            return np.where(share < 1.0, keys[before], keys[before + 1])
        if self.interpolation == "CUBICSPLINE":
            out, into = self.values[2::3][before] * gap[:, None], self.values[0::3][before + 1] * gap[:, None]
            return _hermite(keys[before], out, into, keys[before + 1], share)
        if self.target == "rotation":
            return _slerp(keys[before], keys[before + 1], share)
        return keys[before] * (1 - share) + keys[before + 1] * share


def _hermite(
    start: Float[np.ndarray, "T C"],
    leaving: Float[np.ndarray, "T C"],
    arriving: Float[np.ndarray, "T C"],
    end: Float[np.ndarray, "T C"],
    share: Float[np.ndarray, "T 1"],
) -> Float[np.ndarray, "T C"]:
    square, cube = share**2, share**3
    blend = start * (2 * cube - 3 * square + 1) + end * (3 * square - 2 * cube)
    return blend + leaving * (cube - 2 * square + share) + arriving * (cube - square)


def _slerp(
    start: Float[np.ndarray, "T 4"], end: Float[np.ndarray, "T 4"], share: Float[np.ndarray, "T 1"]
) -> Float[np.ndarray, "T 4"]:
    cosine = (start * end).sum(-1, keepdims=True)
    end = np.where(cosine < 0, -end, end)
    angle = np.arccos(np.clip(np.abs(cosine), 0.0, 1.0))
    sine = np.sin(angle)
    straight = sine < 1e-6
    sine = np.where(straight, 1.0, sine)
    first = np.where(straight, 1 - share, np.sin((1 - share) * angle) / sine)
    second = np.where(straight, share, np.sin(share * angle) / sine)
    return start * first + end * second
