"""The rules teacher: writes traces from the caption and the measured facts, and judges with `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kinemind.cot.errors import NoTrace
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules.comprehension import is_understood
from kinemind.cot.teachers.rules.generation_wording import word_plan
from kinemind.cot.teachers.rules.steps import told_steps
from kinemind.cot.teachers.rules.understanding_wording import word_observation
from kinemind.cot.trace import Trace, Verdict
from kinemind.cot.verify import check
from kinemind.errors import InputError


class RulesTeacher:
    """Offline and deterministic: the words depend on the seed, the subject's id and the attempt only.

    >>> RulesTeacher(seed=0).trace(subject).reasoning  # doctest: +SKIP
    'Two actions follow one another, 4.9 s in all. 1. The person walks forward (legs, forward, 1.9 s), …'
    """

    name = "rules"

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def trace(self, subject: Subject, attempt: int = 0, complaints: Sequence[str] = ()) -> Trace:
        """A trace of a subject.

        Another attempt is worded differently and more briefly; where the grounding was complained of, and
        from the third on, it has no measured details.  Raises InputError without a caption, and for m2t
        without facts.
        """
        if subject.task == "m2t" and subject.facts is None:
            raise InputError(f"{subject.id or 'a subject'} has no motion, so there is nothing to observe")
        rng = Random(f"{self.seed}/{subject.id}/{attempt}")
        blamed = " ".join(complaints).lower()
        careful = attempt > 1 or "grounding" in blamed
        brief = attempt > 0 or "conciseness" in blamed
        told = told_steps(subject)
        if not told:
            raise InputError(
                f"{subject.id or 'a subject'} has no caption of words, so there is nothing to plan"
            )
        word = word_observation if subject.task == "m2t" else word_plan
        reasoning = word(told, subject.caption, rng, careful, brief)
        answer = " ".join(subject.caption.split()) if subject.task == "m2t" else ""
        return Trace(reasoning, tuple(t.step for t in told), answer)

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        """`trace`; raises NoTrace for a caption of which no action is known."""
        if not is_understood(subject.caption):
            raise NoTrace("no known action in the caption")
        return self.trace(subject, attempt, complaints)

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        return check(subject, trace)
