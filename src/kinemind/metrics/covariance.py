"""Covariances as the metrics take them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.vectors import exact

ROUNDING = 1e-6
"""Relative size of what counts as rounding in a covariance."""


def eigen(covariance: Float[np.ndarray, "D E"]) -> tuple[Float[np.ndarray, " D"], Float[np.ndarray, "D D"]]:
    """Eigenvalues (rising, rounding may leave some just below 0) and eigenvectors (columns) of a covariance.

    Raises InputError where it is NaN, not square, not symmetric or has an eigenvalue below 0 (beyond
    rounding).
    """
    covariance = exact(covariance, "covariances")
    if covariance.shape[0] != covariance.shape[1]:
        raise InputError(f"a covariance must be square, not {covariance.shape}")
    size = np.abs(covariance).max()
    if np.abs(covariance - covariance.T).max() > ROUNDING * size:
        raise InputError("a covariance must be symmetric")
    values, directions = np.linalg.eigh((covariance + covariance.T) / 2)
    if values[0] < -ROUNDING * size:
        raise InputError("a covariance must have no eigenvalue below 0")
    return values, directions
