"""The plan inside `<think>`: ordered sub-actions with body part, direction and duration."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.language.plan_reading import read_items
from kinemind.language.plan_step import BODY_PARTS, DIRECTIONS, PlanStep
from kinemind.motion import Step

__all__ = ["BODY_PARTS", "DIRECTIONS", "MAX_STEPS", "PlanStep", "parse_plan", "to_steps", "write_plan"]

MAX_STEPS = 16


def write_plan(steps: Sequence[PlanStep]) -> str:
    """Compact English that `parse_plan` reads back.

    >>> write_plan([PlanStep("walks forward", "legs", "forward", 1.8)])
    '1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s.'
    """
    # the total is that of the rounded durations, so that a reader's sum agrees with it
    total = sum(round(step.duration, 1) for step in steps if not step.meanwhile)
    head = f"{len(steps)} step{'s' if len(steps) != 1 else ''}, {total:.1f} s."
    items = [
        f"{number}. {'meanwhile ' if step.meanwhile else ''}{_field(step.text)}; {_field(step.body_part)}; "
        f"{_field(step.direction)}; {step.duration:.1f} s."
        for number, step in enumerate(steps, 1)
    ]
    return " ".join([head, *items])


def parse_plan(text: str) -> tuple[PlanStep, ...]:
    """The steps of a plan; tolerant: missing fields take their defaults, text without a plan gives ().

    Reads numbered items in three forms: `walks forward; legs; forward; 1.8 s`, the sentence `Then the
    person walks forward (legs, forward, 1.8 s), taking three steps`, and free text.  At most MAX_STEPS
    steps are read.  Never raises.

    >>> parse_plan("One action, 1.8 s. 1. The person walks forward (legs, forward, 1.8 s), slowly.")
    (PlanStep(text='walks forward', body_part='legs', direction='forward', duration=1.8, meanwhile=False),)
    """
    return tuple(read_items(text, MAX_STEPS))


def to_steps(plan: Sequence[PlanStep], total_seconds: float) -> tuple[Step, ...]:
    """The plan's sub-actions with start and end in seconds, scaled to the motion's real length.

    Steps without a duration share in equal parts where no step has one, otherwise they get the mean.  A step
    that goes on meanwhile starts with the one before it and takes no time of its own.
    """
    if not plan:
        return ()
    own = [number == 0 or not step.meanwhile for number, step in enumerate(plan)]
    known = [step.duration for step, counts in zip(plan, own, strict=True) if counts and step.duration > 0]
    filler = sum(known) / len(known) if known else 1.0
    shares = [step.duration if step.duration > 0 else filler for step in plan]
    scale = total_seconds / sum(share for share, counts in zip(shares, own, strict=True) if counts)
    steps: list[Step] = []
    last = max(number for number, counts in enumerate(own) if counts)
    start = end = 0.0
    for number, (step, share) in enumerate(zip(plan, shares, strict=True)):
        if own[number]:
            start, end = end, total_seconds if number == last else end + share * scale
            steps.append(Step(step.text, start, end))
        else:
            steps.append(Step(step.text, start, min(start + share * scale, total_seconds)))
    return tuple(steps)


def _field(text: str) -> str:
    """Fit for one field: no separator, no final stop, one line."""
    return " ".join(text.replace(";", ",").split()).strip(" .")
