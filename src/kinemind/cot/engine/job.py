"""A job: subjects in, records out, whatever happens in between."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Iterator, Mapping, Sized
from itertools import chain
from pathlib import Path

from kinemind.cot.engine.accounting import Account, EngineReport
from kinemind.cot.engine.attempts import case_of, outcome_of, unfinished
from kinemind.cot.engine.calls import BudgetReached, Caller
from kinemind.cot.engine.draft import Draft
from kinemind.cot.engine.journal import Journal
from kinemind.cot.engine.limits import Gate
from kinemind.cot.engine.options import EngineOptions
from kinemind.cot.engine.outcome import Outcome
from kinemind.cot.engine.pool import outcomes
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.teacher import Teacher
from kinemind.errors import InputError
from kinemind.progress import Report, progress

BUDGET = "the budget is used up"
STAGGER = 0.004
"""Seconds between the first requests: sent all at once, they would all come back at once, ever again."""
AHEAD = 1.05
"""How much more than what is done an unknown total is at least, until the end is seen."""
UNREACHED = 3
"""Subjects for which no reply comes from the start before the teacher is taken to be down."""


def run(
    subjects: Iterable[Subject | Draft],
    teacher: Teacher,
    out: str | Path,
    options: EngineOptions,
    judge: Teacher | None = None,
) -> EngineReport:
    """`run_async` for callers without an event loop; closes the connections of the teachers."""

    async def whole() -> EngineReport:
        try:
            return await run_async(subjects, teacher, out, options, judge)
        finally:
            for one in (teacher, judge):
                if (close := getattr(one, "close", None)) is not None:
                    await close()

    return asyncio.run(whole())


async def run_async(
    subjects: Iterable[Subject | Draft],
    teacher: Teacher,
    out: str | Path,
    options: EngineOptions,
    judge: Teacher | None = None,
) -> EngineReport:
    """Has a teacher write a verified trace for every subject and adds the records to `out`.

    Subjects are taken from the iterable only as they are needed.  What never passes goes to
    `OUT.rejects.jsonl`, what could not be asked for to `OUT.failures.jsonl`; started again, the job goes
    on where it was, failures included.  Records stand in the order in which they were ready; their content
    does not depend on it.  Raises InputError when the teacher cannot be reached at all or no longer, and
    for an `out` of another job.
    """
    items = iter(subjects)
    first = next(items, None)
    if first is None:
        raise InputError("there are no subjects to make records of")
    total = options.total
    if total is None and isinstance(subjects, Sized):
        total = len(subjects)
    identity = job_identity(first.task, teacher, judge, options)
    with (
        Journal(Path(out), identity, options.sync_seconds, options.resume) as journal,
        progress("cot") as report,
    ):
        # a pool computes: there is nobody to be reached
        account = Account(options.max_cost, journal.earlier, reached=options.processes > 1)
        desk = Desk(journal, account, options, report, total)
        todo = undone(chain([first], items), journal, account)
        waiting = next(todo, None)
        if waiting is None:
            return account.report()
        if not account.affords_request():
            return account.report(BUDGET)
        todo = chain([waiting], todo)
        if options.processes > 1:
            stopped = await _spread(todo, teacher, judge, desk)
        else:
            stopped = await _together(todo, teacher, judge, desk)
        desk.end(stopped)
        return account.report(stopped)


def job_identity(
    task: str, teacher: Teacher, judge: Teacher | None, options: EngineOptions
) -> Mapping[str, str]:
    """What must be the same for two runs to share a file."""
    return {"task": task, "teacher": teacher.name, "judge": judge.name if judge else "", "data": options.data}


class Desk:
    """Where outcomes are handed in: written, counted, shown."""

    def __init__(
        self, journal: Journal, account: Account, options: EngineOptions, report: Report, total: int | None
    ) -> None:
        self.journal, self.account, self.options = journal, account, options
        self._report, self._total = report, total
        self._done_before = len(journal.done)
        self._show()

    def hand_in(self, outcome: Outcome) -> None:
        """Raises InputError when too many subjects have failed one after the other."""
        self.journal.append(outcome)
        self.account.count(outcome)
        self._show()
        most = self.options.give_up_after
        if self.account.in_a_row >= (most if self.account.reached else min(most, UNREACHED)):
            self._give_up()

    def put_off(self, outcome: Outcome) -> None:
        """Keeps what an item has cost that is tried again on the next start, without counting it."""
        self.journal.append(outcome)

    def end(self, stopped: str = "") -> None:
        """Shows the end; raises InputError when all there was to do has failed without any reply."""
        if self.account.in_a_row and not self.account.reached and not self._done_before:
            self._give_up()
        if self.options.about and not stopped:
            self._show(ended=True)

    def _give_up(self) -> None:
        if not self.account.reached:
            raise InputError(f"the teacher gave no reply: {self.account.last_reason}")
        raise InputError(
            f"{self.account.in_a_row} subjects failed one after the other; what is done is kept, and the job "
            f"goes on when it is started again. The last reason: {self.account.last_reason}"
        )

    def _show(self, ended: bool = False) -> None:
        if not self._total:
            return
        counts = self.account.counts
        done = self._done_before + counts.total()
        total = max(self._total, done)
        note = f"{counts['reject']} rejected, {counts['failure']} failed"
        if self.account.spent:
            note += f", cost {self.account.spent:.2f}"
        if ended:
            total = done
        elif self.options.about:
            total = max(total, math.ceil(AHEAD * done))
            note = f"of about {total}, {note}"
        self._report(done, total, note)


def undone(items: Iterable[Subject | Draft], journal: Journal, account: Account) -> Iterator[Subject | Draft]:
    """The items without a record or reject.  Raises InputError for an id that comes twice."""
    taken: set[str] = set()
    before = frozenset(journal.done)
    for item in items:
        if item.id in taken:
            raise InputError(f"two subjects have the id {item.id!r}")
        taken.add(item.id)
        if item.id in before:
            account.skipped += 1
        else:
            yield item


async def _together(
    items: Iterator[Subject | Draft], teacher: Teacher, judge: Teacher | None, desk: Desk
) -> str:
    """Many requests under way in one process; returns why it stopped, "" at the end."""
    caller = Caller(desk.options, desk.account, Gate(desk.options))
    stopped = over = False

    async def work(number: int) -> None:
        nonlocal stopped, over
        await asyncio.sleep(number * STAGGER)
        for item in items:
            if over:
                return
            case = case_of(item)
            try:
                outcome = await outcome_of(item, teacher, judge, caller, case)
            except BaseException as error:
                over = True  # the others take no more
                if (paid := unfinished(item, case)) is not None:
                    desk.put_off(paid)
                if not isinstance(error, BudgetReached):
                    raise
                stopped = True
                return
            try:
                desk.hand_in(outcome)
            except BaseException:
                over = True
                raise

    workers = [asyncio.create_task(work(number)) for number in range(desk.options.concurrency)]
    try:
        # the first error of any of them ends all
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return BUDGET if stopped else ""


async def _spread(
    items: Iterator[Subject | Draft], teacher: Teacher, judge: Teacher | None, desk: Desk
) -> str:
    """Many processes; returns why it stopped, "" at the end."""
    async for chunk in outcomes(items, teacher, judge, desk.options):
        for outcome in chunk:
            desk.account.charge(outcome.usage, outcome.retries)
            desk.hand_in(outcome)
        if not desk.account.affords_request():
            return BUDGET
    return ""
