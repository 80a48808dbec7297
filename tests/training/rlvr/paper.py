"""GRPO's loss written from the paper, in plain torch, to hold the trainer's against.

Shao et al., "DeepSeekMath" (arXiv 2402.03300), equations 3 and 4.  Shapes: B answers, T their tokens.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def log_probabilities(model: torch.nn.Module, batch: dict[str, Any], temperature: float = 1.0) -> Tensor:
    """log π(o_t | q, o_<t) of every answer's tokens, [B, T], from the model's whole logits.

    Rows go through the model one by one, without padding.
    """
    rows = []
    names = ("prompt_ids", "prompt_mask", "completion_ids", "completion_mask")
    for prompt, seen, answer, real in zip(*(batch[name] for name in names), strict=True):
        ids = torch.cat([prompt[seen.bool()], answer[real.bool()]])
        logits = model(input_ids=ids[None], use_cache=False).logits[0, :-1].float() / temperature
        chosen = torch.log_softmax(logits, -1).gather(1, ids[1:, None])[:, 0]
        written = chosen[int(seen.sum()) - 1 :]
        rows.append(torch.cat([written, written.new_zeros(len(answer) - len(written))]))
    return torch.stack(rows)


def loss(
    now: Tensor,
    old: Tensor,
    reference: Tensor | None,
    advantages: Tensor,
    mask: Tensor,
    clip_eps: float,
    kl_coef: float,
) -> Tensor:
    """-1/G Σ_i 1/|o_i| Σ_t { min[ρ A, clip(ρ, 1-ε, 1+ε) A] - β (π_ref/π - log(π_ref/π) - 1) }."""
    terms = []
    for row in range(len(now)):
        inside = []
        for step in range(int(mask[row].sum())):
            ratio = torch.exp(now[row, step] - old[row, step])
            advantage = advantages[row]
            term = torch.minimum(
                ratio * advantage, torch.clamp(ratio, 1 - clip_eps, 1 + clip_eps) * advantage
            )
            if reference is not None:
                apart = torch.exp(reference[row, step] - now[row, step])
                term = term - kl_coef * (apart - torch.log(apart) - 1)
            inside.append(term)
        terms.append(torch.stack(inside).mean())
    return -torch.stack(terms).mean()


def clipped(now: Tensor, old: Tensor, advantages: Tensor, mask: Tensor, clip_eps: float) -> int:
    """How many tokens the clip takes out of the gradient."""
    ratio = torch.exp(now - old)
    sign = advantages[:, None]
    out = ((ratio > 1 + clip_eps) & (sign > 0)) | ((ratio < 1 - clip_eps) & (sign < 0))
    return int((out & mask.bool()).sum())
