"""What a policy run starts from: the motion tokenizer, and a language model with the motion tokens added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from kinemind.errors import InputError
from kinemind.language.plan import write_plan
from kinemind.language.prompts import FULL, NANO, PromptStyle
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, extend_model, train_bpe
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.config import SFTStage
from kinemind.training.examples import Learnable


def load_motion_tokenizer(place: str) -> MotionTokenizer:
    """A motion tokenizer from its own folder, a run folder or a bundle.  Raises InputError."""
    if not place:
        raise InputError("name the folder of a trained motion tokenizer (--tokenizer)")
    folder = Path(place)
    return MotionTokenizer.load(folder / "tokenizer" if (folder / "tokenizer").is_dir() else folder)


def starting_policy(
    stage: SFTStage, motions: Sequence[Learnable], codebook: int
) -> tuple[PreTrainedModel, PreTrainedTokenizerBase, PromptStyle]:
    """The model and tokenizer to train, with the motion tokens added."""
    tokenizer: PreTrainedTokenizerBase
    model: PreTrainedModel
    if stage.base_model:
        try:
            tokenizer = AutoTokenizer.from_pretrained(stage.base_model)
            model = AutoModelForCausalLM.from_pretrained(stage.base_model, dtype=torch.float32)
        except (OSError, ValueError) as error:
            raise InputError(
                f"no language model in {stage.base_model}: {str(error).splitlines()[0]}"
            ) from None
        vocabulary = add_motion_tokens(tokenizer, codebook)
        extend_model(model, tokenizer, vocabulary, stage.seed)
        return model, tokenizer, FULL
    texts = [t for m in motions for t in m.captions] + [write_plan(m.plan) for m in motions]
    texts += [f"{NANO.t2m} {NANO.m2t} user assistant"] * 50
    tokenizer = train_bpe(texts, stage.sizes.vocabulary)
    add_motion_tokens(tokenizer, codebook)
    sizes = stage.sizes.model_dump(exclude={"vocabulary"})
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        tie_word_embeddings=True,
        pad_token_id=tokenizer.pad_token_id,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        use_cache=False,
        **sizes,
    )
    assert MotionVocabulary.of(tokenizer).codebook_size == codebook
    return Qwen3ForCausalLM(config), tokenizer, NANO
