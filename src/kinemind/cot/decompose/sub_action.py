"""A sub-action that a caption asks for, in words and in terms that can be measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ACTIONS = (
    "stand", "walk", "run", "hop", "jump", "turn", "raise", "lower", "wave", "reach", "pick_up", "put_down",
    "throw", "punch", "kick", "bow", "bend", "crouch", "squat", "sit", "kneel", "lie", "get_up", "climb",
    "dance", "swing", "rotate_arms", "point", "call", "dribble", "wash", "touch_knee", "clap", "stretch",
    "balance", "stumble", "look", "push", "pull", "play", "swim", "wipe", "crawl", "dodge", "catch", "hold",
    "touch", "lift", "lift_leg", "knock", "shake", "drink", "stir", "exercise", "acrobatics", "gesture",
    "other",
)  # fmt: skip
"""What a body can be asked to do; `other` is a known unknown."""

Side = Literal["", "left", "right", "both"]
Speed = Literal["", "slow", "fast"]


@dataclass(frozen=True)
class SubAction:
    """`text` is the predicate in the third person ("raises the left hand to head height").

    `direction` is one of plan.DIRECTIONS or "" where none is said; `count` how often ("waves three
    times", "takes four steps"), `angle` degrees of a turn (unsigned), `duration` stated seconds, `manner`
    how ("like an old man"), `height` chest, shoulder, head or overhead.  `meanwhile`: at the same time as
    the sub-action before it.
    """

    text: str
    action: str = "other"
    side: Side = ""
    direction: str = ""
    body_part: str = "whole body"
    count: int | None = None
    angle: float | None = None
    speed: Speed = ""
    duration: float | None = None
    height: str = ""
    manner: str = ""
    meanwhile: bool = False
