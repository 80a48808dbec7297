"""The second wording of the rules teacher: the same steps, times and facts, noted instead of told.

For the ablation "a second wording of the teacher": Motion-R1 (arXiv 2506.10353) compares the chains of two
language models; here one set of rules words the same chains twice, so nothing but the words differs.
"""

from __future__ import annotations

from random import Random

from kinemind.cot.teachers.rules.causes import causes
from kinemind.cot.teachers.rules.generation_wording import DETAILED, REASONED, fields
from kinemind.cot.teachers.rules.phrases import fresh, wording_of
from kinemind.cot.teachers.rules.steps import Told
from kinemind.cot.teachers.rules.terse_details import clip_notes, plan_notes
from kinemind.cot.teachers.rules.terse_phrases import note_connective, note_opening, note_times


def note_plan(told: tuple[Told, ...], caption: str, rng: Random, careful: bool, brief: bool) -> str:
    """The plan in notes that `parse_plan` reads back; `careful`: no details, `brief`: no causes."""
    del caption  # notes name no doer, so nothing of the caption's man or woman can go wrong
    steps = tuple(t.step for t in told)
    notes = [note_opening(rng, steps, max(t.end for t in told), of_clip=False)]
    said: set[str] = set()
    for number, t in enumerate(told):
        following = told[number + 1].sub if number + 1 < len(told) else None
        tail = ""
        if not careful and rng.random() < DETAILED:
            tail += _chosen(rng, plan_notes(t.sub, t.measured), said)
        if not brief and rng.random() < REASONED:
            reasons = tuple(_purpose(cause) for cause in causes(t.sub, following))
            tail += _chosen(rng, reasons, said)
        lead = note_connective(rng, steps, number)
        notes.append(f"{number + 1}. {_begun(f'{lead}{t.step.text}')} {fields(t.step)}{tail}.")
    return " ".join(notes)


def note_observation(told: tuple[Told, ...], caption: str, rng: Random, careful: bool, brief: bool) -> str:
    """Each step with its times and what the joints show of it."""
    del caption, brief
    steps = tuple(t.step for t in told)
    notes = [note_opening(rng, steps, max(t.end for t in told), of_clip=True)]
    said: set[str] = set()
    for number, t in enumerate(told):
        lead = note_connective(rng, steps, number) if t.step.meanwhile else note_times(t.start, t.end)
        tail = _chosen(rng, clip_notes(t.sub, t.measured, cautious=careful), said)
        notes.append(f"{number + 1}. {_begun(f'{lead}{t.step.text}')} {fields(t.step)}{tail}.")
    return " ".join(notes)


def _begun(words: str) -> str:
    return words[0].upper() + words[1:]


def _purpose(cause: str) -> str:
    """A cause in other words: "to rest" as "in order to rest", "so …" as "so that …"."""
    if cause.startswith("to "):
        return f"in order {cause}"
    if cause.startswith("so ") and not cause.startswith("so as "):
        return f"so that {cause.removeprefix('so ')}"
    return cause


def _chosen(rng: Random, options: tuple[str, ...], said: set[str]) -> str:
    """One of the options that has not been `said` yet, after a comma."""
    new = fresh(options, said)
    if not new:
        return ""
    phrase = rng.choice(new)
    said.add(wording_of(phrase))
    return f", {phrase}"
