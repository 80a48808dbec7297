"""A teacher that sees the caption and nothing else: for the ablation of grounding and verification.

It takes a caption apart by the same rules and words the steps in the same sentences as the rules teacher,
so that what differs is what it knows.  Times, figures and open sides are guessed (`rules.guessing`); no
step is left out or swapped on purpose.  Motion-R1 (arXiv 2506.10353) has its chains written like this.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kinemind.cot.errors import NoTrace
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules.comprehension import is_understood
from kinemind.cot.teachers.rules.generation_wording import word_plan
from kinemind.cot.teachers.rules.guessing import guessed_steps
from kinemind.cot.teachers.rules.understanding_wording import word_observation
from kinemind.cot.trace import Trace, Verdict
from kinemind.errors import InputError


class CaptionOnlyTeacher:
    """Offline and deterministic; reads neither the facts nor the length of a subject."""

    name = "caption-only"

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def trace(self, subject: Subject, attempt: int = 0) -> Trace:
        """A trace of the subject's caption.  Raises InputError without one."""
        rng = Random(f"{self.seed}/{subject.id}/{attempt}")
        told = guessed_steps(subject.caption, rng)
        if not told:
            name = subject.id or "a subject"
            raise InputError(f"{name} has no caption of words, so there is nothing to plan")
        word = word_observation if subject.task == "m2t" else word_plan
        reasoning = word(told, subject.caption, rng, False, attempt > 0)
        answer = " ".join(subject.caption.split()) if subject.task == "m2t" else ""
        return Trace(reasoning, tuple(t.step for t in told), answer)

    async def write(self, subject: Subject, complaints: Sequence[str] = (), attempt: int = 0) -> Trace:
        """`trace`; raises NoTrace for a caption of which no action is known."""
        if not is_understood(subject.caption):
            raise NoTrace("no known action in the caption")
        return self.trace(subject, attempt)

    async def judge(self, subject: Subject, trace: Trace) -> Verdict:
        """It has nothing to judge by, so everything passes."""
        return Verdict((), self.name)
