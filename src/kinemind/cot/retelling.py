"""Records that are there already, with another reasoning: same id, caption, tokens, answer and facts.

For ablations of the reasoning alone; much faster than making the records again, since nothing is measured.
Nobody judges the new reasoning (`verification` is empty); `kinemind cot check` judges a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from random import Random

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.records import CotRecord, iterate_records, write_records
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.caption_only import CaptionOnlyTeacher
from kinemind.cot.teachers.rules.grounding import Grounded, shown
from kinemind.cot.teachers.rules.measurements import Measured, measure_phases
from kinemind.cot.teachers.rules.settling import settle
from kinemind.cot.teachers.rules.steps import Told
from kinemind.cot.teachers.rules.teacher import Wording, words_of
from kinemind.errors import InputError
from kinemind.kinematics.phase import LABELS, Phase


def reworded(record: CotRecord, wording: Wording = "terse", seed: int = 0) -> CotRecord:
    """A record of the rules teacher in another wording: the steps are its own, and what is told of them is
    what the phases among its facts show.

    Raises InputError for a record without steps.
    """
    if not record.steps:
        raise InputError(f"{record.id or repr(record.caption)} has no steps to put into other words")
    subs: Sequence[SubAction] = decompose(record.caption)[: len(record.steps)]
    if len(subs) != len(record.steps):  # the caption was taken apart by earlier rules
        subs = [decompose(step.text)[0] for step in record.steps]
    phases = phases_in(record)
    told: list[Told] = []
    start = end = 0.0
    for sub, step in zip(subs, record.steps, strict=True):
        if not (told and step.meanwhile):
            start, end = end, round(end + step.duration, 1)
        measured = Measured()
        if phases:
            measured = measure_phases(Grounded(sub, start, end, shown(sub, phases, start, end)), phases, None)
        told.append(Told(step, settle(sub, measured), start, end, measured))
    again = int(record.verification.get("attempts", 1)) > 1  # its figures or its length were complained of
    rng = Random(f"{seed}/{record.id}/{wording}")
    reasoning = words_of(record.task, wording)(tuple(told), record.caption, rng, again, again)
    return replace(record, reasoning=reasoning, teacher=f"rules:{wording}", verification={})


def guessed(record: CotRecord, seed: int = 0) -> CotRecord:
    """A record with what somebody makes of its caption who knows nothing else."""
    teacher = CaptionOnlyTeacher(seed)
    trace = teacher.trace(Subject(record.id, record.task, record.caption, 0.0))
    return replace(
        record, reasoning=trace.reasoning, steps=trace.steps, teacher=teacher.name, verification={}
    )


def retell(source: str | Path, out: str | Path, way: Callable[[CotRecord], CotRecord]) -> int:
    """Writes every record of a file in another way, in their order; returns how many there are.

    >>> retell("cot.jsonl", "terse.jsonl", reworded)  # doctest: +SKIP
    136521
    """

    def told() -> Iterator[CotRecord]:
        for record in iterate_records(source):
            yield way(record)

    return write_records(told(), out)


def phases_in(record: CotRecord) -> tuple[Phase, ...]:
    """The phases among the facts of a record, with what they measure; () where it has none."""
    rows = record.facts.get("phases")
    found = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("label") in LABELS:
            figures = {
                key: float(value)
                for key, value in row.items()
                if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
            }
            start, end = figures.pop("start", 0.0), figures.pop("end", 0.0)
            found.append(Phase(row["label"], start, end, figures))
    return tuple(found)
