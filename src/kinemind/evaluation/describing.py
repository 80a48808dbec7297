"""The descriptions of an evaluation: a whole repeat at a time, several processes, nothing done twice.

NAME.jsonl  one object a case: case, seed, text, reasoning; written aside and renamed, so that it is whole

One that does not read back whole all the same (a copy cut short) is made again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kinemind.chain_of_motion import ChainOfMotion
from kinemind.evaluation.takes import read_rows, say_again, write_rows
from kinemind.evaluation.workers import work_off
from kinemind.generation import Model, load
from kinemind.motion import Motion


@dataclass(frozen=True)
class Sitting:
    """Descriptions to be made, one a motion, saved under `name`."""

    name: str
    cases: tuple[str, ...]
    seeds: tuple[int, ...]


def describe_all(
    sittings: Sequence[Sitting],
    motions: Sequence[Motion],
    bundle: str,
    folder: Path,
    processes: int,
    com: ChainOfMotion | None = None,
) -> None:
    """Make and save every description that is not there whole; `motions` are those of every sitting's cases.

    `processes` of one thread each, 1: in this one.
    """
    left = [one for one in sittings if not is_described(folder, one)]
    for one in left:
        say_again(folder, one.name)
    done = sum(len(one.cases) for one in sittings if one not in left)
    jobs = [(one, motions, bundle, folder, com) for one in left]
    work_off("descriptions", describe, jobs, [len(one.cases) for one in left], done, processes)


def describe(
    sitting: Sitting, motions: Sequence[Motion], bundle: str, folder: Path, com: ChainOfMotion | None = None
) -> None:
    """One sitting: the motions in the order of their length, which batches decode faster, saved in theirs."""
    order = sorted(range(len(motions)), key=lambda i: motions[i].seconds)
    made = _opened(bundle).caption_many(
        [motions[i] for i in order], [sitting.seeds[i] for i in order], com=com
    )
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
