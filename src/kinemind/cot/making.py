"""A record out of a subject, its trace and the verdict; and the summary of facts that a record carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kinemind.cot.records import CotRecord
from kinemind.cot.subject import Subject
from kinemind.cot.trace import CRITERIA, Trace, Verdict
from kinemind.kinematics.facts import Facts


def record_of(
    subject: Subject,
    trace: Trace,
    verdict: Verdict | None,
    *,
    teacher: str,
    attempts: int = 1,
    provenance: Mapping[str, Any] | None = None,
) -> CotRecord:
    """The record of a finished trace; `provenance` is added to what the subject says of itself.

    Without a verdict the verification is empty: nobody looked.
    """
    # with the motion the answer of m2t is its description: the caption where the teacher leaves it open
    answer = trace.answer or (subject.caption if subject.task == "m2t" else "")
    return CotRecord(
        task=subject.task,
        caption=subject.caption,
        motion_tokens=subject.motion_tokens,
        reasoning=trace.reasoning,
        sample_weight=round(subject.sample_weight, 4),
        id=subject.id,
        clip=subject.clip,
        split=subject.split,
        steps=trace.steps,
        answer=answer,
        facts={} if subject.facts is None else brief(subject.facts),
        teacher=teacher,
        verification={} if verdict is None else verification(verdict, attempts),
        provenance={**subject.provenance, **trace.provenance, **(provenance or {})},
    )


def verification(verdict: Verdict, attempts: int) -> dict[str, Any]:
    """Whether the trace passed, who judged it, after how many attempts, and by each criterion."""
    failed = {fault.criterion for fault in verdict.faults}
    names = dict.fromkeys((*CRITERIA, *sorted(failed)))
    return {
        "passed": verdict.passed,
        "judge": verdict.judge,
        "attempts": attempts,
        "criteria": {name: name not in failed for name in names},
    }


def brief(facts: Facts) -> dict[str, Any]:
    """The summary in a record: seconds, metres, m/s and degrees (+ = left), rounded to 2 decimals."""
    return {
        "seconds": round(facts.seconds, 2),
        "direction": facts.travel.direction,
        "distance": round(facts.travel.distance, 2),
        "speed": facts.travel.speed_class,
        "turns": [round(turn.angle) for turn in facts.turns.turns],
        "phases": [
            {
                "label": phase.label,
                "start": round(phase.start, 2),
                "end": round(phase.end, 2),
                **{name: round(value, 2) for name, value in phase.measures.items()},
            }
            for phase in facts.phases
        ],
    }
