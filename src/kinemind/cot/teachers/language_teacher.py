"""A teacher that asks a language model, whichever server it is behind."""

from __future__ import annotations

import asyncio
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace

from kinemind.cot.subject import Subject
from kinemind.cot.teachers.model import LanguageModel, Request
from kinemind.cot.teachers.prompting import judging_prompt, version, writing_prompt
from kinemind.cot.teachers.replies import read_trace, read_verdict
from kinemind.cot.teachers.schemas import trace_schema, verdict_schema
from kinemind.cot.trace import Trace, Verdict

FILMS_KEPT = 128
"""A film is drawn once for the attempts at a subject and their judging."""


class LanguageTeacher:
    """Writes and judges with a model; `film` draws the motion for models that can see."""

    def __init__(
        self, model: LanguageModel, seed: int = 0, film: Callable[[Subject], bytes] | None = None
    ) -> None:
        self.model = model
        self.seed = seed
        self._film = film
        self._films: OrderedDict[str, bytes] = OrderedDict()

    def __repr__(self) -> str:
        return f"LanguageTeacher({self.name})"

    @property
    def name(self) -> str:
        return self.model.name

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        """A trace; another `attempt` has another seed.  Raises TeacherError kinds and InputError."""
        film = await self._film_of(subject)
        prompt = writing_prompt(subject, complaints, film=bool(film))
        request = Request(
            prompt, trace_schema(subject.task), self._seed_of(subject, f"write {attempt}"), film
        )
        reply = await self.model.ask(request)
        trace = read_trace(reply.text, subject.task, reply.usage)
        return replace(trace, provenance={"prompts": version()})

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        """Relevance, consistency and conciseness.  Raises TeacherError kinds and InputError."""
        film = await self._film_of(subject)
        prompt = judging_prompt(subject, trace, film=bool(film))
        seed = self._seed_of(subject, f"judge {trace.reasoning}")
        reply = await self.model.ask(Request(prompt, verdict_schema(), seed, film, sober=True))
        return read_verdict(reply.text, self.name, reply.usage)

    async def close(self) -> None:
        """Gives the connections back."""
        await self.model.close()

    def _seed_of(self, subject: Subject, what: str) -> int:
        """31 bits; the same for the same request in every run."""
        return zlib.crc32(f"{self.seed} {subject.id} {what}".encode()) & 0x7FFFFFFF

    async def _film_of(self, subject: Subject) -> bytes:
        if self._film is None:
            return b""
        if subject.id not in self._films:
            self._films[subject.id] = await asyncio.to_thread(self._film, subject)
            while len(self._films) > FILMS_KEPT:
                self._films.popitem(last=False)
        return self._films[subject.id]
