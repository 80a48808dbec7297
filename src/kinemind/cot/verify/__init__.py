"""Self-verification of traces by rules: relevance, consistency, conciseness and grounding."""

from __future__ import annotations

from collections import Counter

from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace, Verdict
from kinemind.cot.verify.answer import judge_answer
from kinemind.cot.verify.claims import claims
from kinemind.cot.verify.conciseness import judge_conciseness
from kinemind.cot.verify.consistency import judge_consistency
from kinemind.cot.verify.grounding import judge_grounding
from kinemind.cot.verify.reading import read
from kinemind.cot.verify.relevance import asked_of, judge_relevance, told_actions
from kinemind.cot.verify.sequence import judge_sequence
from kinemind.cot.verify.timeline import timeline

MOST_FAULTS = 12
"""More would not help a teacher."""


def check(subject: Subject, trace: Trace) -> Verdict:
    """All four criteria, no model.  Takes any text in bounded time and never raises for what it says.

    >>> from kinemind.cot.trace import Trace
    >>> subject = Subject("1", "t2m", "a person waves with the right hand", 2.0)
    >>> check(subject, Trace("1. The person waves with the left hand (left arm, up, 2.0 s).", ())).passed
    False
    """
    reading = read(trace)
    said = claims(reading)
    times = timeline(reading, said)
    told = told_actions(reading)
    asked = asked_of(subject.caption)
    alike = Counter((action.action, action.side) for action in asked).most_common(1)
    faults: list[Fault] = [
        *judge_conciseness(trace.reasoning, reading, len(asked), alike[0][1] if alike else 1),
        *judge_relevance(subject, reading, told, said),
        *judge_answer(subject, trace, reading, told),
        *judge_consistency(subject, trace, reading, said, times),
        *(Fault("consistency", reason) for reason in judge_sequence(told, reading)),
        *judge_grounding(subject, reading, told, said, times),
    ]
    return Verdict(tuple(dict.fromkeys(faults))[:MOST_FAULTS])
