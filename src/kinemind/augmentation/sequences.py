"""Which multi-step motions the augmentation makes, and in what shares."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

TURNS = frozenset(("walk-turn-left", "walk-turn-right", "jog-left-circle", "jog-right-circle"))
LOCOMOTION = TURNS | {"walk", "walk-back", "run", "dash"}
GESTURES: dict[str, float] = {
    "wave-left-hand": 1.0, "wave-right-hand": 1.0, "wave-both-hands": 0.7, "raise-up-left-hand": 0.6,
    "raise-up-right-hand": 0.6, "raise-up-both-hands": 0.6, "bow": 2.0, "kick-left-front": 1.3,
    "kick-right-front": 1.3, "squat": 0.7,
}  # fmt: skip
"""What a standing body does, with weights: what is rare in the corpus is wanted more."""

_SHARES = {"run-turn": 0.14, "walk-gesture": 0.26, "back-gesture": 0.1, "turn-gesture": 0.08,
           "gesture-walk": 0.08, "gesture-gesture": 0.2, "three": 0.14}  # fmt: skip


@dataclass(frozen=True)
class Sequence:
    """Content labels in order, and the share of all composites that it should have."""

    contents: tuple[str, ...]
    share: float


def sequences() -> tuple[Sequence, ...]:
    """The wanted sequences; shares add up to 1."""
    groups: dict[str, dict[tuple[str, ...], float]] = {
        "run-turn": {
            (first, turn): (3.0 if first == "run" else 0.5) * (1.5 if "walk" in turn else 1.0)
            for first in ("run", "dash")
            for turn in sorted(TURNS)
        },
        "walk-gesture": {("walk", g): w for g, w in GESTURES.items()},
        "back-gesture": {("walk-back", g): w for g, w in GESTURES.items()},
        "turn-gesture": {
            (turn, g): w for turn in ("walk-turn-left", "walk-turn-right") for g, w in GESTURES.items()
        },
        "gesture-walk": {(g, "walk"): w for g, w in GESTURES.items()},
        "gesture-gesture": {(a, b): GESTURES[a] * GESTURES[b] for a, b in permutations(GESTURES, 2)},
        "three": {
            **{("walk", a, b): GESTURES[a] * GESTURES[b] for a, b in permutations(GESTURES, 2)},
            **{(a, "walk", b): 0.5 * GESTURES[a] * GESTURES[b] for a, b in permutations(GESTURES, 2)},
        },
    }
    found = []
    for name, group in groups.items():
        total = sum(group.values())
        found += [Sequence(contents, _SHARES[name] * weight / total) for contents, weight in group.items()]
    return tuple(found)
