"""The cold start's stage: which model, what it reads, how it learns."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kinemind.training.config.records import CotData
from kinemind.training.config.stage import Stage


class ModelSizes(BaseModel):
    """A language model trained from scratch (Qwen3 architecture)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vocabulary: int = 2048
    hidden_size: int = 256
    intermediate_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 8
    num_key_value_heads: int = 4
    head_dim: int = 32
    max_position_embeddings: int = 2048


class LoRA(BaseModel):
    """Low-rank adapters on attention and feed-forward projections; the token embeddings train whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rank: int = Field(default=0, ge=0)
    """0 trains every weight."""
    alpha: int = Field(default=64, gt=0)
    dropout: float = Field(default=0.1, ge=0, lt=1)


class SFTStage(Stage):
    """Supervised fine-tuning of the policy (`kinemind train sft`)."""

    tokenizer: str = ""
    """Folder of a trained motion tokenizer, or of a bundle that holds one."""
    base_model: str = ""
    """A Hugging Face model folder or name to start from; empty trains `sizes` from scratch."""
    start_from: str = ""
    """A bundle (`nano`, a folder) whose policy, vocabulary and prompt style to go on from."""
    new_vocabulary: bool = False
    """With `start_from`: a vocabulary of the records' own words; new tokens start as what spelled them."""
    sizes: ModelSizes = ModelSizes()
    dialect: Literal["motion-r1", "morl"] = "morl"
    cot_train_jsonl: str = ""
    """File of CoT records; empty: the rules teacher makes them from `data` as `cot` says."""
    training_task: Literal["t2m", "m2t", "both"] = "both"
    use_reasoning: bool = True
    """Off: answers have no <think> section, and captions without a motion are not drawn."""
    m2t_share: float = Field(default=0.25, ge=0, le=1)
    """Share of the draws that describe a motion, where both tasks are trained."""
    text_only_share: float = Field(default=0.1, ge=0, lt=1)
    """Share of the draws that are captions without a motion (their reasoning alone is learnt)."""
    reflection_share: float = Field(default=0, ge=0, lt=1)
    """Share of the draws whose prompt says what was wrong with an earlier attempt (Chain-of-Motion)."""
    epochs: float = Field(default=0, ge=0, allow_inf_nan=False)
    """As many draws as that many passes over the records would be; 0 counts `steps` instead."""
    batch_size: int = Field(default=32, gt=0)
    """Sequences an optimizer step, over all processes and parts."""
    accumulation: int = Field(default=1, gt=0)
    """Parts in which a process's sequences of a step go through the model."""
    warmup: int = 200
    weight_decay: float = 0.01
    min_learning_rate: float = 1e-5
    max_grad_norm: float = 1.0
    reasoning_weight: float = 1.0
    motion_weight: float = 1.0
    bf16: bool = False
    """Compute in bfloat16 (autocast)."""
    dtype: Literal["float32", "bfloat16"] = "float32"
    """What frozen weights are kept in: bfloat16, with `bf16`, halves their memory under LoRA."""
    gradient_checkpointing: bool = False
    """Compute activations again in the backward pass: less memory, about a third more time."""
    lora: LoRA = LoRA()
    lora_m2t: LoRA | None = None
    """The adapters of `training_task: m2t`, where they are others."""
    cot: CotData = CotData()

    @property
    def adapters(self) -> LoRA:
        """The adapters of the training task."""
        return self.lora_m2t if self.lora_m2t and self.training_task == "m2t" else self.lora

    @model_validator(mode="after")
    def _frozen_weights(self) -> SFTStage:
        if self.dtype == "bfloat16" and not (self.bf16 and self.adapters.rank):
            raise ValueError("dtype bfloat16 is for frozen weights: it wants bf16 and a LoRA rank above 0")
        return self
