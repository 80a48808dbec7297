"""Answers as the parser hands them to the rewards, and batches of them."""

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np

from kinemind.language.dialects import Dialect, Task
from kinemind.language.grammar import Parsed, Status
from kinemind.rewards.judges import Judges
from kinemind.rewards.rollouts import Rollouts

BROKEN: tuple[Status, ...] = tuple(status for status in get_args(Status) if status != "ok")


class NoModels:
    """Stands for the judges where no reward may ask them."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"{name} was asked for")


class Says:
    """An NLI model that remembers what it was asked; its probabilities depend on the lengths alone."""

    name = "some/nli-model"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def probability(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Any:
        self.asked += zip(premises, hypotheses, strict=True)
        return np.array([len(h) / (len(p) + len(h)) for p, h in zip(premises, hypotheses, strict=True)])


def batch(
    judges: Any,
    rows: Sequence[tuple[str, tuple[int, ...], Parsed]],
    task: Task = "t2m",
    dialect: Dialect = "morl",
) -> Rollouts:
    """A batch of (caption, tokens of the true motion, answer)."""
    captions, references, answers = zip(*rows, strict=True)
    if not isinstance(judges, Judges):
        stand_in, judges = judges, object.__new__(Judges)
        judges.__dict__.update(
            motion_tokenizer=stand_in, encoder=stand_in, sentences=stand_in, entailment=stand_in
        )
    return Rollouts(task, dialect, captions, references, answers, judges)
