"""What can go wrong between us and a teacher; all of it may go better on another attempt.

What no attempt can mend (a wrong key, an unknown model) is an InputError instead, and what lies with the
subject alone is a NoTrace.
"""

from __future__ import annotations

from kinemind.cot.trace import Usage
from kinemind.errors import InputError


class TeacherError(Exception):
    """A request failed; `usage` is what it cost all the same."""

    def __init__(self, message: str = "", usage: Usage | None = None) -> None:
        super().__init__(message or type(self).__doc__ or "")
        self.usage = usage or Usage()


class RateLimited(TeacherError):
    """The server asks for fewer requests (429); `retry_after` seconds where it says how long."""

    def __init__(
        self, message: str = "", retry_after: float | None = None, usage: Usage | None = None
    ) -> None:
        super().__init__(message, usage)
        self.retry_after = retry_after


class Unavailable(TeacherError):
    """The server could not be reached, gave no answer in time, or had a fault of its own (5xx)."""


class BadReply(TeacherError):
    """The server answered with something that is no trace: cut off, malformed, empty, or a refusal."""


class NoTrace(InputError):
    """There is no trace of this subject, whatever the attempt: it is rejected with this reason."""
