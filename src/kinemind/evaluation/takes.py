"""Generated motions of an evaluation on disk, one pair of files a batch, so that a killed one goes on.

NAME.jsonl  one object a take: case, text, seed, reasoning, tokens, frames
NAME.npz    vectors [N, D] of the evaluator, and a plausibility figure [N] each; written last

A pair that does not read back whole (a copy cut short, a full disk, a kill between the two) is made again.
"""

from __future__ import annotations

import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.files import written_aside

JOB = "job.json"

UNREADABLE = (
    OSError, EOFError, ValueError, TypeError, KeyError, RuntimeError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip
"""What numpy, zipfile and json raise for files that are missing, cut short or overwritten."""


@dataclass(frozen=True, eq=False)
class Takes:
    """Motions generated for some texts: rows to read, vectors and figures to judge by."""

    rows: tuple[Mapping[str, Any], ...]
    vectors: Float[np.ndarray, "N D"]
    figures: Mapping[str, Float[np.ndarray, " N"]]

    def save(self, folder: Path, name: str) -> None:
        """Write the pair.  Raises InputError when the folder cannot be written."""
        arrays = folder / f"{name}.npz"
        if arrays.is_file():
            # a kill before the new arrays are there must not leave the old ones beside new rows
            arrays.unlink()
        write_rows(folder / f"{name}.jsonl", self.rows)
        with written_aside(arrays) as aside, aside.open("wb") as stream:
            np.savez(stream, **{"vectors": self.vectors, **self.figures})  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, name: str) -> Takes:
        """The pair of a name that `is_done`; of another one it raises any of `UNREADABLE`."""
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            figures = {key: arrays[key] for key in arrays.files if key != "vectors"}
            vectors = arrays["vectors"]
        return cls(tuple(read_rows(folder / f"{name}.jsonl")), vectors, figures)


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """One JSON object a line.  Raises InputError when the folder cannot be written."""
    with written_aside(path) as aside:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        aside.write_text(text, encoding="utf-8", newline="\n")


def read_rows(path: Path) -> list[Mapping[str, Any]]:
    """The objects of a file of `write_rows`.  Raises OSError, or ValueError where a line is no object."""
    # not splitlines: a text may hold other characters that it takes for the end of a line
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} holds a line that is no object")
    return rows


def is_done(folder: Path, name: str, count: int) -> bool:
    """Whether the pair reads back whole: `count` rows, as many finite vectors, and as many of each figure.

    A figure may be NaN, for a motion that it does not apply to.
    """
    try:
        takes = Takes.load(folder, name)
    except UNREADABLE:
        return False
    if len(takes.rows) != count or takes.vectors.ndim != 2 or len(takes.vectors) != count:
        return False
    if not all(values.shape == (count,) and values.dtype.kind in "fiub" for values in takes.figures.values()):
        return False
    return takes.vectors.dtype.kind == "f" and bool(np.isfinite(takes.vectors).all())


def say_again(folder: Path, name: str) -> None:
    """One line on stderr where files of a name that is not done are there: they are made again."""
    if any((folder / f"{name}{suffix}").exists() for suffix in (".jsonl", ".npz")):
        print(f"{folder / name} is damaged or incomplete; it is made again", file=sys.stderr, flush=True)


def begin(folder: Path, job: Mapping[str, Any]) -> None:
    """Make the folder, or check that what it holds was made for the same job.  Raises InputError."""
    wanted = json.loads(json.dumps(dict(job)))
    path = folder / JOB
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be used: {error.strerror}") from None
    if written is None:
        with written_aside(path) as aside:
            aside.write_text(json.dumps(wanted, indent=2) + "\n")
        return
    found = _job(written)
    if found is None:
        raise InputError(
            f"{path} is damaged, so that nobody knows what its takes were made for; "
            f"delete the folder {folder} or name another report"
        )
    changed = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
    if changed:
        raise InputError(
            f"{folder} holds the takes of another evaluation (other {changed[0]}); "
            "delete it or name another report"
        )


def _job(written: bytes) -> dict[str, Any] | None:
    """What a job file says; None where it is damaged."""
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
