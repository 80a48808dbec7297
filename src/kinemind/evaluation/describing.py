"""The descriptions of an evaluation: a whole repeat at a time, several processes, nothing done twice.

NAME.jsonl  one object a case: case, seed, text, reasoning; written aside and renamed, so that it is whole

One that does not read back whole all the same (a copy cut short) is made again.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kinemind.evaluation.generating import start_worker
from kinemind.evaluation.takes import read_rows, say_again, write_rows
from kinemind.generation import Model, load
from kinemind.motion import Motion
from kinemind.progress import progress


@dataclass(frozen=True)
class Sitting:
    """Descriptions to be made, one a motion, saved under `name`."""

    name: str
    cases: tuple[str, ...]
    seeds: tuple[int, ...]


def describe_all(
    sittings: Sequence[Sitting], motions: Sequence[Motion], bundle: str, folder: Path, processes: int
) -> None:
    """Make and save every description that is not there whole; `motions` are those of every sitting's cases.

    `processes` of one thread each, 1: in this one.
    """
    left = [one for one in sittings if not is_described(folder, one)]
    for one in left:
        say_again(folder, one.name)
    total = sum(len(one.cases) for one in sittings)
    done = total - sum(len(one.cases) for one in left)
    with progress("descriptions") as report:
        report(done, total)
        if processes == 1 or len(left) < 2:
            for one in left:
                describe(one, motions, bundle, folder)
                done += len(one.cases)
                report(done, total)
            return
        context = multiprocessing.get_context("spawn")
        workers = min(processes, len(left))
        with ProcessPoolExecutor(workers, context, start_worker, (os.getpid(),)) as pool:
            tasks = {pool.submit(describe, one, motions, bundle, folder): one for one in left}
            try:
                for task in as_completed(tasks):
                    task.result()
                    done += len(tasks[task].cases)
                    report(done, total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def describe(sitting: Sitting, motions: Sequence[Motion], bundle: str, folder: Path) -> None:
    """One sitting: the motions in the order of their length, which batches decode faster, saved in theirs."""
    order = sorted(range(len(motions)), key=lambda i: motions[i].seconds)
    made = _opened(bundle).caption_many([motions[i] for i in order], [sitting.seeds[i] for i in order])
    found = dict(zip(order, made, strict=True))
    rows = [
        {"case": case, "seed": seed, "text": found[i].text, "reasoning": found[i].reasoning}
        for i, (case, seed) in enumerate(zip(sitting.cases, sitting.seeds, strict=True))
    ]
    write_rows(_path(folder, sitting.name), rows)


def is_described(folder: Path, sitting: Sitting) -> bool:
    """Whether the file of a sitting reads back whole: a text for each of its cases, in their order."""
    try:
        rows = load_descriptions(folder, sitting.name)
    except (OSError, ValueError, RecursionError):
        return False
    cases = [row.get("case") for row in rows]
    return cases == list(sitting.cases) and all(isinstance(row.get("text"), str) for row in rows)


def load_descriptions(folder: Path, name: str) -> list[Mapping[str, Any]]:
    """The rows of a sitting, in the order of its cases."""
    return read_rows(_path(folder, name))


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"


@lru_cache(maxsize=1)
def _opened(bundle: str) -> Model:
    return load(bundle)
