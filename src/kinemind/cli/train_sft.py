"""`kinemind train sft`: the cold start, flags of MoRL's quick start included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from kinemind.cli.train_flags import (
    Common,
    Tasks,
    check_packages,
    laid_over,
    reasoning_of,
    recipe_of,
    tasks_of,
)

Flag = Annotated[bool, tyro.conf.FlagCreatePairsOff]


@dataclass(frozen=True, kw_only=True)
class SFT(Common):
    """Fine-tune the policy on CoT records: captions, reasoning and motion tokens."""

    cot_train_jsonl: str | None = None
    """CoT records to learn from (kinemind cot build); without it they are made from DATA by rules."""
    tokenizer: str | None = None
    """Folder of the trained motion tokenizer (a run folder or a bundle); without it that of --start-from,
    else nano's for CoT records that are given, else the recipe's tokenizer stage is trained first."""
    base_model: str | None = None
    """Hugging Face model to start from; without it a small one is made from scratch."""
    start_from: str | None = None
    """Bundle whose policy, vocabulary and prompt style to go on from."""
    dialect: Literal["motion-r1", "morl"] | None = None
    """Which paper's tags the answers have."""
    training_task: Tasks | None = None
    """Text to motion, motion to text, or both."""
    cot_task_filter: Literal["t2m", "m2t", "all"] | None = None
    """Which of the CoT records are used; without it those of the training task."""
    use_reasoning: Flag = False
    """Answers begin with their reasoning in <think> (what recipes do where they do not say)."""
    no_use_reasoning: Flag = False
    """Answers have no reasoning."""
    reasoning_weight: float | None = None
    """Loss weight of the tokens in <think>."""
    motion_weight: float | None = None
    """Loss weight of the motion tokens."""

    def changes(self) -> dict[str, Any]:
        names = (
            "cot_train_jsonl", "tokenizer", "base_model", "start_from", "dialect", "reasoning_weight",
            "motion_weight",
        )  # fmt: skip
        return {
            **super().changes(),
            **{name: getattr(self, name) for name in names},
            "training_task": tasks_of(self.training_task, self.cot_task_filter),
            "use_reasoning": reasoning_of(self.use_reasoning, self.no_use_reasoning),
        }


def run_sft(command: SFT) -> Path:
    """Train, and the folder of the bundle.  Raises InputError."""
    recipe = recipe_of(command)
    stage = laid_over(recipe.sft, command.changes())
    check_packages()
    from kinemind.training.chain import ready_sft
    from kinemind.training.sft import train_sft

    folder = command.folder("sft")
    return train_sft(ready_sft(stage, recipe, folder, command.resume), folder, command.resume)
