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
    if 0 < sampling.top_k < scores.shape[-1]:
        least = scores.topk(sampling.top_k, dim=-1).values[:, -1:]
        scores = scores.masked_fill(scores < least, float("-inf"))
    weights = torch.softmax(scores, -1)
    if sampling.top_p < 1:
        ordered, order = weights.sort(-1, descending=True)
        before = ordered.cumsum(-1) - ordered
        ordered = ordered.masked_fill(before >= sampling.top_p, 0.0)
        weights = torch.zeros_like(weights).scatter(-1, order, ordered)
    cumulative = weights.cumsum(-1)
    target = numbers.to(cumulative)[:, None] * cumulative[:, -1:]
    chosen = torch.searchsorted(cumulative, target, right=True)[:, 0]
    # rounding may carry the last number past the end: then the last token with weight is meant
    last = weights.shape[-1] - 1 - (weights > 0).flip(-1).int().argmax(-1)
    return torch.minimum(chosen, last)
