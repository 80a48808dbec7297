"""A language model as the engine reads it: few large matrices, norms and scales folded into them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

import numpy as np
import torch
from jaxtyping import Complex, Float, Int
from torch import Tensor

from kinemind.language.engine.beginnings import Beginnings
from kinemind.language.engine.product import Product

GATHERED = 64 << 20
"""Bytes of the output matrix up to which most of its rows are gathered for a choice among them."""
SMALL = 1 << 28
"""Bytes of weights up to which one row is decoded in numpy."""
KEPT = 32
"""Choices whose rows are kept."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a Qwen model.  `heads` of queries share `groups` heads of keys and values, `size` wide."""

    hidden: int
    inner: int
    heads: int
    groups: int
    size: int
    eps: float


@dataclass(frozen=True)
class Layer:
    """One block.  `qkv` and `gate_up` take x / hypot(|x|, sqrt(n eps)): the rest of the norms before them,
    weight and sqrt(n), is folded in.

    Query and key rows stand so that a rotary pair is side by side, which leaves their products as they
    are.  `scale` (Qwen3): the weights of the norms of queries and keys; without it the rows hold the queries'
    1/sqrt(size) already.
    """

    qkv: Product
    scale: Float[Tensor, "heads size"] | None
    out: Product
    gate_up: Product
    down: Product

    @property
    def nbytes(self) -> int:
        return sum(part.weight.nbytes for part in (self.qkv, self.out, self.gate_up, self.down))


@dataclass(frozen=True)
class Weights:
    """`head`: the rows of the output matrix with the last norm folded in."""

    shape: Shape
    embedding: Float[Tensor, "V H"]
    layers: tuple[Layer, ...]
    head: Float[Tensor, "V H"]
    head_bias: Float[Tensor, " V"] | None
    frequencies: Float[Tensor, " half"]
    rotation_scale: float
    dtype: torch.dtype
    heads: dict[bytes, Product] = field(default_factory=dict)
    known: Beginnings = field(default_factory=Beginnings)

    @property
    def device(self) -> torch.device:
        return self.embedding.device

    @cached_property
    def least(self) -> Float[Tensor, ""]:
        """The root of width times epsilon: what a norm does not fall below."""
        return torch.tensor(sqrt(self.shape.hidden * self.shape.eps), device=self.device)

    @cached_property
    def least_of_head(self) -> Float[Tensor, ""]:
        """The same for one head of queries or keys."""
        return torch.tensor(sqrt(self.shape.size * self.shape.eps), device=self.device)

    def rotations(self, positions: Int[Tensor, "*B"]) -> Complex[Tensor, "*B half"]:
        """What a pair of a query or key at a position is multiplied by."""
        angles = positions[..., None].float() * self.frequencies
        return torch.polar(torch.full_like(angles, self.rotation_scale), angles)

    @cached_property
    def small(self) -> bool:
        """Whether one row is decoded in numpy: there the calls are the cost, not the weights' bytes."""
        total = self.embedding.nbytes + sum(layer.nbytes for layer in self.layers)
        return self.device.type == "cpu" and self.dtype == torch.float32 and total <= SMALL

    def logits(
        self, state: Float[Tensor, "B H"], ids: Int[np.ndarray, " n"] | None, key: bytes
    ) -> Float[Tensor, "B n"]:
        """Scores of some ids (None: of all); `key` names the choice.

        Few ids have a matrix of their own, gathered once.
        """
        if ids is not None and self.head.nbytes > GATHERED and 2 * len(ids) > len(self.head):
            return self._over(None, b"")(state)[:, torch.from_numpy(ids).to(self.device)]
        return self._over(ids, key)(state)

    def _over(self, ids: Int[np.ndarray, " n"] | None, key: bytes) -> Product:
        if key not in self.heads:
            if len(self.heads) >= KEPT:
                self.heads.clear()
            rows = slice(None) if ids is None else torch.from_numpy(ids).to(self.device)
            bias = None if self.head_bias is None else self.head_bias[rows]
            self.heads[key] = Product(self.head[rows].contiguous(), bias)
        return self.heads[key]
