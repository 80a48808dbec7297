"""`kinemind train rlvr`: RL Binding and RLVR, flags of MoRL's quick start included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

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
from kinemind.cli.train_sft import Flag
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.training.config import RLVRStage

_STAGE_NAMES = (
    "start_from", "cot_train_jsonl", "reward_encoder", "kl_coef", "clip_eps", "epochs", "group_size",
    "prompts", "temperature", "top_p", "report_every", "rollouts", "vllm_server_url",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RLVR(Common):
    """Reinforcement learning on verifiable rewards (GRPO) from a cold start.

    Without --start-from and --rl-reference-ckpt the recipe's own stages make the cold start first, in
    OUT_DIR/EXP_NAME/tokenizer, sft and reward.
    """

    start_from: str | None = None
    """Bundle, or run folder of `train sft`, whose policy to go on from."""
    reference: Annotated[str | None, tyro.conf.arg(name="rl-reference-ckpt")] = None
    """Bundle or run folder whose policy the KL term holds on to; without --start-from also the start."""
    reward_encoder: str | None = None
    """Bundle whose reward encoder judges; without it the start's, else nano's."""
    training_task: Tasks | None = None
    """Text to motion, motion to text, or both."""
    cot_train_jsonl: str | None = None
    """CoT records whose captions and motions are the prompts; without it they are made from DATA by rules."""
    cot_task_filter: Literal["t2m", "m2t", "all"] | None = None
    """Which of the CoT records are used; without it those of the training task."""
    epochs: Annotated[float | None, tyro.conf.arg(name="rl-epochs")] = None
    """Passes over the prompts, instead of --steps."""
    group_size: Annotated[int | None, tyro.conf.arg(name="rl-group-size")] = None
    """Answers a prompt (G)."""
    kl_coef: Annotated[float | None, tyro.conf.arg(name="rl-kl-coef")] = None
    """Weight of the KL divergence from the reference."""
    clip_eps: Annotated[float | None, tyro.conf.arg(name="rl-clip-eps")] = None
    """How far the ratio against the old policy may leave 1."""
    rewards: str | None = None
    """Rewards and their weights, such as format=0.2,motion_similarity=1."""
    prompts: int | None = None
    """Prompts an optimizer step, over all processes."""
    temperature: float | None = None
    """Temperature that answers are drawn at."""
    top_p: float | None = None
    """Share of the probability whose likeliest tokens answers are drawn from."""
    report_every: int | None = None
    """Steps between two reports on val; 0: none."""
    rollouts: Literal["own", "transformers", "vllm-colocate", "vllm-server"] | None = None
    """Who draws the answers."""
    vllm_server_url: str | None = None
    """Where the vLLM server listens."""
    lora_rank: int | None = None
    """Rank of the adapters; 0 trains every weight."""
    use_reasoning: Flag = False
    """The cold start reasons: one that is given must, one that is trained first learns to."""
    no_use_reasoning: Flag = False
    """The cold start does not reason."""
    reasoning_weight: float | None = None
    """Loss weight of the tokens in <think>, in a cold start that is trained first."""
    motion_weight: float | None = None
    """Loss weight of the motion tokens, in a cold start that is trained first."""

    def changes(self) -> dict[str, Any]:
        if self.batch_size is not None:
            raise InputError("rlvr has no --batch-size: a step takes --prompts times --rl-group-size answers")
        common = super().changes()
        del common["batch_size"]
        return {
            **common,
            **{name: getattr(self, name) for name in _STAGE_NAMES},
            "reference": self.reference,
            "training_task": tasks_of(self.training_task, self.cot_task_filter),
            "rewards": None if self.rewards is None else _rewards(self.rewards),
        }


def run_rlvr(command: RLVR) -> Path:
    """Train, and the folder of the bundle.  Raises InputError."""
    reasoning = reasoning_of(command.use_reasoning, command.no_use_reasoning)
    recipe = recipe_of(
        command,
        use_reasoning=reasoning,
        reasoning_weight=command.reasoning_weight,
        motion_weight=command.motion_weight,
    )
    stage = laid_over(recipe.rlvr, _with_lora(command.changes(), recipe.rlvr, command.lora_rank))
    if stage.reference and not stage.start_from:
        stage = stage.model_copy(update={"start_from": stage.reference})
    check_packages()
    from kinemind.training.chain import ready_rlvr
    from kinemind.training.rlvr import train_rlvr

    folder = command.folder("rlvr")
    stage = ready_rlvr(stage, recipe, folder, command.resume)
    _check_reasoning(stage.start_from, reasoning)
    return train_rlvr(stage, folder, command.resume)


def _with_lora(changes: dict[str, Any], stage: RLVRStage, rank: int | None) -> dict[str, Any]:
    return changes if rank is None else {**changes, "lora": {**stage.lora.model_dump(), "rank": rank}}


def _rewards(text: str) -> dict[str, float]:
    from kinemind.rewards.mixing import parse_weights

    return parse_weights(text)


def _check_reasoning(start: str, reasoning: bool | None) -> None:
    """Raises InputError where the start was trained otherwise than --[no-]use-reasoning says."""
    from kinemind.bundle import Bundle

    if reasoning is not None and Bundle.open(start or "nano").reasoning != reasoning:
        has = "answers without reasoning" if reasoning else "reasons"
        raise InputError(
            f"the cold start {start or 'nano'} {has}; train one otherwise with `kinemind train sft`"
        )
