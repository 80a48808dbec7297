"""Records judged once more, by what they say themselves: without the motion that was measured for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from kinemind.cot.records import CotRecord
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace, Verdict
from kinemind.cot.verify import check
from kinemind.cot.verify.claims import claims
from kinemind.cot.verify.evidence import evidence, words_of
from kinemind.cot.verify.reading import read
from kinemind.cot.verify.relevance import told_actions
from kinemind.cot.verify.timeline import timeline
from kinemind.kinematics.phases import LABELS, Phase

OVERLAP = 0.15
"""Seconds of a step's time that a phase must fill to speak against the step."""


def recheck(record: CotRecord) -> Verdict:
    """Relevance, consistency and conciseness; of grounding only what the phases in `facts` contradict.

    Never raises for what a record says.
    """
    trace = Trace(record.reasoning, record.steps, record.answer)
    subject = Subject(record.id, record.task, record.caption, _seconds(record.facts))
    faults = check(subject, trace).faults
    return Verdict((*faults, *_contradicted(trace, tuple(_phases(record.facts)))))


def _contradicted(trace: Trace, phases: tuple[Phase, ...]) -> Iterator[Fault]:
    """Steps of which the phases show only the other side or the other way."""
    if not phases:
        return
    reading = read(trace)
    told = told_actions(reading)
    windows = timeline(reading, claims(reading)).windows
    found = [evidence(t.action, phases) for t in told]
    for place, (t, own) in enumerate(zip(told, found, strict=True)):
        elsewhere = {phase for i, other in enumerate(found) if i != place for phase in other.shown}
        against = [phase for phase in own.against if phase not in elsewhere]
        window = windows[t.step - 1]
        if own.shown or not against:
            continue
        if window is None or window.overlap(against[0].start, against[0].end) > OVERLAP:
            shown = words_of(against[0].label)
            yield Fault("grounding", f"step {t.step} says {t.action.text!r}, the facts have {shown!r}")


def _seconds(facts: Mapping[str, Any]) -> float:
    """The length of the motion, 0 where the record does not say it."""
    return max(0.0, _number(facts.get("seconds")))


def _phases(facts: Mapping[str, Any]) -> Iterator[Phase]:
    """The phases of our own records; nothing of what others may keep under that name."""
    rows = facts.get("phases")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("label") in LABELS:
            yield Phase(row["label"], _number(row.get("start")), _number(row.get("end")))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return 0.0
    return float(value)
