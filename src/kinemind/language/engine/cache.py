"""Keys and values of the rows in work, in buffers that are made once and grow by blocks."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from kinemind.language.engine.weights import Weights

BLOCK = 128
"""Tokens by which the buffers grow."""


class Cache:
    """`keys` and `values`: [layer, row, group, time, size]; `bias`: -inf where a row is padded, else 0.

    Rows are padded on the left, so that all of them write at the same `time`.  Slots past the rows in work
    hold what was there before; nobody reads them.
    """

    def __init__(self, weights: Weights, rows: int, time: int) -> None:
        shape = weights.shape
        room = -(-(time + 1) // BLOCK) * BLOCK
        self.time, self.rows = 0, rows
        self.keys = torch.zeros(
            len(weights.layers), rows, shape.groups, room, shape.size, device=weights.device
        )
        self.values = torch.zeros_like(self.keys)
        self.bias: Float[Tensor, "rows groups 1 room"] | None = None

    @property
    def room(self) -> int:
        return self.keys.shape[3]

    def pad(self, mask: Bool[Tensor, "rows L"]) -> None:
        """Hides what is padding in the rows' first tokens."""
        bias = torch.zeros(self.rows, self.room, device=mask.device)
        bias[:, : mask.shape[1]].masked_fill_(~mask, float("-inf"))
        self.bias = bias[:, None, None].repeat(1, self.keys.shape[2], 1, 1)

    def make_room(self) -> bool:
        """Room for one more token a row; whether the buffers are new."""
        if self.time < self.room:
            return False
        more = (0, 0, 0, max(BLOCK, self.room // 2 // BLOCK * BLOCK))
        self.keys = torch.nn.functional.pad(self.keys, more)
        self.values = torch.nn.functional.pad(self.values, more)
        if self.bias is not None:
            self.bias = torch.nn.functional.pad(self.bias, (0, more[3]))
        return True

    def move(self, sources: Sequence[int], targets: Sequence[int]) -> None:
        """Rows to other slots, whose rows have left."""
        if sources:
            source, target = list(sources), list(targets)
            self.keys[:, target, :, : self.time] = self.keys[:, source, :, : self.time]
            self.values[:, target, :, : self.time] = self.values[:, source, :, : self.time]
            if self.bias is not None:
                self.bias[target] = self.bias[source]

    def expand(self, rows: Sequence[int]) -> None:
        """A slot for every number in `rows`: a copy of that row."""
        index = torch.tensor(rows, device=self.keys.device)
        self.keys, self.values = self.keys[:, index], self.values[:, index]
        if self.bias is not None:
            self.bias = self.bias[index]
        self.rows = len(rows)
