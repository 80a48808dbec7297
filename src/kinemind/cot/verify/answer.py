"""The answer of an m2t trace: it says the caption and follows from the reasoning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace
from kinemind.cot.verify.matching import agree
from kinemind.cot.verify.reading import Reading
from kinemind.cot.verify.relevance import Told, asked_of, differences

LONGEST_ANSWER = 600
"""Characters of a description in one or a few sentences."""


def judge_answer(subject: Subject, trace: Trace, reading: Reading, told: Sequence[Told]) -> Iterator[Fault]:
    """Faults of the answer; none for t2m, where the motion is the answer.

    An empty answer stands for the caption: the record takes it.
    """
    if subject.task != "m2t" or not trace.answer.strip():
        return
    if len(trace.answer) > LONGEST_ANSWER:
        yield Fault(
            "conciseness", f"the answer has {len(trace.answer)} characters; describe the motion in a sentence"
        )
        return
    asked = asked_of(trace.answer)
    if trace.answer.strip() == subject.caption.strip():
        return  # the caption itself was compared with the reasoning already
    if not any(action.action != "other" for action in asked) and any(
        t.action.action != "other" for t in told
    ):
        yield Fault("consistency", "the answer names none of the actions that the reasoning finds")
        return
    # what the motion shows beyond the caption need not be in the answer; what the caption asks for must
    wanted = asked_of(subject.caption)
    relevant = [t for t in told if any(agree(a, t.action) for a in wanted)] or told
    for reason in differences(asked, relevant, reading, replace(subject, facts=None), "the answer"):
        yield Fault("consistency", reason)
