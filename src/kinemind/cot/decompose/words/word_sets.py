"""Sets of words written as one string."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """A set of words written as one string."""
    return frozenset(text.split())
