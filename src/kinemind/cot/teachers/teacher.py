"""What a teacher must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from kinemind.cot.subject import Subject
from kinemind.cot.trace import Trace, Verdict


@runtime_checkable
class Teacher(Protocol):
    """Writes traces and judges them.

    `write` gets the reasons for which earlier attempts were refused; it raises `TeacherError` subclasses
    (cot.errors) for failures worth retrying and InputError for ones that are not.
    """

    @property
    def name(self) -> str:
        """Recorded with every trace: "rules", "openai:deepseek-chat", …"""
        ...

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        """A trace for the subject; another one for another `attempt`."""
        ...

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        """Relevance, logical consistency and conciseness (Motion-R1's self-verification)."""
        ...
