"""Records of every trace as it comes, right or wrong: what verification would have kept out is counted.

For the ablation "traces without verification": the verdict stands in each record and refuses nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kinemind.cot import verify
from kinemind.cot.engine.draft import Draft
from kinemind.cot.errors import NoTrace
from kinemind.cot.making import record_of
from kinemind.cot.records import CotRecord, write_records
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.teacher import Teacher
from kinemind.cot.trace import CRITERIA
from kinemind.errors import InputError
from kinemind.progress import progress

TOLD_EVERY = 500
"""Records between two lines of progress."""


@dataclass
class Faults:
    """Counts over records: all of them, those with a fault, those with a fault of each criterion; `untold`
    are captions of which no action is known."""

    records: int = 0
    faulty: int = 0
    untold: int = 0
    criteria: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Share of the records that verification would have refused, in [0, 1]."""
        return self.faulty / self.records if self.records else 0.0

    def summary(self) -> str:
        """One line for people."""
        by = ", ".join(f"{name} {self._percent(self.criteria[name])}" for name in CRITERIA)
        told = f", {self.untold} captions without a known action left out" if self.untold else ""
        return f"{self.records} records, {self._percent(self.faulty)} with a fault ({by}){told}"

    def _percent(self, count: int) -> str:
        return f"{100 * count / max(self.records, 1):.1f} %"


def write_unverified(
    items: Iterable[Subject | Draft], teacher: Teacher, out: Path, total: int | None = None
) -> Faults:
    """One record an item, in their order, written whole or not at all; its verification says what fails.

    For teachers that compute: one trace after the other, each the first attempt.  Raises InputError where
    none could be written.
    """
    faults = Faults()
    write_records(_records(items, teacher, faults, total), out)
    return faults


def _records(
    items: Iterable[Subject | Draft], teacher: Teacher, faults: Faults, total: int | None
) -> Iterator[CotRecord]:
    with progress("cot") as report, asyncio.Runner() as runner:
        for item in items:
            subject = item if isinstance(item, Subject) else item.subject()
            try:
                trace = runner.run(teacher.write(subject))
            except NoTrace:
                faults.untold += 1
                continue
            verdict = verify.check(subject, trace)
            faults.records += 1
            faults.faulty += not verdict.passed
            faults.criteria.update({fault.criterion for fault in verdict.faults})
            yield record_of(subject, trace, verdict, teacher=teacher.name)
            if total and faults.records % TOLD_EVERY == 0:
                report(faults.records, max(total, faults.records), f"{faults.faulty} with a fault")
    if not faults.records:
        raise InputError("no record was made: there is no caption of which an action is known")
