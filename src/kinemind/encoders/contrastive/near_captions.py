"""Which captions say the same, so that a contrastive loss must not push them apart.

Sentence embeddings alone cannot tell: "raises the left hand" lies nearer to "raises the right hand" than to
"lifts their left arm".  So two captions are near-equal when their sub-actions (by rules) agree in action,
side, direction and order, and their sentence embeddings are near.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from kinemind.cot.decompose import decompose

Meaning = tuple[tuple[str, str, str, int | None], ...]
NEAR = 0.9
"""Cosine of the sentence embeddings from which on captions of one meaning count as near-equal."""


@lru_cache(maxsize=200_000)
def meaning(text: str) -> Meaning:
    """Action, side, direction and count of the ordered sub-actions of a caption."""
    return tuple((step.action, step.side, step.direction, step.count) for step in decompose(text))


def near_equal(
    meanings: Sequence[int], embeddings: Float[Tensor, "B S"], threshold: float = NEAR
) -> Bool[Tensor, "B B"]:
    """Pairs of captions of one (numbered) meaning whose unit embeddings are near; each with itself too."""
    number = torch.as_tensor(list(meanings))
    same = number[:, None] == number[None, :]
    near = embeddings @ embeddings.T >= threshold
    return same & near | torch.eye(len(number), dtype=torch.bool)
