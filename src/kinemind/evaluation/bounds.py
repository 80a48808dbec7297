"""What knowing only a part of the labels would reach in the pools of the protocol `bench`, computed.

Whoever knows only the content of a case cannot tell it from the others of that content in its pool and
names one of them by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from jaxtyping import Float, Int

from kinemind.evaluation.cases import Case

_SIDES = ("left", "right", "both")


def without_side(content: object) -> str:
    """A content label without its side: `raise-up-left-hand` → `raise-up-hand`."""
    return "-".join(word for word in str(content).split("-") if word not in _SIDES)


def _content(label: tuple[Hashable, ...]) -> Hashable:
    return without_side(label[0])


def _content_and_side(label: tuple[Hashable, ...]) -> Hashable:
    return label[0]


def _content_and_style(label: tuple[Hashable, ...]) -> Hashable:
    return without_side(label[0]), label[1]


Known = Callable[[tuple[Hashable, ...]], Hashable]
BOUNDS: dict[str, Known] = {
    "knows_content": _content,
    "knows_content_and_side": _content_and_side,
    "knows_content_and_style": _content_and_style,
}
"""Row of the report → what is known of a label (content, style, side); of a composite, of each part's."""


def known_part(case: Case, reduce: Known) -> Hashable:
    """What is known of a case."""
    if case.kind == "composite":
        return tuple(reduce(part) for part in case.key if isinstance(part, tuple))
    return reduce(case.key)


def is_labelled(cases: Sequence[Case]) -> bool:
    """Whether every case has labels (content, style, side) to know."""
    return all(len(part) == 3 for c in cases for part in (c.key if c.kind == "composite" else (c.key,)))  # type: ignore[arg-type]


def expected_r_precision(
    known: Sequence[Hashable], pools: Int[np.ndarray, "N P"], top_k: int = 3
) -> Float[np.ndarray, " K"]:
    """Expected share of queries whose right candidate is among k drawn from those that look right, 0 to 1.

    `known[i]` is what is known of case i; candidates of equal knowledge are drawn from by chance.
    """
    numbers: dict[Hashable, int] = {}
    code = np.array([numbers.setdefault(one, len(numbers)) for one in known])
    alike = (code[pools] == code[pools[:, :1]]).sum(1)
    return np.minimum(np.arange(1, top_k + 1) / alike[:, None], 1.0).mean(0)
