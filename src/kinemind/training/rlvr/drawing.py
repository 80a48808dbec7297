"""Answers drawn from the policy by our own decoding loop, as TRL's `rollout_func`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from transformers import PreTrainedTokenizerBase

from kinemind.generation import PLAN_TOLERANCE
from kinemind.language.constrained import Constraint
from kinemind.language.decoding import decode
from kinemind.language.dialects import Dialect, Task
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.language.sampling import Sampling

if TYPE_CHECKING:
    from trl import GRPOTrainer

BATCH = 128
"""Answers decoded together."""
_ROWS = 1 << 20
"""Room for the rows of one step in the numbering of seeds."""


@dataclass(frozen=True)
class Grammar:
    """The grammar that generation draws under, with a motion's length bound to its own plan.

    The gradient stays that of the free policy's log probabilities: where the grammar forbids next to nothing
    of the mass, as after a cold start, the two hardly differ.
    """

    policy: Policy
    dialect: Dialect
    limits: Limits

    def of(self, prompt: Sequence[int]) -> Constraint:
        """The constraint of a prompt's answers; one that shows motion tokens asks for a description."""
        task: Task = "t2m" if self._motion.isdisjoint(prompt) else "m2t"
        limits = self.limits
        if task == "t2m" and limits.reasoning:
            limits = replace(limits, plan_tolerance=PLAN_TOLERANCE)
        return self.policy.constraint(self.dialect, task, limits)

    @cached_property
    def _motion(self) -> frozenset[int]:
        return frozenset(self.policy.vocabulary.motion_ids)


class OwnDrawing:
    """Sampling without a grammar (what is written wrong is for the format reward to say), or under one.

    An answer depends on the run's seed, the step, its row among all processes' and its prompt, so that two
    processes draw what one would.
    """

    def __init__(self, seed: int, sampling: Sampling, longest: int, grammar: Grammar | None = None) -> None:
        self.seed, self.sampling, self.longest, self.grammar = seed, sampling, longest, grammar

    def __call__(self, prompts: list[str], trainer: GRPOTrainer) -> dict[str, Any]:
        tokenizer = trainer.processing_class
        assert isinstance(tokenizer, PreTrainedTokenizerBase)
        ids = [list(tokenizer(prompt, add_special_tokens=False)["input_ids"]) for prompt in prompts]
        first = trainer.accelerator.process_index * len(prompts)
        step = int(trainer.state.global_step)
        seeds = [((self.seed << 24) + step) * _ROWS + first + row for row in range(len(prompts))]
        model = trainer.accelerator.unwrap_model(trainer.model)
        training = model.training
        model.eval()
        written: dict[int, list[int]] = {}
        try:
            for constraint, rows in self._batches(ids):
                part = [ids[row] for row in rows]
                answers = decode(
                    model, tokenizer, part, [seeds[row] for row in rows], self.sampling, constraint,
                    self.longest, [[] for _ in part],
                )  # fmt: skip
                written.update(zip(rows, answers, strict=True))
        finally:
            model.train(training)
        return {
            "prompt_ids": ids,
            "completion_ids": [written[row] for row in range(len(ids))],
            "logprobs": None,
        }

    def _batches(self, prompts: Sequence[Sequence[int]]) -> list[tuple[Constraint | None, list[int]]]:
        """Rows that are decoded together: at most BATCH, under one constraint."""
        under: dict[int, tuple[Constraint | None, list[int]]] = {}
        for row, prompt in enumerate(prompts):
            constraint = self.grammar.of(prompt) if self.grammar else None
            under.setdefault(id(constraint), (constraint, []))[1].append(row)
        return [
            (constraint, rows[start : start + BATCH])
            for constraint, rows in under.values()
            for start in range(0, len(rows), BATCH)
        ]
