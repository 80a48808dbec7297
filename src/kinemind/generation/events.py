"""What a stream of a take yields, in this order: reasoning, its plan, pieces of motion, the take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.generation.take import Take
from kinemind.motion import Step


@dataclass(frozen=True)
class Reasoning:
    """More of the text of a plan, as it is written: of draft `draft` (from 0) for stretch `stretch`."""

    text: str
    draft: int = 0
    stretch: int = 0


@dataclass(frozen=True)
class Discarded:
    """That draft did not pass verification: what was shown of it is not followed; another one comes."""

    draft: int
    stretch: int = 0


@dataclass(frozen=True)
class Planned:
    """The plan that is followed, whole, and its sub-actions in the times that it means them to have."""

    reasoning: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Piece:
    """Joints in metres of the frames from `start` on; they do not change any more."""

    start: int
    joints: Float[np.ndarray, "T J 3"]


@dataclass(frozen=True)
class Finished:
    """The take: the joints of its motion are those of the pieces."""

    take: Take


StreamEvent = Reasoning | Discarded | Planned | Piece | Finished
