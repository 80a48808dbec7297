"""The stage of reinforcement learning."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from kinemind.training.config.records import CotData
from kinemind.training.config.sft import LoRA
from kinemind.training.config.stage import Stage


class RLVRStage(Stage):
    """Reinforcement learning on verifiable rewards: GRPO from a cold start (`kinemind train rlvr`)."""

    start_from: str = ""
    """Bundle or run folder of the cold start: policy, motion tokenizer, dialect and prompts."""
    reference: str = ""
    """Bundle whose policy the KL term holds on to (MoRL's --rl-reference-ckpt); empty: `start_from`."""
    reward_encoder: str = ""
    """Bundle that holds the reward encoder; empty: `start_from`."""
    cot_train_jsonl: str = ""
    """Records whose captions and motions are the prompts; empty: made by rules from `data`."""
    cot: CotData = CotData()
    training_task: Literal["t2m", "m2t", "both"] = "both"
    m2t_share: float = Field(default=0.5, ge=0, le=1)
    """Share of the prompts that describe a motion, where both tasks are trained."""
    epochs: float = Field(default=0, ge=0, allow_inf_nan=False)
    """Passes over the prompts (MoRL's --rl-epochs); 0 counts `steps` instead."""
    prompts: int = Field(default=4, gt=0)
    """Prompts an optimizer step, over all processes."""
    group_size: int = Field(default=8, gt=1)
    """Answers a prompt (G)."""
    iterations: int = Field(default=1, gt=0)
    """Optimizer passes over the same answers."""
    accumulation: int = Field(default=1, gt=0)
    """Parts in which a step's answers go through the model."""
    kl_coef: float = Field(default=0.02, ge=0, allow_inf_nan=False)
    """β of the KL divergence from the reference."""
    clip_eps: float = Field(default=0.2, gt=0, allow_inf_nan=False)
    """ε of the clipped ratio against the old policy."""
    loss_type: Literal["grpo", "dr_grpo", "dapo", "bnpo"] = "grpo"
    temperature: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    top_p: float = Field(default=1.0, gt=0, le=1)
    """Answers are drawn from the likeliest tokens that have this much of the probability."""
    grammar: bool = False
    """Answers are drawn under the grammar of generation (own rollouts only): every one can be read, and
    what is learnt is what they show, not how they are written."""
    rewards: dict[str, float] = Field(default_factory=dict)
    """Weight of every reward by its name; empty: those of the dialect's paper."""
    normalise: Literal["component", "total"] = "component"
    """Whether each reward is normalised within its group before the weighted sum, or the sum is."""
    scale: Literal["group", "batch", "none"] = "group"
    """What the advantage is divided by, where the total is normalised."""
    max_reasoning: int = Field(default=160, gt=0)
    max_seconds: float = Field(default=15.0, gt=0)
    """Longest motion that is written; with the reasoning it bounds a completion."""
    warmup: int = 10
    schedule: Literal["constant_with_warmup", "cosine", "linear"] = "constant_with_warmup"
    weight_decay: float = 0.0
    max_grad_norm: float = 0.1
    bf16: bool = False
    gradient_checkpointing: bool = False
    lora: LoRA = LoRA()
    sentence_encoder: str = "all-MiniLM-L6-v2"
    entailment: str = "claims"
    """NLI model for reasoning coherence, or the offline rules (`claims`)."""
    reward_device: str = "auto"
    """Where the rewards' models run: auto (the policy's device), cpu, cuda:1, …"""
    rollouts: Literal["own", "transformers", "vllm-colocate", "vllm-server"] = "own"
    """Who draws the answers: our decoding loop (one process or DDP), transformers' (FSDP, DeepSpeed), or vLLM
    in the process or on a server."""
    vllm_server_url: str = ""
    report_every: int = Field(default=0, ge=0)
    """Steps between two reports on val; 0: none."""
    report_cases: int = Field(default=128, gt=0)
    """Val motions, the same ones every time, that a report generates and describes."""
    keep: Literal["best", "last"] = "best"
    """Which weights become the bundle: those of the report with the highest val/score, or the last."""

    @model_validator(mode="after")
    def _own_grammar(self) -> RLVRStage:
        if self.grammar and self.rollouts != "own":
            raise ValueError(f"a grammar is for rollouts own, not {self.rollouts}")
        return self
