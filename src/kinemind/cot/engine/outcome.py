"""What became of one subject, as the line that is written about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from kinemind.cot.trace import Usage

Kind = Literal["record", "reject", "failure"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Outcome:
    """`line` is one JSON object with its line end; `usage` is all the subject took, failures included."""

    kind: Kind
    id: str
    line: str
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    retries: Mapping[str, int] = field(default_factory=dict)
