"""How many candidates Chain-of-Motion draws, how often it reflects, and how it weighs what it sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from kinemind.errors import InputError
from kinemind.language.dialects import Task

MOST_CANDIDATES, MOST_STEPS = 64, 8

WEIGHTS: Mapping[Task, Mapping[str, float]] = {
    "t2m": {
        "text_motion_consistency": 1.0,
        "physical_plausibility": 1.0,
        "plan_agreement": 1.0,
        "plan_relevance": 0.5,
    },
    "m2t": {"reasoning_coherence": 1.0, "motion_retrieval": 1.0},
}
"""What the score of a candidate is summed from; each component lies in [0, 1] or is a cosine."""


@dataclass(frozen=True)
class ChainOfMotion:
    """MoRL's Chain-of-Motion (arXiv 2602.14534): `candidates` K a round, `refine_steps` T rounds of
    reflection after the first.  K = 1 and T = 0 is plain decoding."""

    candidates: int = 8
    refine_steps: int = 2
    weights: Mapping[Task, Mapping[str, float]] = field(default_factory=lambda: WEIGHTS)

    def __post_init__(self) -> None:
        """Raises InputError."""
        if not 1 <= self.candidates <= MOST_CANDIDATES:
            raise InputError(f"--com-candidates lies between 1 and {MOST_CANDIDATES}, not {self.candidates}")
        if not 0 <= self.refine_steps <= MOST_STEPS:
            raise InputError(f"--com-refine-steps lies between 0 and {MOST_STEPS}, not {self.refine_steps}")
        for task, weights in self.weights.items():
            wrong = [n for n, w in weights.items() if n not in WEIGHTS[task] or not (isfinite(w) and w >= 0)]
            if wrong:
                raise InputError(
                    f"Chain-of-Motion weighs {', '.join(WEIGHTS[task])} for {task}, each 0 or more: "
                    f"{wrong[0]} is not so"
                )

    def to_json(self) -> dict[str, Any]:
        """Candidates, rounds and weights, plainly."""
        weights = {task: dict(weights) for task, weights in self.weights.items()}
        return {"candidates": self.candidates, "refine_steps": self.refine_steps, "weights": weights}
