"""Steps of our RLVR training, with what was drawn, its advantages and the gradient kept to be compared.

What `grpo_step.py` and `growth.py` time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from published_grpo import Group
from torch import Tensor

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.language.policy import Policy
from kinemind.training.config import RLVRStage
from kinemind.training.rlvr import train, train_rlvr
from kinemind.training.rlvr.scoring import Scoring
from kinemind.training.rlvr.trainer import TrimmedTrainer

RECORDS = 400


def some_records(path: Path, folder: Path) -> Path:
    """A file of RECORDS t2m records from all over `path`: runs read all theirs, which is not to be measured.

    Raises InputError where there is no such file or no such record.
    """
    if not path.is_file():
        raise InputError(f"there are no records at {path}")
    with path.open() as lines:
        found = [line for line in lines if '"split": "train"' in line and '"task": "t2m"' in line]
    if not found:
        raise InputError(f"{path} holds no t2m records of the train split")
    kept = folder / "records.jsonl"
    folder.mkdir(exist_ok=True)
    kept.write_text("".join(found[:: max(1, len(found) // RECORDS)][:RECORDS]))
    return kept


@dataclass
class Watched:
    """The last step: its groups, advantages (B,), the gradient as one vector (P,), seconds of every step.

    `policy` is another copy of the start, as it was before the first step; `scoring` the run's rewards.
    """

    policy: Policy
    bundle: Bundle
    groups: list[Group] = field(default_factory=list)
    advantages: Tensor = field(default_factory=lambda: torch.zeros(0))
    gradient: Tensor = field(default_factory=lambda: torch.zeros(0))
    seconds: list[float] = field(default_factory=list)
    scoring: Scoring | None = None
    longest: int = 0


def watched_steps(stage: RLVRStage, steps: int, folder: Path) -> Watched:
    """`steps` optimizer steps of `train_rlvr` in a new folder.  Raises InputError as it does."""
    bundle = Bundle.open(stage.start_from)
    seen = Watched(Policy.load(bundle.path / "policy"), bundle)

    class Watching(TrimmedTrainer):
        """Looks at what passes; changes nothing."""

        def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
            found = super()._generate_and_score_completions(inputs)
            rows = zip(found["completion_ids"], found["completion_mask"], strict=True)
            answers = [ids[mask.bool()].tolist() for ids, mask in rows]
            size = stage.group_size
            seen.groups = [
                Group(
                    inputs[first]["prompt"], inputs[first]["caption"], tuple(inputs[first]["codes"]),
                    tuple(map(tuple, answers[first : first + size])),
                )
                for first in range(0, len(inputs), size)
            ]  # fmt: skip
            seen.advantages = found["advantages"].detach().clone()
            seen.longest = self.max_completion_length
            return found

        def training_step(self, *words: Any, **named: Any) -> Tensor:
            loss = super().training_step(*words, **named)
            model = self.accelerator.unwrap_model(self.model)
            seen.gradient = flat_gradient(model)  # before it is clipped
            return loss

    class Listening(Scoring):
        """The run's rewards, kept to score the other side's answers with."""

        def __init__(self, *words: Any) -> None:
            super().__init__(*words)
            seen.scoring = self

    with patch.object(train, "TrimmedTrainer", Watching), patch.object(train, "Scoring", Listening):
        train_rlvr(stage.model_copy(update={"steps": steps}), folder)
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    seen.seconds = [line["step_seconds"] for line in lines if "step_seconds" in line]
    return seen


def flat_gradient(model: torch.nn.Module) -> Tensor:
    """All gradients in the order of the parameters' names, one vector; zeros where there is none."""
    named = sorted(model.named_parameters())
    return torch.cat(
        [(torch.zeros_like(w) if w.grad is None else w.grad).detach().flatten().float() for _, w in named]
    )
