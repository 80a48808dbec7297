"""A few cases that stand for all of them, for trying an evaluation out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

One = TypeVar("One")


def evenly_spaced(cases: Sequence[One], limit: int | None) -> list[One]:
    """`limit` of the cases, from the first to the last at even distances, in their order; None: all.

    Corpora list one recording's clips after another and composites last, so the first few would be all of
    one kind.
    """
    if limit is None:
        return list(cases)
    count = min(limit, len(cases))
    return [cases[i] for i in np.unique(np.linspace(0, len(cases) - 1, count).round().astype(np.int64))]
