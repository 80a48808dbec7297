"""A teacher that computes, in many processes: chunks of subjects go out, their lines come back."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from multiprocessing.connection import wait

from kinemind.cot.engine.accounting import Account
from kinemind.cot.engine.attempts import outcome_of
from kinemind.cot.engine.calls import Caller
from kinemind.cot.engine.draft import Draft
from kinemind.cot.engine.limits import Gate
from kinemind.cot.engine.options import EngineOptions
from kinemind.cot.engine.outcome import Outcome
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.teacher import Teacher
from kinemind.errors import InputError

Item = Subject | Draft


async def outcomes(
    items: Iterable[Item], teacher: Teacher, judge: Teacher | None, options: EngineOptions
) -> AsyncIterator[list[Outcome]]:
    """The outcomes of all items, a chunk at a time in the order in which they are ready.

    Subjects go without their motion, which need not be picklable.  At most two chunks a process wait.
    Raises InputError as the teacher does, and when a process dies.
    """
    # not forked: a child would hold the lock on the output after its parent is killed
    with ProcessPoolExecutor(
        options.processes, multiprocessing.get_context("spawn"), _start, (teacher, judge, options)
    ) as pool:
        chunks = _chunks(items, options.chunk)
        ready: set[asyncio.Future[list[Outcome]]] = set()
        under_way: set[asyncio.Future[list[Outcome]]] = set()
        try:
            while True:
                for chunk in islice(chunks, 2 * options.processes - len(under_way)):
                    # packed here and now: the pool's own thread would read objects that are still changing
                    packed = pickle.dumps(chunk)
                    under_way.add(asyncio.wrap_future(pool.submit(_chunk_outcomes, packed)))
                if not under_way:
                    return
                ready, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        except BrokenProcessPool:
            await asyncio.gather(*ready, *under_way, return_exceptions=True)
            raise InputError(
                "a process of the engine died (out of memory?); start again to go on, with fewer processes"
            ) from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    items = iter(items)
    while chunk := list(islice(items, size)):
        yield [replace(item, motion=None) if isinstance(item, Subject) else item for item in chunk]


class _Here:
    """What a process of the pool was started with."""

    teacher: Teacher
    judge: Teacher | None
    caller: Caller


def _start(teacher: Teacher, judge: Teacher | None, options: EngineOptions) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    alone = replace(options, max_cost=None)  # the parent keeps the budget
    _Here.teacher, _Here.judge = teacher, judge
    _Here.caller = Caller(alone, Account(reached=True), Gate(alone))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed parent cannot end its pool, whose processes would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _chunk_outcomes(packed: bytes) -> list[Outcome]:
    chunk: list[Item] = pickle.loads(packed)  # from our own parent, through a pipe

    async def make() -> list[Outcome]:
        return [await outcome_of(item, _Here.teacher, _Here.judge, _Here.caller) for item in chunk]

    return asyncio.run(make())
