"""InfoNCE over a batch in both directions, in which equal and near-equal captions are no negatives.

Source: TMR (Petrovich et al., ICCV 2023), equation 2 and its filtering of wrong negatives.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional as F


def info_nce(
    text: Float[Tensor, "B D"],
    motion: Float[Tensor, "B D"],
    alike: Bool[Tensor, "B B"],
    temperature: Float[Tensor, ""] | float,
) -> Float[Tensor, ""]:
    """Mean cross-entropy of finding the own motion by the text and the own text by the motion.

    `text` and `motion` have unit length; row i of both belong together.  Where `alike[i, j]` is true (i ≠ j)
    pair j is left out of the choice of i: neither punished nor rewarded.
    """
    own = torch.eye(len(text), dtype=torch.bool, device=text.device)
    scores = (text @ motion.T / temperature).masked_fill(alike & ~own, -torch.inf)
    target = torch.arange(len(text), device=text.device)
    return (F.cross_entropy(scores, target) + F.cross_entropy(scores.T, target)) / 2
