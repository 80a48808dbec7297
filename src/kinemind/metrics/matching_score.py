"""Matching score: how far captions are from their motions."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.vectors import exact, paired


def matching_score(texts: Float[np.ndarray, "N D"], motions: Float[np.ndarray, "M E"]) -> float:
    """Mean Euclidean distance of the pairs (row i with row i), 0 and up, lower is better; "MM-Dist".

    Source: Guo et al., CVPR 2022, `calculate_matching_score` of its `metrics.py`.  It has the unit of the
    encoder, so figures of two encoders do not compare.  Raises InputError for NaN, no pairs,
    unequal numbers of rows and differing dimensions.
    """
    texts, motions = exact(texts, "texts"), exact(motions, "motions")
    paired(texts, motions)
    return float(np.linalg.norm(texts - motions, axis=-1).mean())
