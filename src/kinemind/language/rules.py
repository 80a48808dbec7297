"""What may come next at a place of an answer: the part of the grammar that needs no vocabulary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

FIRST, BELOW, WITHIN, FULL, LEVELS = range(5)
"""What may come next in a span: its first token; more of it; more or its end; only its end.  From LEVELS
on: a motion token of level 0, 1, …, and last one of level 0 or the end."""


@dataclass(frozen=True, eq=False)
class Allowed:
    """Ids that may come next, in rising order; `key` is the same for the same ids."""

    ids: Int[np.ndarray, " n"]
    key: bytes

    @property
    def only(self) -> int | None:
        """The id that must come next, where there is no choice."""
        return int(self.ids[0]) if len(self.ids) == 1 else None


@dataclass(frozen=True)
class Rules:
    """The steps of a program: fewest and most tokens of each, the id that ends it, whether it is a motion.

    `tail`: the first step after which nothing is left to choose.  A place has a step, a number of tokens in
    its span, and the least and most motion tokens; its state is `step * phases + phase`.
    """

    smallest: Int[np.ndarray, " S"]
    largest: Int[np.ndarray, " S"]
    closer: Int[np.ndarray, " S"]
    moving: Bool[np.ndarray, " S"]
    levels: int
    tail: int

    @property
    def phases(self) -> int:
        return LEVELS + self.levels + 1

    def states(
        self,
        step: Int[np.ndarray, " B"],
        count: Int[np.ndarray, " B"],
        least: Int[np.ndarray, " B"],
        most: Int[np.ndarray, " B"],
    ) -> Int[np.ndarray, " B"]:
        """The states of several places."""
        moving = self.moving[step]
        smallest = np.where(moving, least, self.smallest[step])
        largest = np.where(moving, most, self.largest[step])
        level = count % self.levels
        level = np.where((level == 0) & (count >= smallest), self.levels, level)
        phase = np.where(count == 0, FIRST, np.where(count < smallest, BELOW, WITHIN))
        phase = np.where(moving, LEVELS + level, phase)
        return step * self.phases + np.where(count >= largest, FULL, phase)

    def state(self, step: int, count: int, least: int, most: int) -> int:
        """The state of one place."""
        moving = bool(self.moving[step])
        smallest, largest = (least, most) if moving else (int(self.smallest[step]), int(self.largest[step]))
        if count >= largest:
            phase = FULL
        elif moving:
            level = count % self.levels
            phase = LEVELS + (self.levels if level == 0 and count >= smallest else level)
        elif count == 0:
            phase = FIRST
        else:
            phase = BELOW if count < smallest else WITHIN
        return step * self.phases + phase
