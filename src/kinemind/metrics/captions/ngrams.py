"""Counting runs of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Ngram = tuple[str, ...]


def count_ngrams(words: Sequence[str], order: int) -> Counter[Ngram]:
    """How often each run of `order` words occurs."""
    row = tuple(words)
    return Counter(row[start : start + order] for start in range(len(row) - order + 1))
