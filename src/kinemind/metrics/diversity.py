"""Diversity: how far apart random motions of a set are."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.vectors import exact

PAIRS = 300


def diversity(motions: Float[np.ndarray, "N D"], rng: np.random.Generator, pairs: int = PAIRS) -> float:
    """Mean Euclidean distance of random pairs, 0 and up; good where it is near that of the ground truth.

    Source: Guo et al., CVPR 2022, `calculate_diversity` of its `metrics.py`: the first members of the
    pairs are drawn without replacement, then the second ones, independently (a motion may meet itself).
    Raises InputError for NaN, under 1 pair, and where there are not more motions than pairs.
    """
    motions = exact(motions, "motions")
    if pairs < 1:
        raise InputError(f"pairs must be 1 or more, not {pairs}")
    if pairs >= len(motions):
        raise InputError(f"{pairs} pairs need more than {pairs} motions (there are {len(motions)})")
    first = rng.choice(len(motions), pairs, replace=False)
    second = rng.choice(len(motions), pairs, replace=False)
    return float(np.linalg.norm(motions[first] - motions[second], axis=-1).mean())
