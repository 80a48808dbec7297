"""What a model gives back: a take of a sentence, a description of a motion."""

from __future__ import annotations

from dataclasses import dataclass

from kinemind.chain_of_motion import Chain
from kinemind.motion import Motion, Step


@dataclass(frozen=True, eq=False)
class Take:
    """One generated motion: the prompt, the plan it was made by, its sub-actions with times, the tokens.

    Of a bundle that does not reason the plan is empty, and the prompt the one sub-action.  `com`: what
    Chain-of-Motion saw and chose, where it was asked for.
    """

    text: str
    reasoning: str
    steps: tuple[Step, ...]
    motion_tokens: tuple[int, ...]
    motion: Motion
    seed: int
    com: Chain | None = None


@dataclass(frozen=True)
class Description:
    """What a motion shows: a sentence, the reasoning that led to it, the sub-actions with times.

    Of a bundle that does not reason the reasoning is empty, and the sentence the one sub-action.  `com`:
    what Chain-of-Motion saw and chose, where it was asked for.
    """

    text: str
    reasoning: str
    steps: tuple[Step, ...]
    com: Chain | None = None
