"""What caption and motion bear out together: open details filled in, contradicted ones dropped."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.sub_action import Side, SubAction
from kinemind.cot.teachers.rules.measurements import Measured

HANDS = frozenset(("raise", "wave", "reach", "punch", "point"))
ANGLE_SLACK = 25.0
"""Degrees by which a stated angle may miss the measured one."""
_SIDES: dict[str, Side] = {"left": "left", "right": "right", "both": "both"}


def settle(sub: SubAction, measured: Measured) -> SubAction:
    """The sub-action with what was measured where the caption leaves it open (the side of a wave, the
    direction of a turn), without counts and angles that the motion contradicts."""
    changes: dict[str, object] = {}
    if sub.action in HANDS | {"kick"} and not sub.side and measured.side in _SIDES:
        changes["side"] = _SIDES[measured.side]
        changes["body_part"] = part_of(sub.action, measured.side)
    if sub.action in ("turn", "walk") and not sub.direction and measured.direction:
        changes["direction"] = measured.direction
    counted = measured.steps if sub.action in ("walk", "run") else measured.count
    if sub.count is not None and counted is not None and not _agrees(sub.count, counted):
        changes["count"] = None
    if sub.angle is not None and measured.angle is not None and abs(sub.angle - measured.angle) > ANGLE_SLACK:
        changes["angle"] = None
    return replace(sub, **changes) if changes else sub  # type: ignore[arg-type]


def part_of(action: str, side: str) -> str:
    """The body part (plan.BODY_PARTS) of an action done with one side or both."""
    if action == "kick":
        return f"{side} leg" if side != "both" else "legs"
    return f"{side} arm" if side != "both" else "both arms"


def _agrees(stated: float, measured: float) -> bool:
    """Within one, or a quarter of a large count."""
    return abs(stated - measured) <= max(1.0 if stated > 2 else 0.5, 0.25 * stated)
