"""Words that do not depend on what is done: openings, connectives, times, closings, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from random import Random

from kinemind.language.plan import PlanStep

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

_FIGURE = re.compile(rf"[0-9.]+|\b(?:{'|'.join(NUMBERS)}|left|right|its?|them|both wrists|wrists?|s)\b")

_PLAN_OF_ONE = (
    "One action fills {t:.1f} s.",
    "There is one action, {t:.1f} s long.",
    "A single action takes {t:.1f} s.",
    "Only one action is needed, {t:.1f} s in all.",
    "It is one action of {t:.1f} s.",
)
_PLAN_OF_MANY = (
    "{N} actions follow one another, {t:.1f} s in all.",
    "The motion has {n} parts, {t:.1f} s in all.",
    "{N} actions are needed, {t:.1f} s in all.",
    "There are {n} actions in {t:.1f} s.",
    "This takes {n} actions and {t:.1f} s in all.",
    "It falls into {n} parts, {t:.1f} s in all.",
)
_CLIP_OF_ONE = (
    "The clip lasts {t:.1f} s and shows one action.",
    "One action can be seen in {t:.1f} s.",
    "There is one action to be seen, {t:.1f} s long.",
    "Over {t:.1f} s the clip shows a single action.",
)
_CLIP_OF_MANY = (
    "The clip lasts {t:.1f} s and shows {n} actions.",
    "{N} actions can be seen in {t:.1f} s.",
    "In {t:.1f} s the clip shows {n} actions.",
    "The movement falls into {n} parts, {t:.1f} s in all.",
    "Over {t:.1f} s there are {n} actions to be seen.",
)
_PLAN_CLOSINGS = (
    "That makes {t:.1f} s.", "Together this takes {t:.1f} s.", "The whole comes to {t:.1f} s.",
)  # fmt: skip
_CLIP_CLOSINGS = (
    "Nothing else of note is seen.", "In this order they make up the clip.",
    "Together this takes {t:.1f} s.",
)  # fmt: skip

_SUBJECTS = (("the person", "the person"),) * 4 + (("a person", "the person"), ("the figure", "the figure"))
_GENDERS = (
    ("man", "he", re.compile(r"\b(?:man|guy|boy|he|his)\b")),
    ("woman", "she", re.compile(r"\b(?:woman|lady|girl|she|her)\b")),
)
_COMPARED = re.compile(
    r"\b(?:like|as|of)(?: if)? (?:an?|the)(?: [a-z]+,?){0,2}? (?:man|woman|lady|boy|girl|guy)\b"
)

_FIRST = ("", "", "", "First ", "To begin with, ", "At first ")
_NEXT = ("Then ", "Then ", "Next ", "After that ", "Now ", "Afterwards ")
_LAST = ("Then ", "Finally ", "In the end ", "Lastly, ", "At last ", "After that ")
_AGAIN = ("Again ", "Then again ", "After that again ")
_MEANWHILE = ("Meanwhile ", "At the same time ", "While doing so, ")


def opening(rng: Random, steps: tuple[PlanStep, ...], seconds: float, of_clip: bool) -> str:
    """How many actions there are in how many seconds."""
    one, many = (_CLIP_OF_ONE, _CLIP_OF_MANY) if of_clip else (_PLAN_OF_ONE, _PLAN_OF_MANY)
    count = in_words(len(steps))
    template = rng.choice(one if len(steps) == 1 else many)
    return template.format(t=seconds, n=count, N=count.capitalize())


def closing(rng: Random, seconds: float, of_clip: bool) -> str:
    return rng.choice(_CLIP_CLOSINGS if of_clip else _PLAN_CLOSINGS).format(t=seconds)


def subjects(rng: Random, caption: str) -> tuple[str, str]:
    """Who does it, first and afterwards: the man and woman of a caption stay what they are."""
    said = _COMPARED.sub(" ", caption.lower())
    for noun, pronoun, pattern in _GENDERS:
        if pattern.search(said):
            return f"the {noun}", pronoun
    return rng.choice(_SUBJECTS)


def connective(rng: Random, steps: tuple[PlanStep, ...], number: int) -> str:
    """What leads to step `number` (from 0) of a plan."""
    step = steps[number]
    if step.meanwhile:
        return rng.choice(_MEANWHILE)
    if len(steps) == 1:
        return ""
    if number == 0:
        return rng.choice(_FIRST)
    if steps[number - 1].text == step.text:
        return rng.choice(_AGAIN)
    return rng.choice(_LAST if number == len(steps) - 1 and number > 1 else _NEXT)


def times(rng: Random, start: float, end: float, seconds: float) -> str:
    """From when to when, seconds with one decimal."""
    if start <= 0 and end >= seconds:
        return rng.choice((f"From 0.0 to {end:.1f} s", f"Over the whole {end:.1f} s", f"For {end:.1f} s"))
    options = [f"From {start:.1f} to {end:.1f} s", f"Between {start:.1f} and {end:.1f} s"]
    if start <= 0:
        options += [f"Up to {end:.1f} s", f"In the first {end:.1f} s"]
    if end >= seconds:
        options += [f"From {start:.1f} s on", f"In the last {seconds - start:.1f} s"]
    return rng.choice(options)


def fresh(options: Sequence[str], said: Collection[str]) -> list[str]:
    """The options whose wording, figures aside, has not been used."""
    return [option for option in options if wording_of(option) not in said]


def wording_of(phrase: str) -> str:
    """A phrase without its figures and sides, so that two of the same make are known."""
    return " ".join(_FIGURE.sub("#", phrase).split())


def in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)
