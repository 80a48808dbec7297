"""CoT records: what a model is taught, one JSON object a line, with MoRL's keys."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any

from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.language.dialects import TASKS, Task
from kinemind.language.plan import PlanStep


@dataclass(frozen=True)
class CotRecord:
    """One (caption, reasoning, motion) triplet for one task.

    `task … sample_weight` are MoRL's keys (arXiv 2602.14534); the rest says where the record comes from
    (`provenance`: teacher, model, prompt version, …) and what its plan is.  Raises InputError.
    """

    task: Task
    caption: str
    motion_tokens: tuple[int, ...]
    reasoning: str
    reward: float | None = None
    advantage: float | None = None
    sample_weight: float = 1.0
    id: str = ""
    clip: str = ""
    split: str = "train"
    steps: tuple[PlanStep, ...] = ()
    answer: str = ""
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise InputError(f"a CoT record's task is t2m or m2t, not {self.task!r}")
        if not self.caption.strip():
            raise InputError("a CoT record needs a caption")
        if any(code < 0 for code in self.motion_tokens):
            raise InputError("motion tokens are codes from 0 on")
        if not isfinite(self.sample_weight) or self.sample_weight < 0:
            raise InputError(f"a sample weight is finite and not negative, not {self.sample_weight}")
        for name, value in (("reward", self.reward), ("advantage", self.advantage)):
            if value is not None and not isfinite(value):
                raise InputError(f"the {name} of a CoT record must be finite")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> CotRecord:
        """Reads our own keys and MoRL's files: tokens as a list or as a space-separated string.

        Raises InputError for missing or unknown keys and values of the wrong kind.
        """
        known = {f.name for f in fields(cls)}
        missing = {"task", "caption", "motion_tokens", "reasoning"} - set(record)
        if missing:
            raise InputError(f"a CoT record lacks {', '.join(sorted(missing))}")
        if unknown := set(record) - known:
            raise InputError(f"a CoT record has unknown keys: {', '.join(sorted(unknown))}")
        values = {key: value for key, value in record.items() if value is not None}
        for key in ("task", "caption", "reasoning", "id", "clip", "split", "answer"):
            if key in record and not isinstance(values.get(key, ""), str):
                raise InputError(f"{key} of a CoT record must be text")
        values["motion_tokens"] = _codes(record["motion_tokens"])
        values.setdefault("reasoning", "")
        try:
            values["steps"] = tuple(PlanStep(**step) for step in values.get("steps", ()))
            for key in ("reward", "advantage", "sample_weight"):
                if key in values:
                    values[key] = float(values[key])
            return cls(**values)
        except (TypeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"a CoT record has a value of the wrong kind: {error}") from None


def read_records(path: str | Path) -> list[CotRecord]:
    """All records of a JSONL file.  Raises InputError that names the line."""
    return list(iterate_records(path))


def iterate_records(path: str | Path) -> Iterator[CotRecord]:
    """The records of a JSONL file one by one; blank lines are skipped.  Raises InputError."""
    path = Path(path)
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, path, number)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the CoT records {path}: {error}") from None


def write_records(records: Iterable[CotRecord], path: str | Path) -> int:
    """Writes a JSONL file whole or not at all; returns how many records it holds."""
    count = 0
    with written_aside(path) as aside, aside.open("w", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record.to_json(), ensure_ascii=False, allow_nan=False) + "\n")
            count += 1
    return count


def _record(line: str, path: Path, number: int) -> CotRecord:
    try:
        value = json.loads(line)
        if not isinstance(value, dict):
            raise InputError("a CoT record is a JSON object")
        return CotRecord.from_json(value)
    except ValueError as error:  # InputError and broken JSON alike
        raise InputError(f"{path}, line {number}: {error}") from None


def _codes(value: object) -> tuple[int, ...]:
    parts = value.split() if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise InputError("motion_tokens is a list of codes or a space-separated string")
    try:
        codes = [_code(part) for part in parts]
    except (TypeError, ValueError):
        raise InputError("motion_tokens holds something that is not a code") from None
    return tuple(codes)


def _code(part: object) -> int:
    """A code as a number, as digits, or as `<Motion_7>`."""
    if isinstance(part, str):
        return int(part.removeprefix("<Motion_").removesuffix(">"))
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    raise TypeError(part)
