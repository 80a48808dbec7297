"""Stages one after the other: what is done is passed over, what was killed goes on, told as one story."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kinemind.training.whole.times import Times, clock


@dataclass(frozen=True)
class Stage:
    """One stage of a chain.

    `run` makes its product, or goes on where a kill left it.  `done` says whether the product is there and
    whole; both raise InputError where the place holds what another recipe made.
    """

    name: str
    run: Callable[[], object]
    done: Callable[[], bool]


def run_stages(stages: Sequence[Stage], times: Times) -> None:
    """Run what is not done, in order, and write down what it took.

    stderr has one line where a stage begins, ends or is passed over: which of how many, its time, the time
    of all so far; between them stands the stage's own progress.  The first failure ends it all.
    """
    for number, stage in enumerate(stages, 1):
        head = f"[{number}/{len(stages)}] {stage.name}"
        if stage.done():
            if not times.finished(stage.name):  # killed after its last file, or made elsewhere
                with times.session(stage.name):
                    pass
            _say(f"{head}: done, {clock(times.seconds(stage.name))}")
            continue
        again = f", {clock(times.seconds(stage.name))} of it" if times.seconds(stage.name) else ""
        _say(f"{head}: {'goes on' if again else 'begins'}  ({clock(times.total())} so far{again})")
        with times.session(stage.name):
            stage.run()
        _say(f"{head}: done, {clock(times.seconds(stage.name))}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
