"""The descriptions of an evaluation: a whole repeat at a time, several processes, nothing done twice.

NAME.jsonl  one object a case: case, seed, text, reasoning; written aside and renamed, so that it is whole
"""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kinemind.formats.files import written_aside
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
    """Make and save every description that is not there yet; `motions` are those of every sitting's cases.

    `processes` of one thread each, 1: in this one.
    """
    left = [one for one in sittings if not _path(folder, one.name).is_file()]
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
        with ProcessPoolExecutor(min(processes, len(left)), context, initializer=_one_thread) as pool:
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
    with written_aside(_path(folder, sitting.name)) as aside:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        aside.write_text(text, encoding="utf-8", newline="\n")


def load_descriptions(folder: Path, name: str) -> list[Mapping[str, Any]]:
    """The rows of a sitting, in the order of its cases."""
    lines = _path(folder, name).read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl"


@lru_cache(maxsize=1)
def _opened(bundle: str) -> Model:
    return load(bundle)


def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)
