"""Body part, direction and seconds of steps whose sentences do not say them in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.plan_steps import plan_step
from kinemind.cot.trace import Trace
from kinemind.cot.verify.reading import read
from kinemind.language.plan import PlanStep

_OPEN = PlanStep("")
"""What reading a plan puts where nothing is said."""
_SAID = re.compile(
    r"[(;,]\s*(?:(?:whole|full)[ -]body|body|in place|on the spot|stationary|none)\s*(?=[,;)])", re.IGNORECASE
)


def with_fields(text: str, steps: Sequence[PlanStep], own: Sequence[PlanStep] = ()) -> tuple[PlanStep, ...]:
    """The steps read from a text; what it leaves open is that of the `own` plan of its author.

    Without an own step, body part and direction follow from the words.  A duration that nobody tells stays 0.
    """
    items = [item.text for item in read(Trace(text, ())).items]
    if len(items) != len(steps):
        items = [text] * len(steps)
    theirs: Sequence[PlanStep | None] = own if len(own) == len(steps) else [None] * len(steps)
    return tuple(_filled(*one) for one in zip(steps, items, theirs, strict=True))


def _filled(step: PlanStep, item: str, own: PlanStep | None) -> PlanStep:
    if (step.body_part, step.direction) != (_OPEN.body_part, _OPEN.direction) or _SAID.search(item):
        return step
    if own is not None:
        duration = step.duration or own.duration
        return replace(step, body_part=own.body_part, direction=own.direction, duration=duration)
    found = decompose(step.text)
    if not found:
        return step
    derived = plan_step(found[0], step.duration)
    return replace(step, body_part=derived.body_part, direction=derived.direction)
