"""The pool rule of the protocol `bench`: candidates of distinct (content, style, side) for every query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

import numpy as np
from jaxtyping import Int

from kinemind.errors import InputError

SIZE = 32


def distinct_pools(
    keys: Sequence[Hashable], rng: np.random.Generator, size: int = SIZE
) -> Int[np.ndarray, "N P"]:
    """Row i holds i and then one member each of size - 1 other keys, drawn without replacement.

    Keys are drawn uniformly, then a member of each; no pool holds two candidates of one key, so no
    candidate is as right as the right one.  Where there are fewer than `size` keys, the pools hold one of
    each.  Raises InputError for fewer than two keys.
    """
    members: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        members[key].append(number)
    groups = list(members.values())
    if len(groups) < 2:
        raise InputError("ranking needs motions of at least two kinds")
    own = {number: place for place, group in enumerate(groups) for number in group}
    pools = np.empty((len(keys), min(size, len(groups))), np.int64)
    for query in range(len(keys)):
        others = rng.permutation(len(groups))
        others = others[others != own[query]][: pools.shape[1] - 1]
        pools[query, 0] = query
        pools[query, 1:] = [groups[o][rng.integers(len(groups[o]))] for o in others]
    return pools
