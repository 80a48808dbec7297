"""How a decomposition is held against a hand-made one and against the parts of a composite."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kinemind.cot.decompose import SubAction, action_of_content

HERE = Path(__file__).parent
JUMPS = ({"hop", "jump"},)
"""Actions that captions do not tell apart ("jumps forward once with both legs" is labelled a hop)."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def agrees(found: Sequence[SubAction], steps: Sequence[str]) -> bool:
    """Number, order, action and side as labelled: "raise:left", "dodge|bend"; ":*" leaves the side open."""
    return len(found) == len(steps) and all(map(_is, found, steps))


def _is(sub: SubAction, label: str) -> bool:
    actions, _, where = label.partition(":")
    if sub.action not in actions.split("|"):
        return False
    if where == "*":
        return True
    return where in (sub.side, sub.direction) if where else not sub.side


def part_agrees(sub: SubAction, content: str) -> bool:
    """Whether a sub-action is what a part's content label says.

    Fair to captions that say less: the side counts for raised and waving hands, kicks and turns, which are
    always named; where a caption names no side (an elbow-to-knee exercise, something put on the floor with
    one hand, both arms that show the way) none is asked for.
    """
    wanted = action_of_content(content)
    if wanted is None:
        return True
    action, side, direction = wanted
    if sub.action != action and not any({sub.action, action} <= same for same in JUMPS):
        return False
    if action == "turn":
        return sub.direction == direction
    if side and action in ("raise", "wave", "kick"):
        return sub.side == side
    return not side or sub.side in ("", side) or action == "point"
