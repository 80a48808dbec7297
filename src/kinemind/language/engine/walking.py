"""The grammar's state machine on the CPU, for rows that are decoded together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int

from kinemind.language.constrained import Allowed, Constraint


class Walk:
    """Where every row is in the grammar; the same machine as `Constraint` with `State`, in numpy.

    A row is a line of `at`: step of the program, tokens in its span, least and most motion tokens.
    """

    def __init__(self, constraint: Constraint, answers: Sequence[Sequence[int]]) -> None:
        self.constraint, self.rules = constraint, constraint.rules
        self.at = np.array([constraint.place(ids) for ids in answers], np.int64).reshape(-1, 4)

    def keep(self, rows: Sequence[int]) -> None:
        self.at = self.at[list(rows)]

    def choices(self) -> list[tuple[Allowed, Int[np.ndarray, " R"]]]:
        """What may come next: sets of ids, each with the rows that choose from it."""
        if len(self.at) == 1:
            return [(self.allowed(0), np.zeros(1, np.int64))]
        step, count, least, most = self.at.T
        states = self.rules.states(step, count, least, most)
        return [
            (self.constraint.choice(int(state)), np.flatnonzero(states == state))
            for state in np.unique(states)
        ]

    def allowed(self, row: int) -> Allowed:
        """What may come next in one row."""
        return self.constraint.choice(self.rules.state(*self.at[row].tolist()))

    def advance(self, tokens: Int[np.ndarray, " B"], answers: Sequence[Sequence[int]]) -> None:
        """One more token a row; `answers`: the rows' ids, this token included."""
        closed = tokens == self.rules.closer[self.at[:, 0]]
        self.at[:, 0] += closed
        self.at[:, 1] = np.where(closed, 0, self.at[:, 1] + 1)
        if closed.any() and self.constraint.binds:
            for row in np.flatnonzero(closed & (self.at[:, 0] == self.constraint.thought)).tolist():
                self.at[row, 2:] = self.constraint.bounds(answers[row])

    def forced(self, row: int) -> list[int]:
        """Takes the ids that must come next, up to the first choice or a plan's end, and returns them."""
        step, count, least, most = self.at[row].tolist()
        found: list[int] = []
        while step < self.constraint.done:
            only = self.constraint.choice(self.rules.state(step, count, least, most)).only
            closes = only == self.rules.closer[step]
            if only is None or (closes and step + 1 == self.constraint.thought and self.constraint.binds):
                break
            found.append(only)
            step, count = (step + 1, 0) if closes else (step, count + 1)
        self.at[row, :2] = step, count
        return found

    def ending(self) -> Int[np.ndarray, " R"]:
        """Rows with nothing left to choose up to the end of the answer."""
        return np.flatnonzero(self.at[:, 0] >= self.rules.tail)
