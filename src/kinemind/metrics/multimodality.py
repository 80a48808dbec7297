"""MultiModality: how far apart the motions of one caption are."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.vectors import exact

PAIRS = 10


def multimodality(
    motions: Float[np.ndarray, "texts samples D"], rng: np.random.Generator, pairs: int = PAIRS
) -> float:
    """Mean Euclidean distance of random pairs of samples of one caption, 0 and up.

    Source: Guo et al., CVPR 2022, `calculate_multimodality` of its `metrics.py`: the pairs are drawn as in
    `diversity`, the same places for every caption; the field takes 100 captions, 30 samples, 10 pairs.
    Raises InputError for NaN, under 1 pair, and where there are not more samples a caption than pairs.
    """
    motions = exact(motions, "motions", 3)
    samples = motions.shape[1]
    if pairs < 1:
        raise InputError(f"pairs must be 1 or more, not {pairs}")
    if pairs >= samples:
        raise InputError(f"{pairs} pairs need more than {pairs} samples a caption (there are {samples})")
    first = rng.choice(samples, pairs, replace=False)
    second = rng.choice(samples, pairs, replace=False)
    return float(np.linalg.norm(motions[:, first] - motions[:, second], axis=-1).mean())
