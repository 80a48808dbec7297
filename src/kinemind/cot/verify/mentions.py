"""Sides named in passing, "the left wrist rises", "the path bends to the right", against the phases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kinemind.cot.verify.evidence import opposite
from kinemind.cot.verify.reading import Reading
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phases import Phase

EDGE = 0.15
"""Seconds of a phase in a step's time from which it counts."""

_MOVES = (
    r"(?:\w{1,12} ){0,3}?(?:ris\w{1,3}|rais\w{1,3}|rose|goes|go|going|comes?|coming|lift\w{0,3}|up|wav\w{1,3}"
    r"|swing\w{0,3}|shoots?|stretch\w{0,3}|reach\w{0,3}|kick\w{0,3}|punch\w{0,3}|moves?|moving)\b"
)
_LIMB = re.compile(
    r"(?<!\bthan )\b(left|right) (hand|wrist|arm|fist|foot|leg) (?!(?:is|stays?|hangs?|rests?|remains?"
    r"|keeps?|does) (?:still|down|low|not|at|on|by|beside|hanging|resting)\b)" + _MOVES,
    re.IGNORECASE,
)
_TURN = re.compile(
    r"\b(?:hips|shoulders|facing|heading|path|body|trunk|way|course) (?:\w{1,12} ){0,8}?"
    r"to the (left|right)\b",
    re.IGNORECASE,
)
_TURNING = re.compile(
    r"\b(?:turn|swing|swung|come|round|chang|bend|rotat|veer|curv|spin|pivot)", re.IGNORECASE
)
_ARM_LABELS = tuple(f"{kind}_{{}}_hand" for kind in ("raise", "wave", "reach")) + ("punch_{}",)


def judge_mentions(facts: Facts, reading: Reading, times: Timeline) -> Iterator[str]:
    """Sentences on limbs and turns that are named with the side that does not move."""
    for place, (item, window) in enumerate(zip(reading.items, times.windows, strict=True), 1):
        for match in _LIMB.finditer(item.text):
            side, limb = match[1].lower(), match[2].lower()
            labels = ("kick_{}",) if limb in ("foot", "leg") else _ARM_LABELS
            other = _other_only(facts.phases, [label.format(side) for label in labels], window)
            if other and not _shared(facts.phases, labels, window):
                yield _sentence(place, f"the {side} {limb}", other)
        for match in _TURN.finditer(item.text):
            side = match[1].lower()
            if _TURNING.search(match[0]):
                other = _other_only(facts.phases, [f"turn_{side}"], window)
                if other:
                    yield _sentence(place, f"a turn to the {side}", other)


def _other_only(phases: tuple[Phase, ...], labels: list[str], window: Window | None) -> Phase | None:
    """A phase of the other side, where none of the claimed side lies in the window (or anywhere near)."""
    against = [opposite(label) for label in labels]
    if any(_inside(p, window, 0.0) for p in phases if p.label in labels):
        return None
    found = [p for p in phases if p.label in against and _inside(p, window, EDGE)]
    return found[0] if found else None


def _shared(phases: tuple[Phase, ...], labels: tuple[str, ...], window: Window | None) -> bool:
    """Whether a phase of both hands lies in the window."""
    both = {label.format("both") + "s" for label in labels if label.endswith("_hand")}
    return any(p.label in both and _inside(p, window, 0.0) for p in phases)


def _inside(phase: Phase, window: Window | None, least: float) -> bool:
    return window is None or window.overlap(phase.start, phase.end) > least


def _sentence(place: int, said: str, phase: Phase) -> str:
    return (
        f"step {place} speaks of {said}, the motion shows {phase.label.replace('_', ' ')!r} "
        f"from {phase.start:.1f} to {phase.end:.1f} s"
    )
