"""Tiny random models of the base models' architecture classes, and what is trained on top of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from transformers import AddedToken, AutoModelForCausalLM, PreTrainedTokenizerFast, Qwen2Config, Qwen3Config

from kinemind.cot.records import CotRecord, write_records
from kinemind.features import HUMANML263, encode
from kinemind.features.normalisation import measure_normalisation
from kinemind.language.plan import parse_plan
from kinemind.language.vocabulary import train_bpe
from kinemind.tokenizer import VQVAE, MotionTokenizer, VQVAEConfig
from tests.features.test_invariants import smooth_motion

CAPTION = "a person walks forward, then waves with the right hand."
REASONING = (
    "2 actions, 4.0 s in all. 1. The person walks forward (legs, forward, 2.0 s). "
    "2. The person waves the right hand (right arm, up, 2.0 s)."
)
_TURNS = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
TEMPLATES = {
    # Qwen2.5 puts a system turn of its own first; Qwen3's instruct models do not
    "qwen2": "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n" + _TURNS,
    "qwen3": _TURNS,
}


def save_base_model(folder: Path, kind: str, tied: bool = True, dtype: torch.dtype = torch.bfloat16) -> Path:
    """A chat model as it lies on the hub: more rows than tokens, tags of its own among Qwen3's tokens."""
    torch.manual_seed(0)
    tokenizer: PreTrainedTokenizerFast = train_bpe([CAPTION, REASONING] * 8, 360)
    tokenizer.chat_template = TEMPLATES[kind]
    if kind == "qwen3":
        own = [AddedToken(text, normalized=False, special=False) for text in ("<think>", "</think>")]
        tokenizer.add_tokens(own)
    shape = dict(
        vocab_size=len(tokenizer) + 11, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=1, max_position_embeddings=4096, tie_word_embeddings=tied,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    config = Qwen3Config(head_dim=16, **shape) if kind == "qwen3" else Qwen2Config(**shape)
    AutoModelForCausalLM.from_config(config).to(dtype).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_motion_tokenizer(folder: Path) -> Path:
    """An untrained motion tokenizer of 2 levels of 16 codes."""
    torch.manual_seed(0)
    features = [encode(smooth_motion(seed)) for seed in range(3)]
    vqvae = VQVAE(VQVAEConfig(num_codes=16, num_quantizers=2, code_dim=8, width=16), 263)
    vqvae.quantizer.codebooks.normal_()
    made = MotionTokenizer(vqvae.eval(), measure_normalisation(features, HUMANML263), HUMANML263)
    made.save(folder, torch.float32)
    return folder


def save_records(path: Path) -> Path:
    """Six records: text to motion, motion to text, and one caption without a motion."""
    codes = (1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22)
    shown = CotRecord("t2m", CAPTION, codes, REASONING, id="a", steps=parse_plan(REASONING), teacher="rules")
    told = replace(shown, task="m2t", answer=CAPTION)
    records = [
        *(replace(shown, id=f"t2m/{n}", motion_tokens=codes[: 12 - 2 * n]) for n in range(3)),
        *(replace(told, id=f"m2t/{n}", motion_tokens=codes[: 12 - 2 * n]) for n in range(2)),
        replace(shown, id="text/0", motion_tokens=()),
    ]
    write_records(records, path)
    return path
