"""Retrieval: is the right candidate among the nearest of the whole set."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int
from scipy.spatial.distance import cdist

from kinemind.errors import InputError
from kinemind.metrics.vectors import exact, paired

RECALLS = (1, 2, 3, 5, 10)


def retrieval(
    texts: Float[np.ndarray, "N D"],
    motions: Float[np.ndarray, "M E"],
    groups: Int[np.ndarray, " G"] | None = None,
) -> dict[str, dict[str, float]]:
    """Whole-set retrieval both ways: `t2m` (captions ask for motions) and `m2t`.

    Each holds `R@1`, `R@2`, `R@3`, `R@5`, `R@10` (share of queries, 0 to 1, whose right candidate is
    among the k nearest) and `median_rank` (1 is best).  Row i of the texts belongs to row i of the motions;
    with `groups`, every candidate of the query's group is right and the nearest of them counts.  A rank is 1
    plus the wrong candidates that are nearer than the right one plus half of those as near.

    Source: Petrovich et al., "TMR: Text-to-Motion Retrieval Using Contrastive 3D Human Motion Synthesis",
    ICCV 2023, `contrastive_metrics` of its `metrics.py` (protocols "all", and "all with threshold" by groups;
    there in per cent).  Distances are Euclidean; on vectors of unit length that is TMR's order by cosine.
    Ties count as there, but not those among candidates that are all right.

    Raises InputError for NaN, differing dimensions, unequal numbers of rows, groups that are not one whole
    number a row, or an empty set.
    """
    texts, motions = exact(texts, "texts"), exact(motions, "motions")
    paired(texts, motions)
    numbers = np.arange(len(texts)) if groups is None else np.asarray(groups)
    if numbers.shape != (len(texts),) or numbers.dtype.kind not in "iu":
        raise InputError(
            f"groups are one whole number for each of {len(texts)} rows, "
            f"not {numbers.dtype} of the shape {numbers.shape}"
        )
    distances = cdist(texts, motions)
    right = numbers[:, None] == numbers[None, :]
    return {"t2m": _figures(distances, right), "m2t": _figures(distances.T, right)}


def _figures(distances: Float[np.ndarray, "N N"], right: Bool[np.ndarray, "N N"]) -> dict[str, float]:
    best = np.where(right, distances, np.inf).min(1, keepdims=True)
    wrong = ~right
    ranks = 1 + (wrong & (distances < best)).sum(1) + (wrong & (distances == best)).sum(1) / 2
    # half a place behind the k-th is still among the k nearest, as in TMR's columns below k
    recalls = {f"R@{k}": float((ranks < k + 1).mean()) for k in RECALLS}
    return {**recalls, "median_rank": float(np.median(ranks))}
