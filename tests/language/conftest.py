"""Tiny untrained models over a small BPE: enough to hold the language road's contracts."""

import pytest
import torch
from transformers import AutoModelForCausalLM, Qwen2Config, Qwen3Config

from kinemind.language.policy import Policy
from kinemind.language.vocabulary import add_motion_tokens, train_bpe

CODES = 32
TEXTS = [
    "a person walks forward, then waves with the right hand.",
    "someone kicks with the left leg and turns left.",
    "2 steps, 4.1 s. 1. walks forward; legs; forward; 1.8 s. 2. waves the right hand; right arm; up; 2.3 s.",
] * 4


@pytest.fixture(scope="session")
def tokenizer():
    made = train_bpe(TEXTS, 400)
    add_motion_tokens(made, CODES)
    return made


def tiny_model(kind: str, rows: int, seed: int = 0, tied: bool = True, spread: float = 5.0):
    torch.manual_seed(seed)
    shape = dict(
        vocab_size=rows, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, max_position_embeddings=512, tie_word_embeddings=tied,
    )  # fmt: skip
    config = Qwen3Config(head_dim=16, **shape) if kind == "qwen3" else Qwen2Config(**shape)
    model = AutoModelForCausalLM.from_config(config).eval()
    # untrained weights give near-uniform logits, on which greedy decoding hangs on rounding: spread them
    with torch.no_grad():
        model.get_input_embeddings().weight.mul_(spread)
    return model


@pytest.fixture(scope="session")
def make_model():
    return tiny_model


@pytest.fixture(scope="session", params=["qwen2", "qwen3"])
def policy(request, tokenizer):
    return Policy(tiny_model(request.param, len(tokenizer) + 7), tokenizer)


@pytest.fixture(scope="session")
def qwen3_policy(tokenizer):
    return Policy(tiny_model("qwen3", len(tokenizer), spread=1.0), tokenizer)
