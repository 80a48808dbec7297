"""Turns told clockwise or counterclockwise, against the caption and the measured turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.verify.reading import Reading
from kinemind.cot.verify.relevance import Told
from kinemind.cot.verify.timeline import Timeline
from kinemind.kinematics.facts import Facts

SMALL = 20.0
"""Degrees of net turning that contradict the other way where no turn was found."""

_CLOCK = re.compile(r"\b(?P<against>(?:anti|counter)[- ]?)?clockwise\b", re.IGNORECASE)
_LIMB = re.compile(r"\b(?:arms?|hands?|wrists?|fists?|head|foot|ankle)\b[^.;,]{0,40}$", re.IGNORECASE)


def judge_turning(
    facts: Facts | None, asked: Sequence[SubAction], told: Sequence[Told], reading: Reading, times: Timeline
) -> Iterator[str]:
    """Sentences on turns whose clock runs the wrong way."""
    for place, (item, window) in enumerate(zip(reading.items, times.windows, strict=True), 1):
        for match in _CLOCK.finditer(item.text):
            if _LIMB.search(item.text[: match.start()]):
                continue  # arms go round as well
            way, other = ("left", "right") if match["against"] else ("right", "left")
            if facts is None:
                said = {a.direction for a in asked if a.action == "turn"} & {"left", "right"}
                if said == {other}:
                    yield f"step {place} turns {match[0]}, the caption turns {other}"
                continue
            near = [
                p for p in facts.phases
                if p.label in ("turn_left", "turn_right")
                and (window is None or window.overlap(p.start, p.end) > 0.3)
            ]  # fmt: skip
            net = facts.turns.net * (1 if way == "left" else -1)
            if (near and all(p.label == f"turn_{other}" for p in near)) or (not near and net < -SMALL):
                yield f"step {place} turns {match[0]} (to the {way}), the motion turns to the {other}"
            elif any(
                t.action.direction == other and t.action.action == "turn" for t in told if t.step == place
            ):
                yield f"step {place} turns {other} and {match[0]}"
