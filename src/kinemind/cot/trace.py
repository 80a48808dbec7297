"""A trace of reasoning as a teacher wrote it, what it cost, and what the judges say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kinemind.language.plan import PlanStep

CRITERIA = ("relevance", "consistency", "conciseness", "grounding")
"""Motion-R1's three, and ours: agreement with the measured motion."""


@dataclass(frozen=True)
class Usage:
    """Tokens and money that requests took; adds up."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    requests: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost + other.cost,
            self.requests + other.requests,
        )


@dataclass(frozen=True)
class Trace:
    """`reasoning` is the text for `<think>`; `steps` its plan; `answer` the description (m2t only);
    `provenance` what a record should say of how it came about (version of the prompts)."""

    reasoning: str
    steps: tuple[PlanStep, ...]
    answer: str = ""
    usage: Usage = field(default_factory=Usage)
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a trace: the criterion it fails and a sentence a teacher can act on."""

    criterion: str
    reason: str


@dataclass(frozen=True)
class Verdict:
    """All faults found; a trace without any has passed."""

    faults: tuple[Fault, ...] = ()
    judge: str = "rules"
    usage: Usage = field(default_factory=Usage)

    @property
    def passed(self) -> bool:
        return not self.faults

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(self.faults + other.faults, f"{self.judge}+{other.judge}", self.usage + other.usage)
