"""The rewards as TRL calls them: one function a component, over answers that are read once a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.language.dialects import TASKS, Dialect, Task
from kinemind.language.grammar import Parsed, parse
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.rewards import REWARDS
from kinemind.rewards.judges import Judges
from kinemind.rewards.rollouts import Rollouts

RewardFunction = Callable[..., list[float | None]]


class Scoring:
    """Reads the answers of a batch once, and gives every component its numbers."""

    def __init__(self, policy: Policy, dialect: Dialect, limits: Limits, judges: Judges) -> None:
        self.policy, self.dialect, self.limits, self.judges = policy, dialect, limits, judges
        self._batch: Sequence[Sequence[int]] | None = None
        self._rollouts: dict[Task, tuple[list[int], Rollouts]] = {}

    def read(self, ids: Sequence[int], task: Task) -> Parsed:
        """What an answer says; its end of sequence does not count."""
        return parse(
            ids,
            self.dialect,
            task,
            vocabulary=self.policy.vocabulary,
            tokenizer=self.policy.tokenizer,
            min_motion=self.limits.min_motion,
            max_motion=self.limits.max_motion,
            levels=self.limits.levels,
            reasoning=self.limits.max_reasoning > 0,
        )

    def rollouts(
        self,
        completion_ids: Sequence[Sequence[int]],
        tasks: Sequence[Task],
        captions: Sequence[str],
        codes: Sequence[Sequence[int]],
    ) -> Mapping[Task, tuple[list[int], Rollouts]]:
        """The batch by task: the rows of each, and its answers.  The last batch is kept."""
        if self._batch is not completion_ids:
            self._batch, self._rollouts = completion_ids, {}
            for task in TASKS:
                rows = [row for row, other in enumerate(tasks) if other == task]
                if rows:
                    self._rollouts[task] = (
                        rows,
                        Rollouts(
                            task=task,
                            dialect=self.dialect,
                            captions=tuple(captions[row] for row in rows),
                            references=tuple(tuple(codes[row]) for row in rows),
                            answers=tuple(self.read(completion_ids[row], task) for row in rows),
                            judges=self.judges,
                            motion_limits=(self.limits.min_motion, self.limits.max_motion),
                        ),
                    )
        return self._rollouts

    def function(self, name: str) -> RewardFunction:
        """The component as TRL wants it; None for an answer of a task that it does not judge."""
        reward = REWARDS[name]

        def scores(
            *,
            completion_ids: Sequence[Sequence[int]],
            task: Sequence[Task],
            caption: Sequence[str],
            codes: Sequence[Sequence[int]],
            log_metric: Callable[[str, float], None] | None = None,
            **_: Any,
        ) -> list[float | None]:
            new = self._batch is not completion_ids
            batch = self.rollouts(completion_ids, task, caption, codes)
            if new and log_metric is not None:
                whole = np.concatenate([rollouts.parsed for _, rollouts in batch.values()])
                log_metric("parse_rate", float(whole.mean()))
            values: Float[np.ndarray, " B"] = np.full(len(completion_ids), np.nan)
            for own, (rows, rollouts) in batch.items():
                if own in reward.tasks:
                    values[rows] = reward.score(rollouts)
            return [None if np.isnan(value) else float(value) for value in values]

        scores.__name__ = name
        return scores
