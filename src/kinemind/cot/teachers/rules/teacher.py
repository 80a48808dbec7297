"""The rules teacher: writes traces from the caption and the measured facts, and judges with `verify`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, get_args

from kinemind.cot.errors import NoTrace
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules.comprehension import is_understood
from kinemind.cot.teachers.rules.generation_wording import word_plan
from kinemind.cot.teachers.rules.steps import Told, told_steps
from kinemind.cot.teachers.rules.terse_wording import note_observation, note_plan
from kinemind.cot.teachers.rules.understanding_wording import word_observation
from kinemind.cot.trace import Trace, Verdict
from kinemind.cot.verify import check
from kinemind.errors import InputError
from kinemind.language.dialects import Task

Wording = Literal["plain", "terse"]
"""How the same reasoning is put: told in sentences, or noted."""
WORDINGS: tuple[Wording, ...] = get_args(Wording)
Words = Callable[[tuple[Told, ...], str, Random, bool, bool], str]
"""(steps, caption, rng, careful, brief) → reasoning."""
_WORDS: dict[Wording, tuple[Words, Words]] = {
    "plain": (word_plan, word_observation),
    "terse": (note_plan, note_observation),
}


def words_of(task: Task, wording: Wording) -> Words:
    """What puts the steps of a task into words."""
    plan, observation = _WORDS[wording]
    return observation if task == "m2t" else plan


def named_wording(name: str) -> Wording:
    """The wording of that name.  Raises InputError for an unknown one."""
    for wording in WORDINGS:
        if wording == name:
            return wording
    raise InputError(f"there is no wording {name!r}: choose one of {', '.join(WORDINGS)}")


class RulesTeacher:
    """Offline and deterministic: the words depend on the seed, the subject's id and the attempt only.

    `wording` chooses the words of the same steps, times and facts.

    >>> RulesTeacher(seed=0).trace(subject).reasoning  # doctest: +SKIP
    'Two actions follow one another, 4.9 s in all. 1. The person walks forward (legs, forward, 1.9 s), …'
    """

    def __init__(self, seed: int = 0, wording: Wording = "plain") -> None:
        self.seed, self.wording = seed, wording
        self.name = "rules" if wording == "plain" else f"rules:{wording}"

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
        reasoning = words_of(subject.task, self.wording)(told, subject.caption, rng, careful, brief)
        answer = " ".join(subject.caption.split()) if subject.task == "m2t" else ""
        return Trace(reasoning, tuple(t.step for t in told), answer)

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        """`trace`; raises NoTrace for a caption of which no action is known."""
        if not is_understood(subject.caption):
            raise NoTrace("no known action in the caption")
        return self.trace(subject, attempt, complaints)

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        return check(subject, trace)
