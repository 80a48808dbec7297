"""Which multi-step motions the augmentation makes, and in what shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

TURNS = frozenset(("walk-turn-left", "walk-turn-right", "jog-left-circle", "jog-right-circle"))
REST = "rest"
"""Standing at rest: no label of the corpus, but stretches of clips that stand between two movements."""
SLOWING = "slowing"
"""A short walk between a run and a stop: pieces of the clips labelled `walk`."""
LOCOMOTION = TURNS | {"walk", "walk-back", "run", "dash", SLOWING}
MOST_PARTS = 4
LAST_ONLY = frozenset(("lie-down",))
"""Contents that end as no other begins."""
GESTURES: dict[str, float] = {
    "wave-left-hand": 1.0, "wave-right-hand": 1.0, "wave-both-hands": 0.8, "raise-up-left-hand": 0.8,
    "raise-up-right-hand": 0.8, "raise-up-both-hands": 0.9, "bow": 1.8, "kick-left-front": 1.2,
    "kick-right-front": 1.2, "squat": 1.3,
}  # fmt: skip
"""What a standing body does, with weights: what is rare in the corpus is wanted more."""


@dataclass(frozen=True)
class OtherSide:
    """The content of an earlier slot, done with the other side: the right hand up, then the left one."""

    slot: int


Slot = Mapping[str, float] | int | OtherSide
"""Contents with weights; or the number of an earlier slot, whose content comes once more."""

_G = GESTURES
_WALK, _BACK, _RUN, _REST, _SLOWING = (
    {"walk": 1.0},
    {"walk-back": 1.0},
    {"run": 1.0},
    {REST: 1.0},
    {SLOWING: 1.0},
)
_LIE = {"lie-down": 1.0}
_TURN = {"walk-turn-left": 1.0, "walk-turn-right": 1.0}
_CURVE = {**_TURN, "jog-left-circle": 0.6, "jog-right-circle": 0.6}
_WAY = {"walk": 2.0, "walk-back": 1.0}
_SIDED = {content: 1.0 for content in GESTURES if "left" in content or "right" in content}


@dataclass(frozen=True)
class Group:
    """Sequences of one kind: patterns of slots with their weights, and the group's part of all composites."""

    part: float
    patterns: tuple[tuple[float, tuple[Slot, ...]], ...]


GROUPS: dict[str, Group] = {
    "run-turn": Group(6, ((1.0, ({"run": 3.0, "dash": 0.5}, _CURVE)),)),
    "walk-gesture": Group(7, ((1.0, (_WALK, _G)),)),
    "back-gesture": Group(4, ((1.0, (_BACK, _G)),)),
    "turn-gesture": Group(4, ((1.0, (_TURN, _G)),)),
    "gesture-walk": Group(5, ((1.0, (_G, _WALK)),)),
    "gesture-gesture": Group(9, ((1.0, (_G, _G)),)),
    "walk-and-gestures": Group(7, ((2.0, (_WALK, _G, _G)), (1.0, (_G, _WALK, _G)), (2.0, (_G, _G, _WALK)))),
    "three-gestures": Group(11, ((3.0, (_G, _G, _G)), (1.4, (_G, _G, 0)))),
    "gesture-back-gesture": Group(6, ((1.0, (_G, _BACK, _G)),)),
    "both-sides": Group(
        9,
        (
            (2.0, (_SIDED, OtherSide(0))),
            (1.0, (_WALK, _SIDED, OtherSide(1))),
            (1.0, (_SIDED, OtherSide(0), _WALK)),
            (1.5, (_SIDED, OtherSide(0), _G)),
            (1.5, (_SIDED, OtherSide(0), _WALK, _G)),
        ),
    ),
    "turns": Group(
        11,
        (
            (3.0, (_WALK, _TURN, _WALK)),
            (2.5, (_RUN, _TURN, _WALK)),
            (2.0, (_WALK, _TURN, _TURN)),
            (3.0, (_WALK, _TURN, _TURN, _REST)),
            (3.0, (_TURN, _TURN, _G)),
            (1.0, (_WALK, _TURN, _REST)),
        ),
    ),
    "turn-stop-gesture": Group(6, ((3.0, (_WALK, _TURN, _REST, _G)), (1.0, (_WALK, _TURN, _G)))),
    "stop-gesture": Group(
        9,
        (
            (1.5, (_WAY, _REST, _G)),
            (2.0, (_RUN, _SLOWING, _REST, _G)),
            (1.0, (_RUN, _SLOWING, _G)),
            (0.3, (_WALK, _REST, _WALK)),
            (0.4, (_WAY, _REST)),
        ),
    ),
    "stop-two-gestures": Group(6, ((1.0, (_WAY, _REST, _G, _G)),)),
    "gaits": Group(4, ((3.0, (_WALK, _RUN)), (1.0, (_RUN, _WALK)))),
    "lie": Group(3, ((2.0, (_WALK, _REST, _LIE)), (1.0, (_WALK, _LIE)), (0.7, (_G, _LIE)))),
    "four": Group(
        6, ((2.0, (_G, _G, _WALK, _G)), (0.4, (_G, _G, _G, _G)), (1.0, (_WALK, _G, _G, _G)),
            (0.7, (_G, _BACK, _REST, _G))),
    ),
}  # fmt: skip
"""The kinds of sequences; the parts are relative to one another."""


def draw(group: Group, rng: np.random.Generator) -> tuple[str, ...]:
    """A sequence of the group at random; no content follows itself."""
    weights = np.array([weight for weight, _ in group.patterns])
    slots = group.patterns[int(rng.choice(len(weights), p=weights / weights.sum()))][1]
    contents: list[str] = []
    for slot in slots:
        if isinstance(slot, int):
            contents.append(contents[slot])
            continue
        if isinstance(slot, OtherSide):
            contents.append(other_side(contents[slot.slot]))
            continue
        options = [content for content in slot if content not in contents[-1:]]
        chances = np.array([slot[content] for content in options])
        contents.append(options[int(rng.choice(len(options), p=chances / chances.sum()))])
    return tuple(_with_arms_down(contents))


def other_side(content: str) -> str:
    """The content of a mirrored clip."""
    swap = {"left": "right", "right": "left"}
    return "-".join(swap.get(part, part) for part in content.split("-"))


def _with_arms_down(contents: list[str]) -> list[str]:
    """A rest between a squat and hands that go up, since the clips squat with the arms held out, and between
    a kick and a squat, since one ends in a fighter's stance."""
    found: list[str] = []
    for content in contents:
        last = found[-1] if found else ""
        from_arms_out = last == "squat" and content.startswith(("wave", "raise"))
        from_stance = last.startswith("kick") and content == "squat"
        if (from_arms_out or from_stance) and len(contents) < MOST_PARTS:
            found.append(REST)
        found.append(content)
    return found[:MOST_PARTS]
