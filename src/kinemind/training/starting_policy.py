"""What a policy run starts from: the motion tokenizer, and a language model with the motion tokens added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Qwen3Config,
    Qwen3ForCausalLM,
)

from kinemind.bundle import Bundle
from kinemind.cot.records import CotRecord
from kinemind.errors import InputError
from kinemind.language.prompts import FULL, FULL_DIRECT, NANO, PromptStyle
from kinemind.language.transplant import transplant
from kinemind.language.vocabulary import MotionVocabulary, add_motion_tokens, extend_model, train_bpe
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.config import SFTStage


def load_motion_tokenizer(place: str) -> MotionTokenizer:
    """A motion tokenizer from its own folder, a run folder or a bundle.  Raises InputError."""
    if not place:
        raise InputError("name the folder of a trained motion tokenizer (--tokenizer)")
    folder = Path(place)
    return MotionTokenizer.load(folder / "tokenizer" if (folder / "tokenizer").is_dir() else folder)


@dataclass(frozen=True, eq=False)
class Start:
    """The model and tokenizer to train, the wording of their prompts, and what the weights are stored in."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    style: PromptStyle
    stored: torch.dtype = torch.float16


def starting_policy(stage: SFTStage, records: Sequence[CotRecord], codebook: int) -> Start:
    """The model and tokenizer to train, with the motion tokens added.

    Raises InputError for a base model that cannot be read, or a bundle of another codebook.
    """
    tokenizer: PreTrainedTokenizerBase
    if stage.start_from and stage.base_model:
        raise InputError("give either a base model or a bundle to start from, not both")
    if stage.start_from:
        bundle = Bundle.open(stage.start_from)
        model, tokenizer, _ = _pretrained(str(bundle.path / "policy"), stage.dtype)
        size = MotionVocabulary.of(tokenizer).codebook_size
        if size != codebook:
            raise InputError(
                f"the bundle {stage.start_from} knows {size} motion tokens, the tokenizer has {codebook}"
            )
        if stage.new_vocabulary:
            own = _own_vocabulary(stage, records, codebook)
            transplant(model, tokenizer, own)
            tokenizer = own
        return Start(model, tokenizer, _fitting(bundle.style, stage), bundle.policy_dtype)
    if stage.base_model:
        model, tokenizer, stored = _pretrained(stage.base_model, stage.dtype)
        vocabulary = add_motion_tokens(tokenizer, codebook)
        extend_model(model, tokenizer, vocabulary, stage.seed)
        return Start(model, tokenizer, _fitting(FULL, stage), stored)
    tokenizer = _own_vocabulary(stage, records, codebook)
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
    return Start(Qwen3ForCausalLM(config), tokenizer, NANO)


def _fitting(style: PromptStyle, stage: SFTStage) -> PromptStyle:
    """The wording that asks for what the answers will hold."""
    if style in (FULL, FULL_DIRECT):
        return FULL if stage.use_reasoning else FULL_DIRECT
    return style


def _own_vocabulary(stage: SFTStage, records: Sequence[CotRecord], codebook: int) -> PreTrainedTokenizerBase:
    """A BPE vocabulary of the records' words, with the motion tokens.

    Without reasoning too: models that are compared then differ in their answers alone.
    """
    texts = [text for record in records for text in (record.caption, record.reasoning)]
    texts += [f"{NANO.t2m} {NANO.m2t} user assistant"] * 50
    tokenizer = train_bpe(texts, stage.sizes.vocabulary)
    add_motion_tokens(tokenizer, codebook)
    return tokenizer


def _pretrained(place: str, dtype: str) -> tuple[PreTrainedModel, PreTrainedTokenizerBase, torch.dtype]:
    """The model in `dtype`, its tokenizer, and the half precision that it was made in."""
    try:
        made_in = AutoConfig.from_pretrained(place).dtype
        tokenizer = AutoTokenizer.from_pretrained(place)
        model = AutoModelForCausalLM.from_pretrained(place, dtype=getattr(torch, dtype))
    except (OSError, ValueError) as error:
        raise InputError(f"no language model in {place}: {str(error).splitlines()[0]}") from None
    model.config.use_cache = False
    return model, tokenizer, torch.bfloat16 if made_in == torch.bfloat16 else torch.float16
