"""From when to when each step of a trace is said to last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.verify.claims import Claim
from kinemind.cot.verify.reading import Reading

_MEANWHILE = re.compile(
    r"\b(?:meanwhile|at the same time|simultaneously|all the while|throughout|during this|in the meantime"
    r"|while doing so|as (?:they|he|she|it) (?:do|does|go|goes)|at once)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Window:
    """Seconds; `certain` where the trace states the times itself (fields or words), not by way of a sum."""

    start: float
    end: float

    def overlap(self, start: float, end: float) -> float:
        return max(0.0, min(self.end, end) - max(self.start, start))


@dataclass(frozen=True)
class Timeline:
    """`windows` a step, None where its time is not told; `starts`, `ends`, `durations` as stated."""

    windows: tuple[Window | None, ...]
    starts: tuple[Claim | None, ...]
    ends: tuple[Claim | None, ...]
    durations: tuple[Claim | None, ...]
    meanwhile: tuple[bool, ...]

    @property
    def total(self) -> float | None:
        """The sum of the durations of steps that follow one another; None where one is not told."""
        if not self.durations or any(d is None for d in self.durations):
            return None
        return sum(
            d.range.middle
            for d, beside in zip(self.durations, self.meanwhile, strict=True)
            if d is not None and not beside
        )


def timeline(reading: Reading, claims: Sequence[Claim]) -> Timeline:
    """The stated times of every item and the windows that follow from them."""
    places = range(1, len(reading.items) + 1)
    first = {
        kind: {c.step: c for c in reversed(claims) if c.kind == kind} for kind in ("start", "end", "duration")
    }
    # the field goes before a duration in words, which may be that of a part ("holds it for two seconds")
    fields = {c.step: c for c in claims if c.kind == "duration" and c.unit == "field"}
    durations = {**first["duration"], **fields}
    beside = tuple(is_meanwhile(reading, place) for place in places)
    windows: list[Window | None] = []
    clock: float | None = 0.0
    for place in places:
        start_claim, end_claim = first["start"].get(place), first["end"].get(place)
        length = durations.get(place)
        before = windows[-1] if windows else None
        start = start_claim.range.middle if start_claim else clock
        if start_claim is None and beside[place - 1]:
            start = before.start if before else None
        end = end_claim.range.middle if end_claim else None
        if end is None and start is not None and length is not None:
            end = start + length.range.middle
        if start is None and end is not None and length is not None:
            start = end - length.range.middle
        windows.append(Window(start, end) if start is not None and end is not None and end > start else None)
        if not beside[place - 1] or end is None:
            clock = end
    return Timeline(
        tuple(windows),
        tuple(first["start"].get(p) for p in places),
        tuple(first["end"].get(p) for p in places),
        tuple(durations.get(p) for p in places),
        beside,
    )


def is_meanwhile(reading: Reading, place: int) -> bool:
    """Whether an item (from 1) is said to go on during the one before it."""
    if place < 2:
        return False
    item = reading.items[place - 1]
    return bool(_MEANWHILE.search(item.text)) or any(action.meanwhile for action in item.actions[:1])
