"""The steps of a trace: sub-actions with their times, settled against what was measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kinemind.cot.decompose import canonical_text, decompose
from kinemind.cot.decompose.manners import style
from kinemind.cot.decompose.plan_steps import plan_direction
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules.grounding import Grounded, ground
from kinemind.cot.teachers.rules.measurements import Measured, measure_step
from kinemind.cot.teachers.rules.settling import settle
from kinemind.cot.teachers.rules.typical_times import typical_seconds
from kinemind.language.plan import MAX_STEPS, PlanStep

MANNERS = {
    "tired": "tiredly", "energetic": "energetically", "elderly": "like an old person",
    "feminine": "in a feminine way", "masculine": "in a masculine way", "youthful": "in a youthful way",
    "sad": "sadly", "proud": "proudly", "angry": "angrily", "happy": "happily", "unsure": "timidly",
    "like a giant": "like a giant", "like a stage performer": "like a stage performer",
    "like a thug": "like a thug", "like a child": "like a child", "careful": "carefully",
    "drunk": "as if drunk", "relaxed": "in a relaxed way", "hobbling": "with a limp",
}  # fmt: skip
"""Styles (decompose.manners) as adverbials: one wording each, since a small model learns from them."""

IN_OWN_WORDS = frozenset(("acrobatics", "exercise", "play", "other"))
"""Actions that are many: a steady wording would hide which one is meant."""


@dataclass(frozen=True)
class Told:
    """A step with its times (seconds, one decimal) and what was measured meanwhile."""

    step: PlanStep
    sub: SubAction
    start: float
    end: float
    measured: Measured


def told_steps(subject: Subject) -> tuple[Told, ...]:
    """The steps of a subject, in the times of its motion or, without facts, in those that are usual.

    () for a caption without words.
    """
    subs = decompose(subject.caption)[:MAX_STEPS]
    if not subs:
        return ()
    if subject.facts is None:
        grounded = _usual(subs, subject.seconds)
        figures = [Measured() for _ in subs]
    else:
        seconds = subject.seconds if subject.seconds > 0 else subject.facts.seconds
        grounded = ground(subs, subject.facts, seconds, subject.joins)
        figures = [measure_step(g, subject.facts) for g in grounded]
    settled = [settle(sub, measured) for sub, measured in zip(subs, figures, strict=True)]
    told: list[Told] = []
    for sub, g, measured in zip(settled, grounded, figures, strict=True):
        start, end = round(g.start, 1), round(g.end, 1)
        end = max(end, round(start + 0.1, 1))
        step = PlanStep(
            plain(text_of(sub)),
            sub.body_part,
            plan_direction(sub),
            round(end - start, 1),
            meanwhile=sub.meanwhile and bool(told),
        )
        told.append(Told(step, sub, start, end, measured))
    return tuple(told)


def text_of(sub: SubAction) -> str:
    """The steady wording of a sub-action, with its manner as an adverbial of a sentence."""
    bare = sub.text if sub.action in IN_OWN_WORDS else canonical_text(replace(sub, manner=""))
    manner = MANNERS.get(style(sub.manner), "") if sub.action != "other" else ""
    both = " and" if sub.speed and " " not in manner and bare.endswith(("slowly", "fast")) else ""
    return f"{bare}{both} {manner}" if manner else bare


def plain(text: str) -> str:
    """Fit to stand in a sentence of a plan: one line, nothing that looks like a field or an item."""
    text = re.sub(r"[()\[\]<>;]", ",", text)
    text = re.sub(r"([0-9])[.)](?=\s|$)", r"\1", text)
    text = re.sub(r"\s*,[\s,]*", ", ", re.sub(r"[.!?:]+(?=\s|$)", ",", text))
    return " ".join(text.split()).strip(" ,.:")


def _usual(subs: Sequence[SubAction], seconds: float) -> tuple[Grounded, ...]:
    """Usual times one after the other; scaled to `seconds` where these are known."""
    usual = [typical_seconds(sub) for sub in subs]
    main = sum(t for i, (t, sub) in enumerate(zip(usual, subs, strict=True)) if i == 0 or not sub.meanwhile)
    scale = seconds / main if seconds > 0 else 1.0
    found: list[Grounded] = []
    start = end = 0.0
    for i, (sub, time) in enumerate(zip(subs, usual, strict=True)):
        if i == 0 or not sub.meanwhile:
            start, end = end, end + time * scale
        found.append(Grounded(sub, start, end))
    return tuple(found)
