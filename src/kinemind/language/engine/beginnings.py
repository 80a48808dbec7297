"""Keys and values of texts that were read before: prompts drawn again, answers that go on from their plan."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from jaxtyping import Float
from torch import Tensor

LARGEST = 256 << 20
"""Bytes of keys and values that are kept; the ones used longest ago go first."""
LATEST = 4
"""Tokens by which a text may go on from a known one: they are read one by one."""


@dataclass(frozen=True, eq=False)
class Beginning:
    """Keys and values of a text, [2, layer, group, time, size]; the state after it, where that is known."""

    pairs: Float[Tensor, "2 layers groups T size"]
    state: Float[Tensor, " H"] | None


@dataclass
class Beginnings:
    """Known texts by their ids."""

    entries: OrderedDict[tuple[int, ...], Beginning] = field(default_factory=OrderedDict)
    nbytes: int = 0

    def add(self, ids: tuple[int, ...], beginning: Beginning) -> None:
        known = self.entries.pop(ids, None)
        self.nbytes += beginning.pairs.nbytes - (known.pairs.nbytes if known else 0)
        self.entries[ids] = beginning
        while self.nbytes > LARGEST:
            self.nbytes -= self.entries.popitem(last=False)[1].pairs.nbytes

    def clear(self) -> None:
        self.entries.clear()
        self.nbytes = 0

    def find(self, texts: Sequence[tuple[int, ...]]) -> tuple[list[Beginning], int] | None:
        """What is known of the beginnings of all these texts, and how many tokens are left of each, as many
        in every one; or None."""
        for left in range(LATEST + 1):
            found = [self.entries.get(ids[: len(ids) - left]) for ids in texts]
            if all(one is not None and (left or one.state is not None) for one in found):
                for ids in texts:
                    self.entries.move_to_end(ids[: len(ids) - left])
                return [one for one in found if one is not None], left
        return None
