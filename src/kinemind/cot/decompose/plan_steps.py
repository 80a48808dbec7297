"""A sub-action as a step of a plan: its words, body part and direction."""

from __future__ import annotations

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.language.plan import PlanStep

_WAY_OF = {
    action: way
    for way, actions in {
        "forward": "walk run hop kick punch bow bend reach throw point push crawl",
        "up": "raise wave jump get_up climb pick_up stretch lift lift_leg",
        "down": "lower squat crouch sit kneel lie put_down dribble",
        "backward": "pull",
    }.items()
    for action in actions.split()
}
"""Where an action goes if nothing else is said; one that is not listed stays in place."""


def plan_direction(sub: SubAction) -> str:
    """One of plan.DIRECTIONS: the one said, else the action's own; "a left kick" names the leg, not a way."""
    own = _WAY_OF.get(sub.action, "in place")
    if sub.action in ("kick", "punch") and sub.direction == sub.side and f"the {sub.side}" not in sub.text:
        return own
    return sub.direction or own


def plan_step(sub: SubAction, duration: float, text: str = "") -> PlanStep:
    """A step of `duration` seconds, worded by `text` or as the caption says it."""
    return PlanStep(text or sub.text, sub.body_part, plan_direction(sub), duration)
