"""CoT records: what a model is taught, one JSON object a line, with MoRL's keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any

from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.language.dialects import TASKS, Task
from kinemind.language.plan import PlanStep

MAX_LINE = 4 * 2**20
"""Bytes over which a line is no record (30 minutes of motion tokens have 0.2 MB)."""
MAX_CODE = 2**31 - 1

_REQUIRED = ("task", "caption", "motion_tokens", "reasoning")
_TEXTS = ("task", "caption", "reasoning", "id", "clip", "split", "answer", "teacher")
_NUMBERS = ("reward", "advantage", "sample_weight")
_OBJECTS = ("facts", "verification", "provenance")
_TOKENS = re.compile(r"[\s,;]+|(?<=>)(?=<)")
_TOKEN = re.compile(r"<?(?:[A-Za-z_]*_)?([0-9]{1,10})>?")


@dataclass(frozen=True)
class CotRecord:
    """One (caption, reasoning, motion) triplet for one task.

    `task … sample_weight` are MoRL's keys (arXiv 2602.14534).  `id` is unique in a file, `clip` the motion
    (a clip or a recipe of the corpus), `steps` the plan in the reasoning, `answer` the description (m2t),
    `facts` a summary of the measured motion (metres, seconds, degrees), `verification` says whether the
    trace passed, who judged it, after how many attempts and by which criteria.  Raises InputError.
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
    facts: Mapping[str, Any] = field(default_factory=dict)
    teacher: str = ""
    verification: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.caption.strip():
            raise InputError("a CoT record needs a caption")
        if self.motion_tokens and (min(self.motion_tokens) < 0 or max(self.motion_tokens) > MAX_CODE):
            raise InputError("motion tokens are codes from 0 on")
        if not isfinite(self.sample_weight) or self.sample_weight < 0:
            raise InputError(f"a sample weight is finite and not negative, not {self.sample_weight}")
        for name, value in (("reward", self.reward), ("advantage", self.advantage)):
            if value is not None and not isfinite(value):
                raise InputError(f"the {name} of a CoT record must be finite")

    def to_json(self) -> dict[str, Any]:
        """The record as a plain dictionary, MoRL's keys first."""
        values = {name: getattr(self, name) for name in KEYS}
        values["motion_tokens"] = list(self.motion_tokens)
        values["steps"] = [dict(vars(step)) for step in self.steps]
        return values

    def to_line(self) -> str:
        """One line of a JSONL file, with its line end.  Raises ValueError for NaN in a dictionary."""
        return json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> CotRecord:
        """Reads our own keys and MoRL's files: tokens as a list or as a string, further keys missing or null.

        Raises InputError for missing or unknown keys and values of the wrong kind.
        """
        missing = [key for key in _REQUIRED if key not in record]
        if missing:
            raise InputError(f"a CoT record lacks {', '.join(missing)}")
        if unknown := record.keys() - KEYS:
            named = ", ".join(sorted(str(key)[:40] for key in unknown)[:5])
            raise InputError(f"a CoT record has unknown keys: {named}")
        if "split" in record and record["split"] is None:
            raise InputError("split of a CoT record must be text; leave the key out for train")
        values = {key: value for key, value in record.items() if value is not None}
        for key in _TEXTS:
            if not isinstance(values.get(key, ""), str):
                raise InputError(f"{key} of a CoT record must be text")
        for key in _OBJECTS:
            if not isinstance(values.get(key, {}), dict):
                raise InputError(f"{key} of a CoT record must be an object")
        for key in _NUMBERS:
            if key in values:
                values[key] = _number(key, values[key])
        values["motion_tokens"] = _codes(record["motion_tokens"])
        values = {"reasoning": "", "caption": ""} | values
        if values.get("task") not in TASKS:
            raise InputError(f"a CoT record's task is t2m or m2t, not {record['task']!r:.40}")
        values["steps"] = _steps(values.get("steps", ()))
        return cls(**values)


KEYS = dict.fromkeys(f.name for f in fields(CotRecord))
"""The keys of a record in the order in which they are written."""


def read_records(path: str | Path) -> list[CotRecord]:
    """All records of a JSONL file.  Raises InputError that names the line."""
    return list(iterate_records(path))


