"""Vectors of an encoder as the metrics take them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError


def exact(vectors: Float[np.ndarray, "*N"], name: str) -> Float[np.ndarray, "*N"]:
    """The vectors in float64.  Raises InputError where one is NaN or infinite, or where there are none."""
    vectors = np.asarray(vectors, np.float64)
    if not vectors.size:
        raise InputError(f"the {name} are empty")
    if not np.isfinite(vectors).all():
        raise InputError(f"the {name} hold NaN or infinite values")
    return vectors


def same_dimension(x: Float[np.ndarray, "*N"], y: Float[np.ndarray, "*M"]) -> None:
    """Raises InputError where two sets of vectors (along the last axis) have different dimensions."""
    if x.shape[-1] != y.shape[-1]:
        raise InputError(f"vectors of {x.shape[-1]} and of {y.shape[-1]} dimensions do not compare")
