"""Runs of True in a row of frames."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool


def intervals(on: Bool[np.ndarray, " T"]) -> list[tuple[int, int]]:
    """The runs of True as (first, end) frames, end exclusive."""
    if not len(on):
        return []
    edges: list[int] = (np.flatnonzero(on[1:] != on[:-1]) + 1).tolist()
    edges = [0] * bool(on[0]) + edges + [len(on)] * bool(on[-1])
    return list(zip(edges[::2], edges[1::2], strict=True))
