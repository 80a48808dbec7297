"""Which sub-actions of a text are those of another: an alignment in order, with sides and directions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.decompose.sub_action import SubAction

ALIKE = (
    frozenset(("hop", "jump")),
    frozenset(("crouch", "squat", "bend", "kneel")),
    frozenset(("bow", "bend")),
    frozenset(("pick_up", "bend")),
    frozenset(("reach", "point", "stretch")),
    frozenset(("reach", "raise", "stretch")),
    frozenset(("throw", "push")),
    frozenset(("swing", "rotate_arms")),
    frozenset(("swing", "wave")),
    frozenset(("stand", "balance")),
    frozenset(("play", "swing")),
    frozenset(("gesture", "point", "reach")),
    frozenset(("gesture", "raise")),
    frozenset(("gesture", "wave")),
    frozenset(("lift", "pick_up")),
    frozenset(("lift", "raise")),
    frozenset(("touch", "reach", "catch")),
)
"""Actions that words do not keep apart."""
_OPPOSITE = {"left": "right", "right": "left", "forward": "backward", "backward": "forward"}
_SIDES = re.compile(
    r"(?<!\ball )\b(left|right)\b(?! (?:away|now|there|here|after|before|next)\b)", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]{3,24}")
_EMPTY = frozenset((
    "the", "and", "with", "then", "they", "their", "them", "his", "her", "its", "person", "while", "from",
    "into", "for", "after", "before", "someone", "figure", "man", "woman", "human", "character", "individual",
    "does", "makes", "performs", "doing", "making", "body", "legs", "arm", "arms",
))  # fmt: skip


@dataclass(frozen=True)
class Alignment:
    """Indices: `pairs` (asked, told) in order, `crossed` pairs out of order, `missing` of asked, `added` of
    told."""

    pairs: tuple[tuple[int, int], ...]
    crossed: tuple[tuple[int, int], ...]
    missing: tuple[int, ...]
    added: tuple[int, ...]


def same_action(a: SubAction, b: SubAction) -> bool:
    """Whether both can name the same doing, whatever its side."""
    if a.action == "other" or b.action == "other":
        return shared_words(a.text, b.text) >= 0.5
    return a.action == b.action or any(a.action in alike and b.action in alike for alike in ALIKE)


def clash(a: SubAction, b: SubAction) -> str:
    """What contradicts in two sub-actions of the same doing: "side", "direction" or ""."""
    if a.side and b.side and a.side != b.side:
        return "side"
    if a.direction and _OPPOSITE.get(a.direction) == b.direction:
        return "direction"
    return ""


def agree(a: SubAction, b: SubAction) -> bool:
    return same_action(a, b) and not clash(a, b)


def align(asked: Sequence[SubAction], told: Sequence[SubAction]) -> Alignment:
    """The longest alignment in order, then what agrees out of order."""
    fits = [[agree(a, t) + (0.25 if a.action == t.action else 0.0) for t in told] for a in asked]
    rows, columns = len(asked), len(told)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            taken = best[i + 1][j + 1] + fits[i][j] if fits[i][j] >= 1 else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if fits[i][j] >= 1 and best[i][j] == best[i + 1][j + 1] + fits[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    missing = [i for i in range(rows) if i not in {pair[0] for pair in pairs}]
    added = [j for j in range(columns) if j not in {pair[1] for pair in pairs}]
    crossed = []
    for i in tuple(missing):
        partner = next((j for j in added if fits[i][j] >= 1), None)
        if partner is not None:
            crossed.append((i, partner))
            missing.remove(i)
            added.remove(partner)
    return Alignment(tuple(pairs), tuple(crossed), tuple(missing), tuple(added))


def sides_apart(a: str, b: str) -> bool:
    """Whether both texts name sides and none of them is the same."""
    first, second = ({m.lower() for m in _SIDES.findall(text)} for text in (a, b))
    return bool(first and second and not first & second)


def shared_words(a: str, b: str) -> float:
    """Share of the content words of the shorter text that the other has too (by their first five letters)."""
    first, second = _stems(a), _stems(b)
    fewer = min(len(first), len(second))
    return len(first & second) / fewer if fewer else 0.0


def _stems(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.lower()[:400]) if word not in _EMPTY}
