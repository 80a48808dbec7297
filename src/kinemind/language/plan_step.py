"""One step of a plan, and the words for body parts and directions in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

BODY_PARTS = (
    "legs", "left leg", "right leg", "left arm", "right arm", "both arms", "torso", "whole body",
)  # fmt: skip
DIRECTIONS = ("forward", "backward", "left", "right", "up", "down", "in place")

MAX_DURATION = 600.0
"""Seconds; what a model writes beyond it is cut to it."""


@dataclass(frozen=True)
class PlanStep:
    """One sub-action: what is done, with which part of the body, where to, for how many seconds.

    `text` is a predicate in the third person; `meanwhile`: it begins together with the step before it.
    """

    text: str
    body_part: str = "whole body"
    direction: str = "in place"
    duration: float = 0.0
    meanwhile: bool = False

    def mirror(self) -> PlanStep:
        """Left and right swapped, in the words as in a caption's."""
        from kinemind.augmentation.captions import mirror_caption  # only data sets are mirrored

        return replace(
            self,
            text=mirror_caption(self.text),
            body_part=mirror_caption(self.body_part),
            direction=mirror_caption(self.direction),
        )
