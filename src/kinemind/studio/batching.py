"""Dynamic batching: requests that wait at the same time go through the model together, in one thread."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kinemind.studio.faults import Fault, fault_of
from kinemind.studio.jobs import Job
from kinemind.studio.metrics import Metrics
from kinemind.studio.settings import Settings

Answers = list[Any]
"""A result for each job of a batch, or the error that is told instead."""
FIRST_GUESS = 2.0
"""Seconds a batch takes, before one was timed."""
MEMORY = 0.8
"""Weight of what was known of a batch's time when the next one is timed."""
LONGEST_WAIT = 60
"""Seconds that Retry-After says at most."""


class Queue:
    """Waiting jobs, and the one thread that works on them; used from the event loop's thread only.

    `decode` is called in the model's thread with jobs of one kind.
    """

    def __init__(
        self, decode: Callable[[Sequence[Job]], Answers], settings: Settings, metrics: Metrics
    ) -> None:
        self.decode, self.settings, self.metrics = decode, settings, metrics
        self.waiting: list[Job] = []
        self.running: list[Job] = []
        self.batch_seconds = FIRST_GUESS
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kinemind-model")
        self._runner: asyncio.Task[None] | None = None

    def start(self, warm: Callable[[], object]) -> None:
        """Begin to work; `warm` is done first, in the model's thread."""
        self._thread.submit(warm)
        self._runner = asyncio.create_task(self._work(), name="kinemind-batches")

    async def stop(self) -> None:
        """Cancel all that waits or runs; returns when the model's thread has nothing more to do."""
        if self._runner is not None:
            self._runner.cancel()
        for job in [*self.waiting, *self.running]:
            job.fail(Fault("cancelled", "the server is stopping"))
        self.waiting.clear()
        await asyncio.to_thread(self._thread.shutdown, wait=True, cancel_futures=True)

    def check_room(self) -> None:
        """Raises Fault `busy`, with the seconds to wait, where the queue is full."""
        if len(self.waiting) >= self.settings.max_queue:
            raise Fault(
                "busy",
                f"{len(self.waiting)} requests wait already; try again in a while",
                {"Retry-After": str(self.seconds_to_wait())},
            )

    def submit(self, job: Job) -> Job:
        """Put a job in the queue.  Raises Fault as `check_room` does."""
        self.check_room()
        self.waiting.append(job)
        seconds = self.settings.request_seconds
        late = Fault("timeout", f"the request was not answered within {seconds:g} s")
        job.deadline = asyncio.get_running_loop().call_later(seconds, self.end, job, late)
        self._moved()
        self._arrived.set()
        return job

    def end(self, job: Job, fault: Fault) -> None:
        """End a job that waits or runs; what is decoded for it already is dropped."""
        job.fail(fault)
        if job in self.waiting:
            self.waiting.remove(job)
            self._moved()

    def seconds_to_wait(self) -> int:
        """An estimate of when there is room again."""
        takes = sum(job.size for job in [*self.waiting, *self.running])
        batches = max(1, math.ceil(takes / self.settings.max_batch))
        return min(LONGEST_WAIT, max(1, math.ceil(batches * self.batch_seconds / 2)))

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(self.settings.batch_wait)
            self.running = self._next_batch()
            if self.running:
                await self._decode_batch()
                self.running = []
            if not self.waiting:
                self._arrived.clear()

    def _next_batch(self) -> list[Job]:
        """The first that waits, and those of its kind that fit beside it."""
        batch: list[Job] = []
        room = self.settings.max_batch
        for job in self.waiting:
            if not batch or (job.kind == batch[0].kind and job.size <= room):
                batch.append(job)
                room -= job.size
        self.waiting = [job for job in self.waiting if job not in batch]
        for job in batch:
            job.start()
        self._moved()
        return batch

    async def _decode_batch(self) -> None:
        batch, began = self.running, time.monotonic()
        work = asyncio.get_running_loop().run_in_executor(self._thread, self.decode, batch)
        # waited for, not awaited: an error of the model ends the jobs of its batch, never this loop
        await asyncio.wait([work])
        seconds = time.monotonic() - began
        self.batch_seconds = MEMORY * self.batch_seconds + (1 - MEMORY) * seconds
        self.metrics.decoded(len(batch), sum(job.size for job in batch), seconds)
        error = work.exception()
        answers = [error] * len(batch) if error is not None else work.result()
        for job, answer in zip(batch, answers, strict=True):
            if isinstance(answer, BaseException):
                job.fail(fault_of(answer))
            else:
                job.finish(answer)

    def _moved(self) -> None:
        self.metrics.queue_length.set(len(self.waiting))
        for position, job in enumerate(self.waiting):
            job.move(position)
