"""A sub-action as a step of a plan: its words, body part and direction."""

from __future__ import annotations

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.language.plan import PlanStep

_WAY_OF = {
    "walk": "forward",
    "run": "forward",
    "climb": "up",
    "jump": "up",
    "hop": "up",
    "raise": "up",
    "wave": "up",
    "stretch": "up",
    "lift": "up",
    "lift_leg": "up",
    "get_up": "up",
    "lower": "down",
    "put_down": "down",
    "pick_up": "down",
    "crouch": "down",
    "squat": "down",
    "sit": "down",
    "kneel": "down",
    "lie": "down",
    "bow": "forward",
    "bend": "forward",
    "kick": "forward",
    "punch": "forward",
    "reach": "forward",
    "throw": "forward",
    "point": "forward",
    "push": "forward",
    "crawl": "forward",
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
