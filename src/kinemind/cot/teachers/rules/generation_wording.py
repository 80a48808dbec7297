"""The words of a t2m trace: the plan of a motion that is to be made."""

from __future__ import annotations

from random import Random

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.causes import causes
from kinemind.cot.teachers.rules.details import details
from kinemind.cot.teachers.rules.phrases import closing, connective, fresh, opening, subjects, wording_of
from kinemind.cot.teachers.rules.steps import Told
from kinemind.language.plan import PlanStep

DETAILED, REASONED, CLOSED = 0.85, 0.25, 0.2
"""Shares of the steps with a detail where one was measured (that is half of all), with a cause, and of traces
with a closing sentence."""


def word_plan(told: tuple[Told, ...], caption: str, rng: Random, careful: bool, brief: bool) -> str:
    """The plan in sentences that `parse_plan` reads back; `careful`: no details, `brief`: no causes."""
    steps = tuple(t.step for t in told)
    seconds = max(t.end for t in told)
    first, then = subjects(rng, caption)
    sentences = [opening(rng, steps, seconds, of_clip=False)]
    said: set[str] = set()
    for number, t in enumerate(told):
        following = told[number + 1].sub if number + 1 < len(told) else None
        tail = _tail(t, following, rng, said, careful, brief)
        subject = first if number == 0 else then
        lead = f"{connective(rng, steps, number)}{subject}"
        sentences.append(f"{number + 1}. {lead[0].upper()}{lead[1:]} {t.step.text} {fields(t.step)}{tail}.")
    if not brief and rng.random() < CLOSED:
        sentences.append(closing(rng, seconds, of_clip=False))
    return " ".join(sentences)


def fields(step: PlanStep) -> str:
    """Body part, direction and duration in brackets."""
    return f"({step.body_part}, {step.direction}, {step.duration:.1f} s)"


def _tail(
    t: Told, following: SubAction | None, rng: Random, said: set[str], careful: bool, brief: bool
) -> str:
    """A measured detail, a cause, both or neither; nothing that has been `said` in this trace."""
    detail = cause = ""
    if not careful and rng.random() < DETAILED and (options := fresh(details(t.sub, t.measured), said)):
        detail = rng.choice(options)
        said.add(wording_of(detail))
    if not brief and rng.random() < REASONED and (options := fresh(causes(t.sub, following), said)):
        cause = rng.choice(options)
        said.add(wording_of(cause))
    tail = f", {detail}" if detail else ""
    if cause:
        tail += f" {cause}" if cause.startswith("to ") else f", {cause}"
    return tail
