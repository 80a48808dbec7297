"""Vectors of an encoder as the metrics take them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError

LARGEST = 1e140
"""Numbers beyond this are refused: sums of their squares would leave the range of float64."""


def exact(vectors: Float[np.ndarray, "*N"], name: str, axes: int = 2) -> Float[np.ndarray, "*N"]:
    """The vectors in float64.

    Raises InputError where there are none, one is NaN, infinite or beyond LARGEST, or where the array has
    another number of axes.
    """
    vectors = np.asarray(vectors)
    if vectors.dtype.kind not in "fiu":
        raise InputError(f"the {name} must be real numbers, not {vectors.dtype}")
    if vectors.ndim != axes:
        raise InputError(f"the {name} must have {axes} axes, not the shape {vectors.shape}")
    if not vectors.size:
        raise InputError(f"the {name} are empty")
    vectors = vectors.astype(np.float64, copy=False)
    largest = np.abs(vectors).max()
    if not np.isfinite(largest):
        raise InputError(f"the {name} hold NaN or infinite values")
    if largest > LARGEST:
        raise InputError(f"the {name} hold numbers too large to be squared (over {LARGEST:.0e})")
    return vectors


def same_dimension(x: Float[np.ndarray, "*N"], y: Float[np.ndarray, "*M"]) -> None:
    """Raises InputError where two sets of vectors (along the last axis) have different dimensions."""
    if x.shape[-1] != y.shape[-1]:
        raise InputError(f"vectors of {x.shape[-1]} and of {y.shape[-1]} dimensions do not compare")


def paired(texts: Float[np.ndarray, "N D"], motions: Float[np.ndarray, "M E"]) -> None:
    """Raises InputError where row i of the texts cannot belong to row i of the motions."""
    same_dimension(texts, motions)
    if len(texts) != len(motions):
        raise InputError(f"{len(texts)} texts and {len(motions)} motions do not pair row by row")
