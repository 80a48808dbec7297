"""Steps on joint-major arrays [J, 3, N], numpy or torch alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from array_api_compat import array_namespace

Array = Any
"""A numpy array or a torch tensor; what goes in comes out."""


def turn(points: Array, sine: Array, cosine: Array) -> Array:
    """Points [K, 3, N] turned about +y by the angle of (sine, cosine) [N]."""
    xp = array_namespace(points)
    x, z = points[:, 0], points[:, 2]
    return xp.stack([cosine * x + sine * z, points[:, 1], cosine * z - sine * x], axis=1)


def at_least(values: Array, floor: float) -> Array:
    """The values, none below the floor (a division by them stays finite)."""
    xp = array_namespace(values)
    return xp.clip(values, floor, None)


def column(model: Array, values: tuple[float, ...]) -> Array:
    """The values as a column of the kind, type and device of `model`."""
    return like(np.asarray(values), model)[:, None]


def like(values: np.ndarray, model: Array) -> Array:
    """The values as an array of the kind, type and device of `model`."""
    xp = array_namespace(model)
    if xp.__name__.endswith("numpy"):
        return values.astype(model.dtype)
    return xp.asarray(values, dtype=model.dtype, device=model.device)


def contiguous(values: Array) -> Array:
    """The same values in one run of memory."""
    return np.ascontiguousarray(values) if isinstance(values, np.ndarray) else values.contiguous()
