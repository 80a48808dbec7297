"""One subject from start to end: write, verify, write again for the reasons, and the line about it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kinemind.cot import verify
from kinemind.cot.engine.calls import Caller, Case
from kinemind.cot.engine.draft import Draft
from kinemind.cot.engine.outcome import Kind, Outcome
from kinemind.cot.errors import NoTrace, TeacherError
from kinemind.cot.making import record_of
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.teacher import Teacher
from kinemind.cot.trace import Fault, Trace, Usage, Verdict
from kinemind.errors import InputError


def case_of(item: Subject | Draft) -> Case:
    """The account of one item; its waits are drawn by its id."""
    return Case(random.Random(item.id))


async def outcome_of(
    item: Subject | Draft, teacher: Teacher, judge: Teacher | None, caller: Caller, case: Case | None = None
) -> Outcome:
    """A record, a reject with its reasons, or a failure where no reply could be had.

    `case` is charged with what the item takes, whatever comes of it.  Raises BudgetReached, which ends the
    job.
    """
    case = case or case_of(item)
    number = 0
    try:
        subject = item if isinstance(item, Subject) else item.subject()
        complaints: dict[str, None] = {}
        for attempt in range(caller.options.attempts):
            number = attempt + 1
            trace = await _write(subject, teacher, tuple(complaints), attempt, caller, case)
            verdict = await _verify(subject, trace, judge, caller, case)
            if verdict.passed:
                return _record(subject, trace, verdict, teacher.name, number, case)
            complaints |= dict.fromkeys(fault.reason for fault in verdict.faults)
        return _reject(subject, trace, verdict, teacher.name, number, case)
    except NoTrace as refusal:
        verdict = Verdict((Fault("relevance", str(refusal)),))
        return _reject(subject, Trace("", ()), verdict, teacher.name, number, case)
    except (TeacherError, InputError) as error:
        line = {"id": item.id, "error": type(error).__name__, "reason": str(error), **_taken(case)}
        return _outcome("failure", item.id, _json(line), number, case)


def unfinished(item: Subject | Draft, case: Case) -> Outcome | None:
    """What is kept of an item that the end of the job cut off: its cost, None where it had none."""
    if not (case.usage.cost or case.usage.prompt_tokens or case.usage.completion_tokens):
        return None
    reason = "the job ended before it was done"
    line = {"id": item.id, "error": "Unfinished", "reason": reason, **_taken(case)}
    return _outcome("failure", item.id, _json(line), 0, case)


async def _write(
    subject: Subject, teacher: Teacher, complaints: tuple[str, ...], attempt: int, caller: Caller, case: Case
) -> Trace:
    # a reply that could not be read is asked for as another attempt, or the same one would come again
    return await caller.call(lambda bad: teacher.write(subject, complaints, attempt + bad), case)


async def _verify(
    subject: Subject, trace: Trace, judge: Teacher | None, caller: Caller, case: Case
) -> Verdict:
    """The rules always; the judge only for what they let pass, since each of its verdicts costs."""
    verdict = verify.check(subject, trace)
    if judge is None or not verdict.passed:
        return verdict
    return verdict + await caller.call(lambda bad: judge.judge(subject, trace), case)


def _record(
    subject: Subject, trace: Trace, verdict: Verdict, teacher: str, attempts: int, case: Case
) -> Outcome:
    record = record_of(subject, trace, verdict, teacher=teacher, attempts=attempts, provenance=_taken(case))
    try:
        line = record.to_line()
    except ValueError as error:
        raise InputError(f"the record {subject.id} cannot be written as JSON: {error}") from None
    return _outcome("record", subject.id, line, attempts, case)


def _reject(
    subject: Subject, trace: Trace, verdict: Verdict, teacher: str, attempts: int, case: Case
) -> Outcome:
    line = {
        "id": subject.id,
        "task": subject.task,
        "caption": subject.caption,
        "clip": subject.clip,
        "split": subject.split,
        "teacher": teacher,
        "attempts": attempts,
        "faults": [asdict(fault) for fault in verdict.faults],
        "judge": verdict.judge,
        "reasoning": trace.reasoning,
        "steps": [asdict(step) for step in trace.steps],
        "answer": trace.answer,
        **_taken(case),
    }
    return _outcome("reject", subject.id, _json(line), attempts, case)


def _outcome(kind: Kind, id: str, line: str, attempts: int, case: Case) -> Outcome:
    return Outcome(kind, id, line, attempts, case.usage, dict(case.retries))


def _taken(case: Case) -> Mapping[str, Any]:
    """What the subject took, for its line; nothing for a teacher that takes nothing."""
    return {"usage": asdict(case.usage)} if case.usage != Usage() else {}


def _json(line: Mapping[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False) + "\n"
