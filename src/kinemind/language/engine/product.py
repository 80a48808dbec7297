"""One matrix of the model, laid out for the product that it takes part in."""

from __future__ import annotations

from functools import cached_property

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

PACKED = ("_reorder_linear_weight", "_linear_pointwise")
"""oneDNN's products with a weight in its own layout, as torch.compile calls them.  On AMD processors they
take half the time of torch's products, which go through MKL."""


def packs(device: torch.device) -> bool:
    """Whether this torch has oneDNN's packed products."""
    space = torch.ops.mkldnn
    return (
        device.type == "cpu"
        and torch.backends.mkldnn.is_available()
        and all(hasattr(space, n) for n in PACKED)
    )


class Product:
    """`x @ weight.T + bias`, in the weight's own precision; what goes in and comes out is float32."""

    def __init__(self, weight: Float[Tensor, "N K"], bias: Float[Tensor, " N"] | None = None) -> None:
        self.weight, self.bias = weight, bias
        self.half = weight.dtype != torch.float32

    @cached_property
    def _packed(self) -> Tensor | None:
        return torch.ops.mkldnn._reorder_linear_weight(self.weight) if packs(self.weight.device) else None

    def __call__(self, x: Float[Tensor, "B K"]) -> Float[Tensor, "B N"]:
        if self.half:
            return self._product(x.to(self.weight.dtype)).float()
        return self._product(x)

    def plus(self, rest: Float[Tensor, "B N"], x: Float[Tensor, "B K"]) -> Float[Tensor, "B N"]:
        """`rest` and the product."""
        if self.half or self._packed is None:
            return rest + self(x)
        return torch.ops.mkldnn._linear_pointwise.binary(x, rest, self._packed, self.bias, "add")

    def _product(self, x: Tensor) -> Tensor:
        # of one row MKL is the faster
        if self._packed is None or (len(x) == 1 and not self.half):
            return F.linear(x, self.weight, self.bias)
        return torch.ops.mkldnn._linear_pointwise(x, self._packed, self.bias, "none", [], "")
