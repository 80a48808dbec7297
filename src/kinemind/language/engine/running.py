"""Rows in work: their cache, their places in the batch, and the state that the next tokens are drawn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from kinemind.language.engine import forward, single
from kinemind.language.engine.beginnings import Beginning
from kinemind.language.engine.cache import Cache
from kinemind.language.engine.weights import Weights

TOGETHER = 8192
"""Tokens of prompts that are read at once: what is kept of them meanwhile is what memory must hold."""
AHEAD = 64
"""Tokens of an answer that there is room for at first."""


class Running:
    """Rows that are decoded together.

    `state`: one line a slot of the batch; the rows in work have the first ones.  The batch has a few sizes
    only, as each new one costs the matrix products a preparation; its other slots hold rows that have left.
    """

    def __init__(self, weights: Weights, rows: Sequence[Sequence[int]]) -> None:
        """Reads the rows' texts, equal ones once, and those that are known not at all."""
        self.weights = weights
        self._single: single.Single | None = None
        texts = list(dict.fromkeys(map(tuple, rows)))
        place = {text: number for number, text in enumerate(texts)}
        index = [place[tuple(row)] for row in rows]
        index += index[:1] * (_size(len(rows)) - len(rows))
        found = weights.known.find(texts)
        if found is None:
            self.state = self._read(texts)
            rest = 0
        else:
            self.state, rest = self._recall(*found)
        self.positions = np.array([len(texts[number]) - rest for number in index])
        if index != list(range(len(texts))):
            self.cache.expand(index)
            self.state = self.state[torch.tensor(index, device=weights.device)]
        for left in range(rest, 0, -1):
            self.step(np.array([texts[number][-left] for number in index[: len(rows)]]))
        if found is None or rest:
            for slot in dict(zip(index[: len(rows)], range(len(rows)), strict=True)).values():
                self.remember(slot, texts[index[slot]], self.state[slot])

    def remember(self, slot: int, ids: tuple[int, ...], state: Float[Tensor, " H"] | None = None) -> None:
        """Keeps what a row's cache holds: the keys and values of `ids`, and of nothing after."""
        time = self.cache.time
        part = slice(time - len(ids), time)
        pairs = torch.stack([self.cache.keys[:, slot, :, part], self.cache.values[:, slot, :, part]])
        self.weights.known.add(ids, Beginning(pairs, None if state is None else state.clone()))

    def order(self, kept: Sequence[bool]) -> list[int]:
        """Puts the rows that stay into the first slots; which row is now in each of them."""
        staying = [row for row, stays in enumerate(kept) if stays]
        if len(staying) == len(kept) or not staying:
            return staying
        holes = [row for row in range(len(staying)) if not kept[row]]
        movers = staying[len(staying) - len(holes) :]
        self.cache.move(movers, holes)
        self.positions[holes] = self.positions[movers]
        placed = dict(zip(holes, movers, strict=True))
        return [placed.get(slot, slot) for slot in range(len(staying))]

    def step(self, tokens: Int[np.ndarray, " B"]) -> None:
        """One more token for each row in work."""
        size = _size(len(tokens))
        if self.cache.make_room():
            self._single = None
        if size == 1 and self.weights.small:
            if self._single is None:
                self._single = single.Single(self.weights, self.cache)
            self.state = self._single.step(int(tokens[0]), int(self.positions[0]))
        else:
            padded = np.zeros(size, np.int64)
            padded[: len(tokens)] = tokens
            positions = torch.from_numpy(self.positions[:size]).to(self.weights.device)
            rotation = self.weights.rotations(positions)[:, None]
            self.state = forward.step(
                self.weights, self.cache, torch.from_numpy(padded).to(self.weights.device), rotation
            )
        self.positions = self.positions[:size] + 1

    def _read(self, texts: Sequence[tuple[int, ...]]) -> Float[Tensor, "B H"]:
        weights, device = self.weights, self.weights.device
        width = -(-max(map(len, texts)) // 8) * 8
        self.cache = Cache(weights, len(texts), width + AHEAD)
        mask = _right(texts, width)
        tokens = torch.zeros(mask.shape, dtype=torch.long)
        tokens[mask] = torch.tensor([token for text in texts for token in text])
        padded = not bool(mask.all())
        tokens, mask = tokens.to(device), mask.to(device)
        if padded:
            self.cache.pad(mask)
        many = max(1, TOGETHER // width)
        self.cache.time = width
        return torch.cat([
            forward.read(weights, self.cache, part, shown if padded else None, number * many)
            for number, (part, shown) in enumerate(zip(tokens.split(many), mask.split(many), strict=True))
        ])  # fmt: skip

    def _recall(self, known: Sequence[Beginning], rest: int) -> tuple[Float[Tensor, "B H"], int]:
        lengths = [one.pairs.shape[3] for one in known]
        width = max(lengths)
        self.cache = Cache(self.weights, len(known), width + AHEAD)
        self.cache.time = width
        if min(lengths) < width:
            self.cache.pad(_right([range(length) for length in lengths], width).to(self.weights.device))
        for slot, (one, length) in enumerate(zip(known, lengths, strict=True)):
            part = slice(width - length, width)
            self.cache.keys[:, slot, :, part], self.cache.values[:, slot, :, part] = one.pairs
        if rest:
            return self.cache.keys.new_zeros(len(known), self.weights.shape.hidden), rest
        return torch.stack([one.state for one in known if one.state is not None]), 0


def _right(rows: Sequence[Sequence[int]], width: int) -> Bool[Tensor, "B {width}"]:
    """Where the rows' tokens stand, each at the right end."""
    return torch.arange(width) >= width - torch.tensor([len(row) for row in rows])[:, None]


def _size(rows: int) -> int:
    """The batch that so many rows are decoded in."""
    if rows <= 2:
        return rows
    if rows <= 4:
        return 4
    return -(-rows // 8) * 8
