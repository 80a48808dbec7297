"""LoRA adapters on a policy; the token embeddings and the output head, which hold new tokens, train whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from transformers import PreTrainedModel

from kinemind.training.config import LoRA

PROJECTIONS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
"""Attention and feed-forward layers of the Qwen2 and Qwen3 architectures."""


def adapters(model: PreTrainedModel, lora: LoRA) -> LoraConfig:
    """What peft is to do to the model: adapters on `PROJECTIONS` (Hu et al., arXiv 2106.09685), a trained
    copy of the token embeddings, and of the head where it has rows of its own.

    Adapters alone would leave the motion tokens' new rows at their initial values.
    """
    tied = bool(model.config.tie_word_embeddings)
    return LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=list(PROJECTIONS),
        modules_to_save=["embed_tokens"] if tied else ["embed_tokens", "lm_head"],
        ensure_weight_tying=tied,
        task_type="CAUSAL_LM",
    )


def adapted(model: PreTrainedModel, lora: LoRA) -> PeftModel:
    """The model with adapters, in place; what trains is float32 whatever the frozen weights are."""
    made = get_peft_model(model, adapters(model, lora))
    for parameter in made.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.to(torch.float32)
    assert isinstance(made, PeftModel)
    return made


def merged(model: PeftModel | PreTrainedModel, folder: Path) -> PreTrainedModel:
    """The plain model that computes the same, and the adapter kept in `folder`; a model without one as it is.

    The adapter belongs on the model that was adapted: the base model with the motion tokens added.
    """
    if not isinstance(model, PeftModel):
        return model
    aside = folder.with_name(folder.name + ".aside")
    shutil.rmtree(aside, ignore_errors=True)
    # the trained embeddings are among the adapter's own modules; the base model's need no copy
    model.save_pretrained(str(aside), save_embedding_layers=False)
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    plain = model.merge_and_unload()
    assert isinstance(plain, PreTrainedModel)
    return plain
