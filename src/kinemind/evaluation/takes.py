"""Generated motions of an evaluation on disk, one pair of files a batch, so that a killed one goes on.

NAME.jsonl  one object a take: case, text, seed, reasoning, tokens, frames
NAME.npz    vectors [N, D] of the evaluator, and a plausibility figure [N] each; written last
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.files import written_aside

JOB = "job.json"


@dataclass(frozen=True, eq=False)
class Takes:
    """Motions generated for some texts: rows to read, vectors and figures to judge by."""

    rows: tuple[Mapping[str, Any], ...]
    vectors: Float[np.ndarray, "N D"]
    figures: Mapping[str, Float[np.ndarray, " N"]]

    def save(self, folder: Path, name: str) -> None:
        with written_aside(folder / f"{name}.jsonl") as aside:
            aside.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in self.rows))
        with written_aside(folder / f"{name}.npz") as aside, aside.open("wb") as stream:
            np.savez(stream, **{"vectors": self.vectors, **self.figures})  # type: ignore[arg-type]

    @classmethod
    def load(cls, folder: Path, name: str) -> Takes:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            figures = {key: arrays[key] for key in arrays.files if key != "vectors"}
            vectors = arrays["vectors"]
        lines = (folder / f"{name}.jsonl").read_text().splitlines()
        return cls(tuple(json.loads(line) for line in lines), vectors, figures)


def is_done(folder: Path, name: str) -> bool:
    return (folder / f"{name}.npz").is_file()


def begin(folder: Path, job: Mapping[str, Any]) -> None:
    """Make the folder, or check that what it holds was made for the same job.  Raises InputError."""
    wanted = json.loads(json.dumps(dict(job)))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / JOB
        if path.is_file():
            found = json.loads(path.read_text())
            changed = [key for key in {**found, **wanted} if found.get(key) != wanted.get(key)]
            if changed:
                raise InputError(
                    f"{folder} holds the takes of another evaluation (other {changed[0]}); "
                    "delete it or name another report"
                )
            return
        with written_aside(path) as aside:
            aside.write_text(json.dumps(wanted, indent=2) + "\n")
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"the folder {folder} cannot be used: {error}") from None


def together(parts: Sequence[Takes]) -> Takes:
    """Several batches as one."""
    return Takes(
        tuple(row for part in parts for row in part.rows),
        np.concatenate([part.vectors for part in parts]),
        {name: np.concatenate([part.figures[name] for part in parts]) for name in parts[0].figures},
    )
