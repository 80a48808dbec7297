"""What Chain-of-Motion did: every round's candidates with their scores, the critique, and the choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kinemind.language.critique import Critique
from kinemind.language.policy import Sampled


@dataclass(frozen=True)
class Candidate:
    """One answer with the sum of its weighted components, higher is better; `kept`: not dropped as weak."""

    answer: Sampled
    score: float
    components: Mapping[str, float]
    kept: bool = True


@dataclass(frozen=True)
class Round:
    """Candidates of one round; `critique` is what the best answer so far was found wanting after it."""

    candidates: tuple[Candidate, ...]
    critique: Critique


@dataclass(frozen=True)
class Chain:
    """All rounds of one prompt; `chosen` is (round, candidate) of the best answer of all."""

    rounds: tuple[Round, ...]
    chosen: tuple[int, int]

    @property
    def best(self) -> Candidate:
        return self.rounds[self.chosen[0]].candidates[self.chosen[1]]

    def to_json(self) -> dict[str, Any]:
        """`{"rounds": [{"candidates": [{"score", "components", "seed", "kept"}], "critique"}], "chosen"}`;
        `chosen` counts through the candidates of all rounds."""
        before = sum(len(one.candidates) for one in self.rounds[: self.chosen[0]])
        return {
            "rounds": [
                {
                    "candidates": [
                        {
                            "score": round(c.score, 4),
                            "components": {name: round(value, 4) for name, value in c.components.items()},
                            "seed": c.answer.seed,
                            "kept": c.kept,
                        }
                        for c in one.candidates
                    ],
                    "critique": one.critique.text,
                }
                for one in self.rounds
            ],
            "chosen": before + self.chosen[1],
        }
