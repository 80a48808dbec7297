"""What a server will take: found out by asking, for "OpenAI-compatible" servers differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

Format = Literal["schema", "object", "free"]
"""The answer held to a schema, held to be any JSON object, or not held to anything."""

_LESS: dict[Format, Format] = {"schema": "object", "object": "free", "free": "free"}


@dataclass(frozen=True)
class Manners:
    """How a server is to be asked: with which format, and without which optional parameters."""

    format: Format = "schema"
    left_out: frozenset[str] = frozenset()

    def yielding(self, message: str, optional: tuple[str, ...]) -> Manners | None:
        """What to try after a refusal: without the parameter that the message names, or a weaker format.

        None where nothing is left to give up: then the request itself is at fault.
        """
        for name in optional:
            if name not in self.left_out and re.search(rf"\b{name}\b", message):
                return replace(self, left_out=self.left_out | {name})
        return None if self.format == "free" else replace(self, format=_LESS[self.format])
