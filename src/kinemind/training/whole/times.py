"""How long the stages of a chain took: one line a session, kept up to date so that a kill costs a beat."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kinemind.errors import InputError
from kinemind.formats.files import written_aside

BEAT = 20.0
"""Seconds between two writings of a running session's time."""


@dataclass(frozen=True)
class Session:
    """One go at a stage: when it began (UTC), seconds of wall clock, whether it came to the stage's end."""

    stage: str
    began: str
    seconds: float
    finished: bool
    cores: int


class Times:
    """The sessions of a chain in a JSON-lines file, the running one included.

    Raises InputError for a file that cannot be read or is something else.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._sessions = _read(file)

    @contextmanager
    def session(self, stage: str) -> Iterator[None]:
        """Time a stage; a block that ends with an error leaves a session that is not finished."""
        began = time.monotonic()
        started = datetime.now(UTC).isoformat(timespec="seconds")
        self._sessions.append(Session(stage, started, 0.0, False, _cores()))
        ended = threading.Event()

        def keep(finished: bool = False) -> None:
            seconds = round(time.monotonic() - began, 3)
            self._sessions[-1] = replace(self._sessions[-1], seconds=seconds, finished=finished)
            self._write()

        def beat() -> None:
            while not ended.wait(BEAT):
                keep()

        keep()
        beating = threading.Thread(target=beat, daemon=True)
        beating.start()
        finished = False
        try:
            yield
            finished = True
        finally:
            ended.set()
            beating.join()
            keep(finished)

    def seconds(self, stage: str) -> float:
        """All sessions of a stage together."""
        return sum(one.seconds for one in self._sessions if one.stage == stage)

    def total(self) -> float:
        """All sessions of all stages together, in seconds."""
        return sum(one.seconds for one in self._sessions)

    def finished(self, stage: str) -> bool:
        return any(one.finished for one in self._sessions if one.stage == stage)

    def table(self) -> str:
        """A line a stage in the order in which they began, and the sum in hours."""
        names = list(dict.fromkeys(one.stage for one in self._sessions))
        width = max(map(len, ["stage", *names]))
        lines = [f"{'stage':<{width}}  {'time':>9}  sessions"]
        for name in names:
            count = sum(one.stage == name for one in self._sessions)
            state = "" if self.finished(name) else "  not finished"
            lines.append(f"{name:<{width}}  {clock(self.seconds(name)):>9}  {count:>8}{state}")
        cores = "/".join(str(n) for n in sorted({one.cores for one in self._sessions}))
        total = f"{self.total() / 3600:.2f} hours on {cores} cores" if names else "nothing has begun"
        return "\n".join([*lines, f"{'sum':<{width}}  {clock(self.total()):>9}  {total}"])

    def _write(self) -> None:
        with written_aside(self.file) as aside:
            aside.write_text("".join(json.dumps(asdict(one)) + "\n" for one in self._sessions))


def clock(seconds: float) -> str:
    """Hours, minutes and seconds.

    >>> clock(3725.4)
    '1:02:05'
    """
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _read(file: Path) -> list[Session]:
    if not file.exists():
        return []
    try:
        return [Session(**json.loads(line)) for line in file.read_text().splitlines()]
    except (OSError, ValueError, TypeError):
        raise InputError(f"{file} is not a readable list of stages; move it away to go on") from None


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
