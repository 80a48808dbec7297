"""What a language model behind some server must be able to do: answer one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from kinemind.cot.teachers.prompting import Prompt
from kinemind.cot.trace import Usage


@dataclass(frozen=True)
class Request:
    """A prompt, the schema of the answer, a seed, and the bytes of an mp4 film where there is one.

    A `sober` request wants no variety: temperature 0 where the server may be told one.
    """

    prompt: Prompt
    schema: Mapping[str, Any]
    seed: int = 0
    film: bytes = b""
    sober: bool = False


@dataclass(frozen=True)
class Reply:
    """The answer's text (not the model's own thinking) and what it took."""

    text: str
    usage: Usage


@runtime_checkable
class LanguageModel(Protocol):
    """A model behind a server.  `ask` raises TeacherError kinds, and InputError for what no retry mends."""

    @property
    def name(self) -> str: ...

    async def ask(self, request: Request) -> Reply: ...

    async def close(self) -> None: ...
