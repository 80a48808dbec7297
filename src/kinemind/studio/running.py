"""All that one running server holds, started and stopped together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, cast
from weakref import WeakValueDictionary

from fastapi import Depends, Request

from kinemind.generation import Model
from kinemind.studio.batching import Queue
from kinemind.studio.decoding import Decoder
from kinemind.studio.faults import Fault
from kinemind.studio.jobs import Job, Ledger
from kinemind.studio.metrics import Metrics
from kinemind.studio.readers import Readers
from kinemind.studio.settings import Settings
from kinemind.studio.shelf import Shelf

LOOK = 0.5
"""Seconds between two looks whether the one who asked is still there."""

log = logging.getLogger("kinemind.studio")


@dataclass(frozen=True, eq=False)
class Studio:
    """One running server."""

    settings: Settings
    metrics: Metrics
    model: Model
    shelf: Shelf
    readers: Readers
    queue: Queue
    ledger: Ledger
    writing: WeakValueDictionary[str, asyncio.Lock]
    """A lock for each file that is being written, so that no file is written twice."""

    async def answered(self, request: Request, job: Job) -> object:
        """The result of a job; a job whose asker goes away is ended.  Raises its Fault."""
        while not job.is_over:
            try:
                await asyncio.wait_for(job.ended.wait(), LOOK)
            except TimeoutError:
                if await request.is_disconnected():
                    self.queue.end(job, Fault("cancelled", "nobody waits for the answer any more"))
        if job.fault is not None:
            raise job.fault
        result: object = job.result
        return result


@asynccontextmanager
async def running(settings: Settings, metrics: Metrics, load: Callable[[], Model]) -> AsyncIterator[Studio]:
    """A studio that works from here on, and is stopped and tidied at the end."""
    model = await asyncio.to_thread(load)
    shelf = Shelf(settings, metrics)
    readers = Readers(settings, metrics)
    decoder = Decoder(model, shelf, asyncio.get_running_loop())
    queue = Queue(decoder, settings, metrics)
    studio = Studio(
        settings, metrics, model, shelf, readers, queue, Ledger(settings.max_jobs), WeakValueDictionary()
    )
    readers.start()
    queue.start(lambda: model.policy)
    try:
        yield studio
    finally:
        await queue.stop()
        await asyncio.to_thread(readers.stop)
        shelf.close()


def _studio(request: Request) -> Studio:
    return cast(Studio, request.app.state.studio)


TheStudio = Annotated[Studio, Depends(_studio)]
