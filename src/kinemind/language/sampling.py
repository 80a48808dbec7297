"""Choosing the next token: temperature, top-k, top-p, and inverse-CDF sampling with one number a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from kinemind.errors import InputError


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn; `top_k` 0 and `top_p` 1 switch those filters off."""

    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    greedy: bool = False

    def __post_init__(self) -> None:
        if not (self.temperature > 0 and np.isfinite(self.temperature)):
            raise InputError(f"the temperature must be above 0, not {self.temperature}")
        if not 0 < self.top_p <= 1:
            raise InputError(f"top-p lies in (0, 1], not {self.top_p}")
        if self.top_k < 0:
            raise InputError(f"top-k is 0 (off) or positive, not {self.top_k}")


def uniforms(seeds: Sequence[int], prompts: Sequence[Sequence[int]], length: int) -> Float[Tensor, "B L"]:
    """Numbers in [0, 1): a row depends on its seed and prompt only, a longer row begins like a shorter one.

    The prompt is mixed in so that two prompts with one seed are independent draws.
    """
    rows = [
        np.random.default_rng([seed % 2**64, crc32(np.asarray(prompt, np.int64).tobytes())]).random(length)
        for seed, prompt in zip(seeds, prompts, strict=True)
    ]
    return torch.from_numpy(np.stack(rows))


def choose(
    logits: Float[Tensor, "B V"], numbers: Float[Tensor, " B"], sampling: Sampling
) -> Int[Tensor, " B"]:
    """The next token of every row: the arg max, or where the cumulative probability passes the number.

    Filters as in transformers: temperature, then top-k, then the smallest set with mass top-p.
    """
    if sampling.greedy:
        return logits.argmax(-1)
    scores = logits.double() / sampling.temperature
    ids = None
    if 0 < sampling.top_k < scores.shape[-1]:
        least = scores.topk(sampling.top_k, dim=-1).values[:, -1:]
        scores = scores.masked_fill(scores < least, float("-inf"))
    weights = torch.softmax(scores, -1)
    if sampling.top_p < 1:
        weights, ids = likeliest(weights, sampling.top_p)
    cumulative = weights.cumsum(-1)
    target = numbers.to(cumulative)[:, None] * cumulative[:, -1:]
    chosen = torch.searchsorted(cumulative, target, right=True)
    # rounding may carry the last number past the end: then the last token with weight is meant
    last = weights.shape[-1] - 1 - (weights > 0).flip(-1).int().argmax(-1, keepdim=True)
    chosen = torch.minimum(chosen, last)
    return (chosen if ids is None else ids.gather(-1, chosen))[:, 0]


def likeliest(weights: Float[Tensor, "B V"], top_p: float) -> tuple[Float[Tensor, "B K"], Int[Tensor, "B K"]]:
    """The smallest set with mass `top_p` of every row: weights and ids in the order of ids, 0 for the rest.

    Ids that weigh less than an even share of 1 - top_p have less than that together: none is in the set, and
    only the others, mostly few, are sorted.
    """
    bound = 0.5 * (1 - top_p) / weights.shape[-1]
    many = int((weights > bound).sum(-1).max())
    ordered, order = weights.topk(max(1, many), dim=-1)
    before = ordered.cumsum(-1) - ordered
    ordered = ordered.masked_fill(before >= top_p, 0.0)
    ids, places = order.sort(-1)
    return ordered.gather(-1, places), ids


def choose_one(logits: Float[np.ndarray, " V"], number: float, sampling: Sampling) -> int:
    """As `choose`, of one row: in numpy, where so few numbers take a third of the time."""
    if sampling.greedy:
        return int(logits.argmax())
    if 0 < sampling.top_k < len(logits):
        return int(choose(torch.from_numpy(logits)[None], torch.tensor([number]), sampling)[0])
    weights = logits.astype(np.float64)
    weights -= weights.max()
    weights /= sampling.temperature
    np.exp(weights, out=weights)
    weights /= weights.sum()
    ids = None
    if sampling.top_p < 1:
        ids = np.flatnonzero(weights > 0.5 * (1 - sampling.top_p) / len(weights))
        order = np.argsort(-weights[ids], kind="stable")
        ordered = weights[ids[order]]
        ids = np.sort(ids[order[ordered.cumsum() - ordered < sampling.top_p]])
        weights = weights[ids]
    cumulative = weights.cumsum()
    chosen = int(np.searchsorted(cumulative, number * cumulative[-1], side="right"))
    if chosen >= len(weights) or weights[chosen] == 0:  # rounding has carried the number past the end
        chosen = int(np.flatnonzero(weights)[-1])
    return chosen if ids is None else int(ids[chosen])
