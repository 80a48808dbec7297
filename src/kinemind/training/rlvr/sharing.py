"""Whether a stage can run where the launcher shares the model's weights out among the processes."""

from __future__ import annotations

import os

from accelerate.utils import parse_flag_from_env

from kinemind.errors import InputError
from kinemind.training.config import RLVRStage


def weights_are_shared() -> bool:
    """By what `accelerate launch` writes into the environment: FSDP, or DeepSpeed ZeRO-3."""
    zero3 = os.environ.get("ACCELERATE_DEEPSPEED_ZERO_STAGE") == "3"
    return parse_flag_from_env("ACCELERATE_USE_FSDP") or zero3


def check_sharing(stage: RLVRStage) -> None:
    """Raises InputError for what would hang or lose weights."""
    if not weights_are_shared():
        return
    if stage.rollouts == "own":
        raise InputError(
            "the own decoding loop needs the whole model in every process: under FSDP or ZeRO-3 give "
            "--rollouts transformers, vllm-colocate or vllm-server"
        )
    if stage.lora.rank:
        raise InputError("LoRA trains under DDP or ZeRO-2 here: under FSDP or ZeRO-3 give --lora-rank 0")
