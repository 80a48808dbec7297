"""A trained model under a new vocabulary: every new token begins as what spelled it before."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def transplant(model: PreTrainedModel, old: PreTrainedTokenizerBase, new: PreTrainedTokenizerBase) -> None:
    """Gives the model the tokens of `new`, in place; its embeddings must be tied to its head.

    A token that both have keeps its row; another gets the mean of the rows of the old tokens that spell it.
    """
    assert model.config.tie_word_embeddings, "an own head would need rows of its own"
    before = cast("torch.Tensor", model.get_input_embeddings().weight).detach().clone()
    known = old.get_vocab()
    rows = before.mean(0).repeat(len(new), 1)
    for token, index in new.get_vocab().items():
        if token in known:
            rows[index] = before[known[token]]
            continue
        pieces = old(new.convert_tokens_to_string([token]), add_special_tokens=False)["input_ids"]
        if pieces:
            rows[index] = before[torch.tensor(pieces)].mean(0)
    model.resize_token_embeddings(len(new), mean_resizing=False)
    with torch.no_grad():
        cast("torch.Tensor", model.get_input_embeddings().weight).copy_(rows)
    model.config.vocab_size = len(new)
    model.config.eos_token_id, model.config.pad_token_id = new.eos_token_id, new.pad_token_id
    if model.generation_config is not None:
        model.generation_config.eos_token_id = new.eos_token_id
        model.generation_config.pad_token_id = new.pad_token_id
