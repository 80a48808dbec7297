"""Subjects with traces that are true of them, and a teacher that writes these traces without a server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace, Usage, Verdict
from kinemind.language.plan import PlanStep, parse_plan

TRACES = {
    "a person walks forward": "The person walks forward (legs, forward, 2.0 s).",
    "a person waves with the right hand": "The person waves with the right hand (right arm, up, 2.0 s).",
    "a person kicks with the left leg": "The person kicks with the left leg (left leg, forward, 2.0 s).",
    "a person jumps": "The person jumps (legs, up, 2.0 s).",
}
FALSE = "One action, 2.0 s in all. 1. The person waves with the left hand (left arm, up, 2.0 s)."
"""False of all of them."""


def reasoning_for(caption: str) -> str:
    return f"One action, 2.0 s in all. 1. {TRACES[caption]}"


def subjects(count: int) -> Iterator[Subject]:
    captions = list(TRACES)
    for number in range(count):
        yield Subject(f"s{number:05}", "t2m", captions[number % len(captions)], 2.0, split="train")


def steps_of(reasoning: str) -> tuple[PlanStep, ...]:
    return parse_plan(reasoning)


@dataclass
class Scripted:
    """Writes true traces; false ones for the ids of `wrong` (for their first `wrong[id]` attempts).

    `seconds` is computed without letting anyone else run, `latency` is waited for.
    """

    name: str = "scripted"
    wrong: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    latency: float = 0.0
    cost: float = 0.0
    told: list[tuple[str, tuple[str, ...], int]] = field(default_factory=list)
    under_way: int = 0
    most_under_way: int = 0

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        self.told.append((subject.id, tuple(complaints), attempt))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        time.sleep(self.seconds)
        await asyncio.sleep(self.latency)
        self.under_way -= 1
        false = attempt < self.wrong.get(subject.id, 0)
        text = FALSE if false else reasoning_for(subject.caption)
        return Trace(text, steps_of(text), usage=Usage(10, 5, self.cost, 1 if self.cost else 0))

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        faults = (Fault("relevance", "not what was asked"),) if subject.id in self.wrong else ()
        return Verdict(faults, self.name, Usage(3, 1, self.cost, 1))
