"""R-Precision: is the right candidate among the nearest of a small pool."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int

from kinemind.errors import InputError
from kinemind.metrics.vectors import exact, same_dimension

POOL = 32
"""Candidates a query, the field's custom."""
CHUNK = 1 << 23
"""Numbers that are held at a time."""


def r_precision(
    queries: Float[np.ndarray, "N D"],
    candidates: Float[np.ndarray, "M E"],
    pools: Int[np.ndarray, "L P"],
    top_k: int = 3,
) -> Float[np.ndarray, " K"]:
    """Share of queries (0 to 1) whose right candidate is among the k nearest of its pool, k = 1 to `top_k`.

    Row i of `pools` holds the indices of query i's candidates, the right one first.  Distances are
    Euclidean.  A wrong candidate as near as the right one counts as nearer, so an encoder that maps
    everything to one point scores 0 (sorting, as the public code does, gives it the order of the pool).
    By chance k / P.

    Source: Guo et al., "Generating Diverse and Natural 3D Human Motions from Text", CVPR 2022,
    `calculate_R_precision` of its `metrics.py` (queries are captions, candidates motions); equal to it on
    the pools of `batches` where no distances are equal.

    Raises InputError for NaN, differing dimensions, other than one pool a query, a `top_k` that is not 1 to
    P, indices that are no whole numbers or out of range, and a pool that names its right candidate twice.
    """
    queries, candidates = exact(queries, "queries"), exact(candidates, "candidates")
    same_dimension(queries, candidates)
    pools = np.asarray(pools)
    if pools.ndim != 2 or pools.dtype.kind not in "iu":
        raise InputError(f"pools are rows of whole numbers, not {pools.dtype} of the shape {pools.shape}")
    if len(pools) != len(queries):
        raise InputError(
            f"{len(queries)} queries need a pool each (there are {len(pools)}); with the pools of `batches` "
            "pass queries[pools[:, 0]]"
        )
    size = pools.shape[1]
    if not 1 <= top_k <= size:
        raise InputError(f"top_k must be 1 to the size of the pools ({size}), not {top_k}")
    if pools.min() < 0 or pools.max() >= len(candidates):
        raise InputError(f"the pools name candidates outside 0 to {len(candidates) - 1}")
    if (pools[:, 1:] == pools[:, :1]).any():
        raise InputError("a pool names its right candidate twice")
    ranks = []
    rows = max(1, CHUNK // (size * queries.shape[1]))
    for first in range(0, len(queries), rows):
        part = slice(first, first + rows)
        # differences rather than products, so that equal candidates are equally far to the last bit
        squared = np.square(candidates[pools[part]] - queries[part, None]).sum(-1)
        ranks.append((squared[:, 1:] <= squared[:, :1]).sum(1))
    return (np.concatenate(ranks)[:, None] < np.arange(1, top_k + 1)).mean(0)


def batches(count: int, rng: np.random.Generator, size: int = POOL) -> Int[np.ndarray, "N P"]:
    """Pools as Guo et al. make them: a shuffled order cut into whole batches, the rest dropped.

    Each member of a batch has the batch as its pool, itself first; so `pools[:, 0]` says which queries the
    rows are for: `r_precision(texts[pools[:, 0]], motions, pools)`.  Raises InputError where `count` does
    not fill a batch, and for a batch under 2.
    """
    if size < 2:
        raise InputError(f"a batch of R-Precision has 2 pairs or more, not {size}")
    if count < size:
        raise InputError(f"R-Precision needs a whole batch: {count} pairs do not fill one of {size}")
    groups = rng.permutation(count)[: count // size * size].reshape(-1, size)
    turns = (np.arange(size)[:, None] + np.arange(size)) % size
    return groups[:, turns].reshape(-1, size)
