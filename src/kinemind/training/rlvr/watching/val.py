"""What reports are made on: a fixed list of val motions with one caption each, read and encoded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.corpora import Caption, Corpus
from kinemind.evaluation.cases import Case, bench_cases, evenly_spaced
from kinemind.features import recover_from_positions
from kinemind.language.dialects import Task
from kinemind.language.policy import Policy
from kinemind.language.prompts import PromptStyle, render_prompt
from kinemind.motion import Motion
from kinemind.tokenizer import MIN_FRAMES, MotionTokenizer

FEWEST = 4
"""Cases under which nothing can be said of a policy."""


@dataclass(frozen=True, eq=False)
class Val:
    """N cases, the caption that each is asked with, and the motion tokens of its true motion.

    `split`: every case of the val split, whose captions say how usual a wording is.
    """

    cases: tuple[Case, ...]
    captions: tuple[Caption, ...]
    codes: tuple[tuple[int, ...], ...]
    split: tuple[Case, ...]

    def uniform(self) -> list[Motion]:
        """The true motions on the uniform skeleton, on which evaluation measures plausibility."""
        return [
            Motion(
                recover_from_positions(case.features(), case.motion.skeleton),
                case.motion.fps,
                case.motion.skeleton,
            )
            for case in self.cases
        ]

    def prompts(self, task: Task, policy: Policy, style: PromptStyle) -> list[list[int]]:
        """The prompt of every case as the policy reads it."""
        return [
            render_prompt(
                policy.tokenizer,
                task,
                style,
                caption=caption.text,
                codes=codes,
                vocabulary=policy.vocabulary,
            )
            for caption, codes in zip(self.captions, self.codes, strict=True)
        ]


def val_of(corpus: Corpus, tokenizer: MotionTokenizer, count: int, max_seconds: float) -> Val | None:
    """`count` cases at even distances through the val split, singles and composites; None for fewer than 4.

    Which ones depends on the data alone, so that runs with other seeds or rewards are told apart on the same.
    Motions over `max_seconds` are left out (the policy may not write so much), and those too short to encode.
    """
    skeleton, fps = tokenizer.layout.skeleton, tokenizer.layout.fps
    split = tuple(
        case
        for case in bench_cases(corpus, "val")
        if case.motion.skeleton.name == skeleton.name
        and case.motion.seconds <= max_seconds
        and len(case.motion.resample(fps)) >= MIN_FRAMES
    )
    cases = evenly_spaced(split, count)
    if len(cases) < FEWEST:
        return None
    captions = tuple(case.captions[number % len(case.captions)] for number, case in enumerate(cases))
    return Val(tuple(cases), captions, _encoded(cases, tokenizer), split)


def _encoded(cases: Sequence[Case], tokenizer: MotionTokenizer) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(code) for code in tokenizer.encode(case.motion)) for case in cases)
