"""Progress of long work on stderr: a bar on a terminal, one line a minute elsewhere; rate and time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

QUIET_SECONDS = 60.0
"""Time between two lines where there is no terminal."""


@runtime_checkable
class Report(Protocol):
    """Called with how much is done of how much, and a few words (figures) to show beside it."""

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A reporter for one job; `done` may start above 0 (a resumed job), the rate counts from there."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines(title)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.2f}/s  {task.fields[note]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, rate=0.0, note="")

        def report(done: int, total: int, note: str = "") -> None:
            rate = bar.tasks[task].speed or 0.0
            bar.update(task, completed=done, total=total, rate=rate, note=note)

        yield report


def _lines(title: str) -> Report:
    began = spoke = time.monotonic()
    first: int | None = None

    def report(done: int, total: int, note: str = "") -> None:
        nonlocal first, spoke
        first = done if first is None else first
        now = time.monotonic()
        if now - spoke < QUIET_SECONDS and done < total:
            return
        spoke = now
        rate = (done - first) / max(now - began, 1e-9)
        left = int((total - done) / rate) if rate else 0
        line = f"{title} {done}/{total}  {rate:.2f}/s  {left // 60}:{left % 60:02d} left  {note}"
        print(line.rstrip(), file=sys.stderr, flush=True)

    return report