def training_records(path: str | Path) -> list[CotRecord]:
    """The records of a file to train on.

    Raises InputError for an empty file, and where a record's split is not train (names the line).
    """
    records = []
    for number, record in numbered_records(path):
        if record.split != "train":
            raise InputError(
                f"{path}, line {number}: the record is of the {record.split[:40]!r} split; only "
                "train records may be trained on"
            )
        records.append(record)
    if not records:
        raise InputError(f"{path} holds no CoT records")
    return records


def iterate_records(path: str | Path) -> Iterator[CotRecord]:
    """The records of a JSONL file one by one; blank lines are skipped.  Raises InputError."""
    for _, record in numbered_records(path):
        yield record


def numbered_records(path: str | Path) -> Iterator[tuple[int, CotRecord]]:
    """The records of a JSONL file with the numbers of their lines (from 1).  Raises InputError."""
    path = Path(path)
    try:
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise InputError(
                        f"{path}, line {number}: longer than {MAX_LINE // 2**20} MiB, no CoT record"
                    )
                if line.strip():
                    yield number, _record(line, path, number)
    except OSError as error:
        raise InputError(f"cannot read the CoT records {path}: {error.strerror or error}") from None


def write_records(records: Iterable[CotRecord], path: str | Path) -> int:
    """Writes a JSONL file whole or not at all; returns how many records it holds."""
    count = 0
    with written_aside(path) as aside, aside.open("w", encoding="utf-8") as out:
        for record in records:
            out.write(record.to_line())
            count += 1
    return count


def _record(line: bytes, path: Path, number: int) -> CotRecord:
    try:
        value = json.loads(line.decode("utf-8").removeprefix("\ufeff"), parse_constant=_no_constant)
        if not isinstance(value, dict):
            raise InputError("a CoT record is a JSON object")
        return CotRecord.from_json(value)
    except UnicodeDecodeError:
        reason = "not UTF-8 text"
    except json.JSONDecodeError as error:
        cut = "" if line.endswith(b"\n") else " (the line is cut off?)"
        reason = f"not JSON: {error.msg}{cut}"
    except RecursionError:
        reason = "nested too deeply"
    except ValueError as error:  # InputError, and numbers of thousands of digits
        reason = str(error)
    raise InputError(f"{path}, line {number}: {reason}")


def _no_constant(name: str) -> None:
    raise InputError(f"{name} is no number of JSON")


def _number(key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{key} of a CoT record must be a number")
    try:
        return float(value)
    except OverflowError:
        raise InputError(f"the {key} of a CoT record must be finite") from None


def _steps(values: object) -> tuple[PlanStep, ...]:
    if not isinstance(values, list | tuple):
        raise InputError("steps of a CoT record must be a list")
    return tuple(_step(value) for value in values)


def _step(value: object) -> PlanStep:
    if not isinstance(value, dict) or "text" not in value or value.keys() - _STEP_KEYS:
        raise InputError(f"a step of a CoT record has the keys {', '.join(_STEP_KEYS)}")
    if not all(isinstance(value.get(key, ""), str) for key in ("text", "body_part", "direction")):
        raise InputError("text, body_part and direction of a step must be text")
    seconds = _number("duration", value.get("duration", 0.0))
    if not isfinite(seconds) or seconds < 0:
        raise InputError("the duration of a step is finite and not negative")
    return PlanStep(**{**value, "duration": seconds})


_STEP_KEYS = dict.fromkeys(f.name for f in fields(PlanStep))


def _codes(value: object) -> tuple[int, ...]:
    """Codes from a list of numbers, or from text: `3 1`, `<Motion_3><Motion_1>`, `3,1`."""
    parts: Sequence[object]
    if isinstance(value, str):
        text = value.strip().removeprefix("<Motion>").removesuffix("</Motion>")
        parts = [part for part in _TOKENS.split(text) if part]
    elif isinstance(value, list | tuple):
        if all(type(part) is int for part in value):
            return tuple(value)
        parts = value
    else:
        raise InputError("motion_tokens is a list of codes or a space-separated string")
    return tuple(_code(part) for part in parts)


def _code(part: object) -> int:
    if isinstance(part, str) and (found := _TOKEN.fullmatch(part)):
        return int(found[1])
    if isinstance(part, int) and not isinstance(part, bool):
        return part
    raise InputError("motion_tokens holds something that is not a code")
