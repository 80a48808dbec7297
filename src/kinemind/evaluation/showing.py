"""Which takes of an evaluation are shown as pictures: the best, the median and the worst by its evaluator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

EACH = 3


def shown(scores: Float[np.ndarray, " N"], each: int = EACH) -> list[tuple[str, Int[np.ndarray, " K"]]]:
    """Places of the `each` best, those around the median and the worst, by falling score, none twice."""
    order = np.argsort(-scores, kind="stable")
    each = min(each, max(1, len(order) // 3))
    middle = (len(order) - each) // 2
    sections = [("Best", order[:each]), ("Median", order[middle : middle + each]), ("Worst", order[-each:])]
    seen: set[int] = set()
    found = []
    for name, rows in sections:
        own = [int(row) for row in rows if int(row) not in seen]
        seen.update(own)
        found.append((name, np.array(own, np.int64)))
    return found


def readable(text: str, words: int = 40) -> str:
    """The text, cut after so many words."""
    parts: Sequence[str] = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")
