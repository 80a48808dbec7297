"""How a job runs: how many requests at a time, how fast, how often again, for how much money."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from kinemind.errors import InputError


@dataclass(frozen=True)
class EngineOptions:
    """Raises InputError for values that make no sense.

    `attempts` is how many traces a teacher may write for one subject before it is rejected; `retries` how
    often a request is sent again after a failure of transport.  `max_cost` is in the currency of
    `Usage.cost` and holds for the whole job, earlier runs on the same file included; requests under way
    are let end, so it may be passed by what they cost.  `processes` > 1 is for teachers that compute
    (rules): subjects go to that many processes in chunks.  `data` identifies the data the subjects come
    from and `total` is how many there are (for the progress display), `about` says that more may be found on
    the way.  Without `resume` an output that is there is refused.
    """

    concurrency: int = 64
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    attempts: int = 3
    retries: int = 6
    first_delay: float = 1.0
    """Seconds before a request is sent again; doubles with each further failure."""
    max_delay: float = 60.0
    timeout: float = 120.0
    """Seconds after which a request has failed."""
    max_cost: float | None = None
    processes: int = 1
    chunk: int = 64
    """Subjects that a process gets at a time."""
    give_up_after: int = 20
    """Subjects that fail one after the other, none succeeding in between, before the job stops."""
    sync_seconds: float = 1.0
    """Seconds between two fsyncs of the output."""
    data: str = ""
    total: int | None = None
    about: bool = False
    resume: bool = True

    def __post_init__(self) -> None:
        for name in ("concurrency", "attempts", "processes", "chunk", "give_up_after"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} must be at least 1, not {getattr(self, name)}")
        for name in ("retries", "first_delay", "max_delay", "sync_seconds"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise InputError(f"{name} must be a number from 0 on, not {getattr(self, name)}")
        for name in ("requests_per_minute", "tokens_per_minute", "timeout", "max_cost"):
            value = getattr(self, name)
            if value is not None and not (isfinite(value) and value > 0):
                raise InputError(f"{name} must be over 0, not {value}")
        if self.processes > 1 and (self.requests_per_minute or self.tokens_per_minute):
            raise InputError(
                "a rate limit holds in one process only; leave processes at 1 and raise concurrency"
            )
