"""The plan inside `<think>`: ordered sub-actions with body part, direction and duration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinemind.motion import Step

BODY_PARTS = (
    "legs", "left leg", "right leg", "left arm", "right arm", "both arms", "torso", "whole body",
)  # fmt: skip
DIRECTIONS = ("forward", "backward", "left", "right", "up", "down", "in place")

MAX_STEPS = 16
MAX_DURATION = 600.0
"""Seconds; what a model writes beyond it is cut to it."""

_ITEM = re.compile(r"(?:^|(?<=\s))[0-9]{1,2}[.)]\s+(?=\S)")
_DURATION = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(?:s|sec|secs|second|seconds)\b")


@dataclass(frozen=True)
class PlanStep:
    """One sub-action: what is done, with which part of the body, where to, for how many seconds."""

    text: str
    body_part: str = "whole body"
    direction: str = "in place"
    duration: float = 0.0

    def mirror(self) -> PlanStep:
        """Left and right swapped, in the words as in a caption's."""
        from kinemind.augmentation.captions import mirror_caption  # only data sets are mirrored

        return replace(
            self,
            text=mirror_caption(self.text),
            body_part=mirror_caption(self.body_part),
            direction=mirror_caption(self.direction),
        )


def write_plan(steps: Sequence[PlanStep]) -> str:
    """Compact English that `parse_plan` reads back.

    >>> write_plan([PlanStep("walks forward", "legs", "forward", 1.8)])
    '1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s.'
    """
    # the total is that of the rounded durations, so that a reader's sum agrees with it
    total = sum(round(step.duration, 1) for step in steps)
    head = f"{len(steps)} step{'s' if len(steps) != 1 else ''}, {total:.1f} s."
    items = [
        f"{number}. {_field(step.text)}; {_field(step.body_part)}; {_field(step.direction)}; "
        f"{step.duration:.1f} s."
        for number, step in enumerate(steps, 1)
    ]
    return " ".join([head, *items])


def parse_plan(text: str) -> tuple[PlanStep, ...]:
    """The steps of a plan; tolerant: missing fields take their defaults, text without a plan gives ().

    At most MAX_STEPS steps are read.  Never raises.
    """
    steps = []
    for item in _ITEM.split(text)[1 : MAX_STEPS + 1]:
        fields = [field.strip(" .\n\t") for field in item.split(";")]
        fields = [field for field in fields if field]
        found = _DURATION.fullmatch(fields[-1]) if fields else None
        if found is None and fields:
            found = _DURATION.search(fields[-1])
        duration = min(float(found[1]), MAX_DURATION) if found else 0.0
        if found and found.span() == (0, len(fields[-1])):
            fields.pop()
        if not fields:
            continue
        part = fields[1] if len(fields) > 1 else "whole body"
        direction = fields[2] if len(fields) > 2 else "in place"
        steps.append(PlanStep(fields[0], part, direction, duration))
    return tuple(steps)


def to_steps(plan: Sequence[PlanStep], total_seconds: float) -> tuple[Step, ...]:
    """The plan's sub-actions with start and end in seconds, scaled to the motion's real length.

    Steps without a duration share in equal parts where no step has one, otherwise they get the mean.
    """
    if not plan:
        return ()
    known = [step.duration for step in plan if step.duration > 0]
    filler = sum(known) / len(known) if known else 1.0
    shares = [step.duration if step.duration > 0 else filler for step in plan]
    scale = total_seconds / sum(shares)
    steps, start = [], 0.0
    for number, (step, share) in enumerate(zip(plan, shares, strict=True), 1):
        end = total_seconds if number == len(plan) else start + share * scale
        steps.append(Step(step.text, start, end))
        start = end
    return tuple(steps)


def _field(text: str) -> str:
    """Fit for one field: no separator, no final stop, one line."""
    return " ".join(text.replace(";", ",").split()).strip(" .")
