"""The second wording's openings, connectives, times and closings: notes, where the first tells sentences."""

from __future__ import annotations

from random import Random

from kinemind.cot.teachers.rules.phrases import in_words
from kinemind.language.plan import PlanStep

_PLAN_OF_ONE = ("Plan: one action, {t:.1f} s.", "One part, {t:.1f} s.", "To do: one action in {t:.1f} s.")
_PLAN_OF_MANY = (
    "Plan: {n} actions, {t:.1f} s.",
    "{N} parts, {t:.1f} s.",
    "To do: {n} actions in {t:.1f} s.",
)
_CLIP_OF_ONE = ("Seen: one action, {t:.1f} s.", "One part in {t:.1f} s.", "Clip of {t:.1f} s: one action.")
_CLIP_OF_MANY = (
    "Seen: {n} actions, {t:.1f} s.",
    "{N} parts in {t:.1f} s.",
    "Clip of {t:.1f} s: {n} actions.",
)
_NEXT = ("next, ", "then: ", "following that, ")
_LAST = ("last, ", "to finish, ", "to end, ")
_AGAIN = ("again, ", "and again: ")
_MEANWHILE = ("simultaneously, ", "meanwhile: ")


def note_opening(rng: Random, steps: tuple[PlanStep, ...], seconds: float, of_clip: bool) -> str:
    """How many actions in how many seconds, as a heading."""
    one, many = (_CLIP_OF_ONE, _CLIP_OF_MANY) if of_clip else (_PLAN_OF_ONE, _PLAN_OF_MANY)
    count = in_words(len(steps))
    return rng.choice(one if len(steps) == 1 else many).format(t=seconds, n=count, N=count.capitalize())


def note_connective(rng: Random, steps: tuple[PlanStep, ...], number: int) -> str:
    """What leads to step `number` (from 0); nothing where its number says enough."""
    step = steps[number]
    if step.meanwhile:
        return rng.choice(_MEANWHILE)
    if number == 0:
        return ""
    if steps[number - 1].text == step.text:
        return rng.choice(_AGAIN)
    return rng.choice(_LAST) if number == len(steps) - 1 and number > 1 else rng.choice(("", *_NEXT))


def note_times(start: float, end: float) -> str:
    """From when to when, seconds with one decimal."""
    return f"from {start:.1f} s to {end:.1f} s: "
