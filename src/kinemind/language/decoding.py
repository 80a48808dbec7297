"""Decoding: by the engine where it knows the model, else through transformers, with the same answers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from kinemind.language.constrained import Constraint, State
from kinemind.language.engine import Weights, fuse, write
from kinemind.language.sampling import Sampling, choose, uniforms

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

SMALLEST_CUT = 0.25
"""Rows leave the batch once this share of it has finished: each cut copies the key-value cache."""


def decode(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int],
    sampling: Sampling,
    constraint: Constraint | None,
    longest: int,
    begun: Sequence[Sequence[int]],
    until: int | None = None,
    weights: Weights | None = None,
) -> list[list[int]]:
    """The ids of every answer, those it was begun with included.

    A row ends with the end of sequence, with the token `until`, or after `longest` new tokens.  The numbers
    that a row is drawn with depend on its seed, its prompt and the place in the answer alone.  `weights`: the
    model as the engine reads it, where at hand; else it is read anew, but for a model whose `forward` is
    wrapped (accelerate does so to train in bfloat16): what that adds the engine would leave out.
    """
    if weights is None and "forward" not in vars(model):
        weights = fuse(model)
    if weights is None:
        return decode_through_transformers(
            model, tokenizer, prompts, seeds, sampling, constraint, longest, begun, until
        )
    end = tokenizer.eos_token_id
    assert isinstance(end, int), "the tokenizer has no end-of-sequence token"
    return write(weights, end, prompts, seeds, sampling, constraint, longest, begun, until)


@torch.inference_mode()
def decode_through_transformers(
    model: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int],
    sampling: Sampling,
    constraint: Constraint | None,
    longest: int,
    begun: Sequence[Sequence[int]],
    until: int | None = None,
) -> list[list[int]]:
    """As `decode`, for any causal language model: one forward pass a token over transformers' cache, rows
    leaving as they finish."""
    from transformers import DynamicCache

    end, device = tokenizer.eos_token_id, model.device
    written = [list(ids) for ids in begun]
    offsets = torch.tensor([len(ids) for ids in begun], device=device)
    numbers = uniforms(seeds, prompts, longest + int(offsets.max())).to(device)
    live = torch.arange(len(prompts), device=device)
    tokens, mask = _left_padded([[*p, *b] for p, b in zip(prompts, begun, strict=True)], tokenizer, device)
    positions = (mask.long().cumsum(-1) - 1).clamp_min(0)
    cache = DynamicCache(config=model.config)
    state = constraint.begin(begun) if constraint else None
    padded = not bool(mask.all())
    over = torch.zeros(len(prompts), dtype=torch.bool, device=device)
    takes_last = "logits_to_keep" in inspect.signature(model.forward).parameters
    extra: dict[str, Any] = {"logits_to_keep": 1} if takes_last else {}
    for step in range(longest):
        logits = model(
            input_ids=tokens,
            attention_mask=mask if padded else None,
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            **extra,
        ).logits[:, -1]
        if constraint is not None and state is not None:
            logits = logits.masked_fill(~constraint.allowed(state), float("-inf"))
        chosen = choose(logits.float(), numbers[live, offsets[live] + step], sampling)
        for row, token, gone in zip(live.tolist(), chosen.tolist(), over.tolist(), strict=True):
            if not gone:
                written[row].append(token)
        over |= chosen == end
        if until is not None:
            over |= chosen == until
        if bool(over.all()):
            break
        if constraint is not None and state is not None:
            state = constraint.advance(state, chosen, _written(written, live.tolist()))
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], -1)
        positions = positions[:, -1:] + 1
        if over.float().mean() >= SMALLEST_CUT:
            kept = (~over).nonzero()[:, 0]
            cache.batch_select_indices(kept)
            live, over, chosen, mask, positions = (t[kept] for t in (live, over, chosen, mask, positions))
            state = _select(state, kept)
        tokens = chosen[:, None]
    return written


def _left_padded(
    rows: Sequence[Sequence[int]], tokenizer: PreTrainedTokenizerBase, device: torch.device
) -> tuple[Int[Tensor, "B L"], Bool[Tensor, "B L"]]:
    width = max(map(len, rows))
    pad = tokenizer.pad_token_id
    pad = tokenizer.eos_token_id if pad is None else pad
    tokens = torch.tensor([[pad] * (width - len(row)) + list(row) for row in rows])
    mask = torch.tensor([[False] * (width - len(row)) + [True] * len(row) for row in rows])
    return tokens.to(device), mask.to(device)


def _written(answers: list[list[int]], live: list[int]) -> Callable[[int], list[int]]:
    """The ids so far of a row of the rows that are still being decoded."""
    return lambda row: answers[live[row]]


def _select(state: State | None, rows: Int[Tensor, " C"]) -> State | None:
    return None if state is None else state.select(rows)
