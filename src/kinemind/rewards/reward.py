"""What a reward is: a plain function over a batch of answers, its range, and the tasks it judges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.language.dialects import TASKS, Task
from kinemind.rewards.rollouts import Rollouts


@dataclass(frozen=True)
class Reward:
    """`score` gives every answer a number in [lowest, highest], or NaN where it has no opinion; an answer
    that cannot be read gets the lowest."""

    name: str
    score: Callable[[Rollouts], Float[np.ndarray, " B"]]
    lowest: float
    highest: float
    tasks: tuple[Task, ...] = TASKS
    asks_encoder: bool = False
    """Whether the bundle must hold a reward encoder."""
