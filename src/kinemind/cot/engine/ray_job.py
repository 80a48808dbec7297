"""The same work over many machines, as a Ray Data job (`pip install kinemind[ray]`).

The driver writes what is to be done, in batches, into a folder beside the output that all machines can
reach; workers run the engine on a batch each and write a shard; the driver adds each finished shard to the
output.  A killed job leaves shards behind, which the next start takes in before it gives out work.
"""

from __future__ import annotations

import asyncio
import math
import pickle
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kinemind.cot.engine.accounting import Account, EngineReport
from kinemind.cot.engine.draft import Draft
from kinemind.cot.engine.job import BUDGET, Desk, job_identity, run_async, undone
from kinemind.cot.engine.journal import JobFiles, Journal, written_outcomes
from kinemind.cot.engine.options import EngineOptions
from kinemind.cot.engine.outcome import KINDS
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.teacher import Teacher
from kinemind.cot.trace import Usage
from kinemind.errors import InputError
from kinemind.progress import progress

OpenTeacher = Callable[[], Teacher]

LAST_WORDS = 30
"""Seconds that the workers of a killed job are given to end."""


def run_on_ray(
    subjects: Iterable[Subject | Draft],
    open_teacher: OpenTeacher,
    out: str | Path,
    options: EngineOptions,
    open_judge: OpenTeacher | None = None,
    workers: int = 2,
    batch: int = 256,
) -> EngineReport:
    """`engine.run` on `workers` Ray actors; joins the cluster of RAY_ADDRESS or starts one on this machine.

    Teachers are opened where they work, so that keys come from the environment there.  Concurrency and
    rates are shared out among the workers; the budget may be passed by the batches under way.  The folder
    of `out` must be shared by all machines.  Raises InputError as `run` does, and where Ray is not installed.
    """
    try:
        import ray
    except ImportError:
        raise InputError("this needs Ray: pip install 'kinemind[ray]'") from None
    out = Path(out)
    items = iter(subjects)
    first = next(items, None)
    if first is None:
        raise InputError("there are no subjects to make records of")
    teacher, judge = open_teacher(), open_judge() if open_judge else None
    identity = job_identity(first.task, teacher, judge, options)
    with Journal(out, identity, options.sync_seconds, options.resume) as journal, progress("cot") as report:
        folder = out.with_name(out.name + ".shards").resolve()
        left = take_in_all(folder, journal)
        _remove(folder)
        account = Account(options.max_cost, journal.earlier + left, reached=True)  # told by the workers
        desk = Desk(journal, account, options, report, options.total)
        todo = _write_batches(undone(chain([first], items), journal, account), folder, batch)
        if not todo:
            return account.report()
        if not account.affords_request():
            shutil.rmtree(folder)
            return account.report(BUDGET)
        if not ray.is_initialized():
            ray.init(log_to_driver=False)
        share = _share(options, workers, account.spent)
        rows = (
            ray.data.from_items([{"todo": str(path)} for path in todo], override_num_blocks=len(todo))
            .map_batches(
                Worker,
                fn_constructor_args=(open_teacher, open_judge, share),
                batch_size=1,
                compute=ray.data.ActorPoolStrategy(size=min(workers, len(todo))),
            )
            .iter_rows()
        )
        for row in rows:
            _take_in(Path(row["todo"]), row, desk)
            if row["error"]:
                raise InputError(row["error"])
            if not account.affords_request():
                return account.report(BUDGET)
        desk.end()
        shutil.rmtree(folder)
        return account.report()


class Worker:
    """Lives on one machine: holds the teacher and runs the engine on one batch after the other."""

    def __init__(
        self, open_teacher: OpenTeacher, open_judge: OpenTeacher | None, options: EngineOptions
    ) -> None:
        self.teacher = open_teacher()
        self.judge = open_judge() if open_judge else None
        self.options = options
        self.loop = asyncio.new_event_loop()  # one for all batches: a client's connections belong to a loop

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        rows = [self._run(Path(str(todo))) for todo in batch["todo"]]
        return {key: [row[key] for row in rows] for key in rows[0]}

    def _run(self, todo: Path) -> dict[str, Any]:
        items = iter(pickle.loads(todo.read_bytes()))
        job = run_async(items, self.teacher, shard_of(todo), self.options, self.judge)
        row: dict[str, Any] = {"todo": str(todo), "report": b"", "error": ""}
        try:
            row["report"] = pickle.dumps(self.loop.run_until_complete(job))
        except InputError as error:  # said by the driver, without a traceback
            row["error"] = str(error)
        return row


def shard_of(todo: Path) -> Path:
    return todo.with_suffix(".jsonl")


def take_in_all(folder: Path, journal: Journal) -> Usage:
    """Adds what a killed job left in its shards; returns what its failures took, which are tried again."""
    failed = Usage()
    for todo in sorted(folder.glob("*.pickle")):
        files = JobFiles(shard_of(todo))
        for kind in KINDS:
            if not files.of(kind).exists():
                continue
            for outcome in written_outcomes(files.of(kind), kind):
                if kind == "failure":
                    failed = failed + outcome.usage
                elif journal.append(outcome):
                    journal.earlier = journal.earlier + outcome.usage
    return failed


def _take_in(todo: Path, row: dict[str, Any], desk: Desk) -> None:
    """Adds a worker's shard to the output, then removes it."""
    files = JobFiles(shard_of(todo))
    if row["report"]:
        report: EngineReport = pickle.loads(row["report"])
        desk.account.charge(report.usage, report.retries)
    for kind in KINDS:
        if files.of(kind).exists():
            for outcome in written_outcomes(files.of(kind), kind):
                if outcome.id not in desk.journal.done:
                    desk.hand_in(outcome)
    desk.journal.sync()
    for path in (*map(files.of, KINDS), files.job, todo):
        path.unlink(missing_ok=True)


def _remove(folder: Path) -> None:
    """Workers of a killed job may write for a while after its end: tried until they have gone.

    Raises InputError where they stay.
    """
    for _ in range(LAST_WORDS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(1.0)
    raise InputError(f"workers of an earlier job still write to {folder}; end them and start again")


def _write_batches(items: Iterator[Subject | Draft], folder: Path, size: int) -> list[Path]:
    """Files of `size` subjects each, without their motions, which need not be picklable."""
    folder.mkdir(mode=0o700, parents=True)  # what is unpickled must be written by nobody else
    paths: list[Path] = []
    while chunk := list(islice(items, size)):
        lean = [replace(item, motion=None) if isinstance(item, Subject) else item for item in chunk]
        paths.append(folder / f"{len(paths):06}.pickle")
        paths[-1].write_bytes(pickle.dumps(lean))
    return paths


def _share(options: EngineOptions, workers: int, spent: float) -> EngineOptions:
    """One worker's part of the limits, and of what earlier runs left of the budget that the driver keeps."""

    def part(value: float | None) -> float | None:
        return None if value is None else value / workers

    return replace(
        options,
        concurrency=math.ceil(options.concurrency / workers),
        requests_per_minute=part(options.requests_per_minute),
        tokens_per_minute=part(options.tokens_per_minute),
        max_cost=None if options.max_cost is None else part(options.max_cost - spent),
        processes=1,
        total=None,
        resume=True,
    )
