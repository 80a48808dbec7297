"""The words of an m2t trace: what is observed in a motion, and what follows from it."""

from __future__ import annotations

from random import Random

from kinemind.cot.teachers.rules.evidence import evidence
from kinemind.cot.teachers.rules.generation_wording import fields
from kinemind.cot.teachers.rules.phrases import (
    closing,
    connective,
    fresh,
    opening,
    subjects,
    times,
    wording_of,
)
from kinemind.cot.teachers.rules.steps import Told

CONCLUDED, CLOSED = 0.55, 0.15
"""Shares of steps that give the evidence first, and of traces with a closing sentence."""


def word_observation(told: tuple[Told, ...], caption: str, rng: Random, careful: bool, brief: bool) -> str:
    """Each step from when to when, with what the joints show and the action that follows from it."""
    steps = tuple(t.step for t in told)
    seconds = max(t.end for t in told)
    first, then = subjects(rng, caption)
    sentences = [opening(rng, steps, seconds, of_clip=True)]
    said: set[str] = set()
    for number, t in enumerate(told):
        subject = first if number == 0 else then
        lead = (
            connective(rng, steps, number) if t.step.meanwhile else f"{times(rng, t.start, t.end, seconds)} "
        )
        clauses = evidence(t.sub, t.measured, cautious=careful)
        options = fresh(clauses.options, said) or clauses.options
        seen = rng.choice(options) if options else ""
        said.add(wording_of(seen))
        action = f"{subject} {t.step.text} {fields(t.step)}"
        concluded = clauses.telling and rng.random() < CONCLUDED
        sentence = (
            f"{lead}{seen}, so {action}" if concluded else f"{lead}{action}{f': {seen}' if seen else ''}"
        )
        sentences.append(f"{number + 1}. {sentence[0].upper()}{sentence[1:]}.")
    if not brief and rng.random() < CLOSED:
        sentences.append(closing(rng, seconds, of_clip=True))
    return " ".join(sentences)
