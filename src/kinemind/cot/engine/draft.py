"""A subject that is not complete yet."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from kinemind.cot.subject import Subject
from kinemind.language.dialects import Task


@runtime_checkable
class Draft(Protocol):
    """A small, picklable description of a subject, completed (motion read, facts measured) where the work
    is done; `subject().id` is `id`."""

    @property
    def id(self) -> str: ...

    @property
    def task(self) -> Task: ...

    def subject(self) -> Subject: ...
