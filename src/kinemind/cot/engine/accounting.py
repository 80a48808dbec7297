"""What a job has done, what it took, and what is left of its budget."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kinemind.cot.engine.outcome import Outcome
from kinemind.cot.trace import Usage


@dataclass(frozen=True)
class EngineReport:
    """The figures of one run.

    `skipped` were done by earlier runs; `usage` and `seconds` are of this run, `spent` is the cost of all
    runs of the job.  `retries` counts requests that were sent again, by the error.  `stopped` says why a
    run ended before all subjects were tried ("" for a run to the end), `last_reason` why the last of the
    failures failed.
    """

    records: int = 0
    rejects: int = 0
    failures: int = 0
    skipped: int = 0
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    spent: float = 0.0
    retries: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stopped: str = ""
    last_reason: str = ""

    @property
    def is_fruitless(self) -> bool:
        """Whether nothing came of a run but failures."""
        return self.failures > 0 and self.records == 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def summary(self) -> str:
        """A few sentences for a person."""
        words = [f"{self.records} records, {self.rejects} rejects in {self.seconds:.0f} s"]
        if self.skipped:
            words.append(f"{self.skipped} were there already")
        if self.failures:
            words.append(f"{self.failures} failed and are tried again when the command is started again")
        if self.usage.requests:
            tokens = self.usage.prompt_tokens + self.usage.completion_tokens
            words.append(
                f"{self.usage.requests} requests, {sum(self.retries.values())} of them sent again, "
                f"{tokens} tokens, cost {self.usage.cost:.4f}"
            )
        if self.stopped:
            words.append(f"stopped early: {self.stopped}")
        return "; ".join(words)


class Account:
    """Counts while a job runs."""

    def __init__(
        self, max_cost: float | None = None, earlier: Usage | None = None, reached: bool = False
    ) -> None:
        self.max_cost = max_cost
        self.usage = Usage()
        self.retries: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.attempts = 0
        self.skipped = 0
        self.in_a_row = 0
        """Subjects that failed since the last one that did not."""
        self.last_reason = ""
        """Why the last subject that failed did."""
        self.reached = reached
        """Whether the teacher has ever replied."""
        self._earlier = earlier or Usage()
        self._began = time.monotonic()
        self._under_way = 0

    @property
    def spent(self) -> float:
        """The cost of this run and of earlier ones on the same file."""
        return self._earlier.cost + self.usage.cost

    def affords_request(self) -> bool:
        """Whether one more request fits the budget, those under way taken at the mean cost so far.

        Earlier runs count for the mean, or a run that is resumed near the end of its budget would send as
        many requests as may be under way at once.
        """
        if self.max_cost is None:
            return True
        requests = self._earlier.requests + self.usage.requests
        mean = self.spent / requests if requests else 0.0
        return self.spent + mean * self._under_way < self.max_cost

    def begin_request(self) -> None:
        self._under_way += 1

    def end_request(self, usage: Usage) -> None:
        self._under_way -= 1
        self.charge(usage)

    def charge(self, usage: Usage, retries: Mapping[str, int] | None = None) -> None:
        """Adds what requests took, and the errors after which they were sent again."""
        self.usage = self.usage + usage
        self.retries.update(retries or {})

    def count(self, outcome: Outcome) -> None:
        """Counts a subject that is through."""
        self.counts[outcome.kind] += 1
        self.attempts += outcome.attempts
        failed = outcome.kind == "failure"
        self.in_a_row = self.in_a_row + 1 if failed else 0
        if failed:
            self.last_reason = str(json.loads(outcome.line)["reason"])

    def report(self, stopped: str = "") -> EngineReport:
        return EngineReport(
            records=self.counts["record"],
            rejects=self.counts["reject"],
            failures=self.counts["failure"],
            skipped=self.skipped,
            attempts=self.attempts,
            usage=self.usage,
            spent=self.spent,
            retries=dict(self.retries),
            seconds=time.monotonic() - self._began,
            stopped=stopped,
            last_reason=self.last_reason,
        )
