"""A stage of the recipe as TRL's arguments; what TRL would choose otherwise is said here."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import torch
from trl import GRPOConfig

from kinemind.errors import InputError
from kinemind.training.config import RLVRStage
from kinemind.training.weighted_trainer import LENGTHS


def grpo_arguments(
    stage: RLVRStage,
    folder: Path,
    *,
    steps: int,
    weights: dict[str, float],
    longest: int,
    processes: int,
) -> GRPOConfig:
    """GRPO (DeepSeekMath, arXiv 2402.03300): ratio against the policy that drew the answers, clipped; KL to
    the reference in the loss; advantages within the group.

    Raises InputError where the answers of a step cannot be shared evenly.
    """
    answers = stage.prompts * stage.group_size
    parts = processes * stage.accumulation
    if answers % parts:
        raise InputError(
            f"{stage.prompts} prompts of {stage.group_size} answers cannot be shared by {processes} "
            f"processes in {stage.accumulation} parts each; choose prompts so that they can"
        )
    vllm: dict[str, Any] = {"use_vllm": stage.rollouts.startswith("vllm")}
    if vllm["use_vllm"]:
        vllm["vllm_mode"] = stage.rollouts.removeprefix("vllm-")
        if stage.vllm_server_url:
            vllm["vllm_server_base_url"] = stage.vllm_server_url
    return GRPOConfig(
        output_dir=str(folder / "checkpoints"),
        max_steps=steps,
        per_device_train_batch_size=answers // parts,
        gradient_accumulation_steps=stage.accumulation,
        num_generations=stage.group_size,
        num_iterations=stage.iterations,
        max_completion_length=longest,
        temperature=stage.temperature,
        top_p=stage.top_p,
        top_k=0,
        beta=stage.kl_coef,
        epsilon=stage.clip_eps,
        use_bias_correction_kl=False,  # TRL weighs the KL term by the ratio; the paper does not
        loss_type=stage.loss_type,
        reward_weights=list(weights.values()),
        multi_objective_aggregation=(
            "normalize_then_sum" if stage.normalise == "component" else "sum_then_normalize"
        ),
        scale_rewards=stage.scale,
        mask_truncated_completions=False,
        # dropout would make the ratio of a second pass noise; one pass has the ratio 1 either way
        disable_dropout=stage.iterations > 1,
        shuffle_dataset=False,
        learning_rate=stage.learning_rate,
        lr_scheduler_type=stage.schedule,
        warmup_steps=stage.warmup,
        weight_decay=stage.weight_decay,
        max_grad_norm=stage.max_grad_norm,
        bf16=stage.bf16,
        gradient_checkpointing=stage.gradient_checkpointing,
        pad_to_multiple_of=LENGTHS,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
        ddp_find_unused_parameters=False,
        remove_unused_columns=False,
        logging_steps=stage.log_every,
        # between two passes over the same answers a resumed run would draw others
        save_steps=ceil(stage.checkpoint_every / stage.iterations) * stage.iterations,
        save_total_limit=2,
        report_to="none",
        disable_tqdm=True,
        seed=stage.seed,
        **vllm,
    )
