"""The smoothed facing direction: a Gaussian over time (sigma 20 frames), as HumanML3D's extraction uses."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from array_api_compat import array_namespace
from jaxtyping import Float

_SIGMA, _TRUNCATE = 20.0, 4.0
_RADIUS = int(_TRUNCATE * _SIGMA + 0.5)
_STRIDE = 256


def smoothed_forward(forward: Any, spans: list[tuple[int, int]]) -> Any:
    """Facing [2, N] filtered within every clip (span of frames), its ends held."""
    xp = array_namespace(forward)
    pieces = []
    for start, stop in spans:
        for first in range(start, stop, _STRIDE):
            last = min(first + _STRIDE, stop)
            low, high = max(start, first - _RADIUS), min(stop, last + _RADIUS)
            matrix = _filter_matrix(last - first, first - low, high - last)
            weights = xp.asarray(matrix, dtype=forward.dtype, device=getattr(forward, "device", None))
            pieces.append(forward[:, low:high] @ weights)
    return xp.concat(pieces, axis=-1)


@lru_cache(maxsize=1024)
def _filter_matrix(count: int, before: int, after: int) -> Float[np.ndarray, "S C"]:
    """Weights that map `before + count + after` frames to the `count` filtered ones, ends held."""
    offsets = np.arange(-_RADIUS, _RADIUS + 1)
    kernel = np.exp(-0.5 * (offsets / _SIGMA) ** 2)
    kernel /= kernel.sum()
    total = before + count + after
    source = np.clip(np.arange(count)[:, None] + before + offsets, 0, total - 1)
    matrix = np.zeros((count, total))
    np.add.at(matrix, (np.arange(count)[:, None], source), kernel)
    return np.ascontiguousarray(matrix.T)
