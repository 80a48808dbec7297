"""A job: one request to the model on its way through the queue, and those who listen to it."""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Literal

from kinemind.studio.faults import Fault

Status = Literal["queued", "running", "done", "failed", "cancelled"]
ENDED: tuple[Status, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class Event:
    """One server-sent event: its name and its JSON object."""

    name: str
    data: dict[str, Any]


@dataclass(eq=False)
class Job:
    """One request; everything but `stopped` belongs to the event loop's thread.

    `kind`: jobs of one kind can be decoded together.  `size`: answers that it asks for.  `stopped` tells the
    model's thread that nobody waits any longer.
    """

    request: Any
    kind: Hashable
    size: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    status: Status = "queued"
    position: int | None = None
    result: Any = None
    fault: Fault | None = None
    began: float = field(default_factory=time.monotonic)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    deadline: asyncio.TimerHandle | None = None
    listeners: list[asyncio.Queue[Event | None]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.status in ENDED

    def tell(self, name: str, data: dict[str, Any]) -> None:
        """An event for those who listen; None follows when the job is over."""
        if not self.is_over:
            for listener in self.listeners:
                listener.put_nowait(Event(name, data))

    def move(self, position: int) -> None:
        """How many requests are before this one now."""
        if position != self.position:
            self.position = position
            self.tell("queue", {"position": position})

    def start(self) -> None:
        self.status, self.position = "running", None

    def finish(self, result: Any) -> None:
        self.result = result
        self._end("done")

    def fail(self, fault: Fault) -> None:
        if not self.is_over:
            self.fault = fault
            self.tell("error", fault.body())
            self._end("cancelled" if fault.code == "cancelled" else "failed")

    def _end(self, status: Status) -> None:
        if self.is_over:
            return
        self.status, self.position = status, None
        if self.deadline is not None:
            self.deadline.cancel()
        self.stopped.set()
        self.ended.set()
        for listener in self.listeners:
            listener.put_nowait(None)

    def listen(self) -> asyncio.Queue[Event | None]:
        """A queue of the events from now on."""
        listener: asyncio.Queue[Event | None] = asyncio.Queue()
        self.listeners.append(listener)
        if self.is_over:
            listener.put_nowait(None)
        return listener


class Ledger:
    """The jobs that can be asked for by their id: all that are not over, and the last `most` that are."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.jobs: OrderedDict[str, Job] = OrderedDict()

    def add(self, job: Job) -> None:
        self.jobs[job.id] = job
        over = [known.id for known in self.jobs.values() if known.is_over]
        for name in over[: max(0, len(over) - self.most)]:
            del self.jobs[name]

    def find(self, name: str) -> Job:
        """Raises Fault where there is no such job."""
        if name not in self.jobs:
            raise Fault("not_found", "there is no such job; finished ones are kept for a while only")
        return self.jobs[name]
