"""What was wrong with an earlier attempt, in the words that the next prompt carries.

The reflection of Chain-of-Motion (MoRL, arXiv 2602.14534): the attempt is measured, and what was found goes
into the prompt of the next one together with the reasoning of the best attempt so far.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kinemind.language.dialects import Task

Flaw = Literal["feet slide", "it jerks", "it does not look like the description"]
"""Flaws of a motion that no one sub-action has."""

MOST_NAMED = 3
"""Sub-actions that are named; more would crowd out the rest of the prompt."""

_MISSING: dict[Task, str] = {"t2m": "was not seen", "m2t": "was not said"}
_EXTRA: dict[Task, str] = {"t2m": "was not asked", "m2t": "was not seen"}


@dataclass(frozen=True)
class Critique:
    """Sub-actions as predicates ("bows"): those that should have been there, those that should not, and the
    flaws of the whole; `reasoning` is that of the best attempt so far, "" where the prompt leaves it out."""

    task: Task
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    reasoning: str = ""

    def __bool__(self) -> bool:
        return bool(self.missing or self.extra or self.flaws)

    @property
    def text(self) -> str:
        """One line; "" where nothing was wrong.

        >>> Critique("t2m", missing=("bows",), extra=("waves the left hand",), flaws=("feet slide",)).text
        'bows was not seen; waves the left hand was not asked; feet slide'
        """
        said = [f"{step} {_MISSING[self.task]}" for step in self.missing[:MOST_NAMED]]
        said += [f"{step} {_EXTRA[self.task]}" for step in self.extra[:MOST_NAMED]]
        return "; ".join([*said, *self.flaws])
