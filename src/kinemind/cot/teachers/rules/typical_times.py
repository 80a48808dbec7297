"""How long each action usually takes, for captions that come without a motion."""

from __future__ import annotations

from kinemind.cot.decompose.sub_action import SubAction

TYPICAL = {
    "stand": 2.0, "walk": 5.2, "run": 3.4, "hop": 1.2, "jump": 1.6, "turn": 3.8, "raise": 2.3, "lower": 1.2,
    "wave": 6.9, "reach": 2.0, "pick_up": 2.6, "put_down": 3.1, "throw": 2.9, "punch": 1.2, "kick": 1.8,
    "bow": 4.5, "bend": 2.6, "crouch": 2.2, "squat": 1.4, "sit": 3.2, "kneel": 3.0, "lie": 6.0, "get_up": 2.6,
    "climb": 7.0, "dance": 9.1, "swing": 3.0, "rotate_arms": 1.1, "point": 2.6, "call": 5.3, "dribble": 4.8,
    "wash": 7.3, "touch_knee": 1.4, "clap": 2.4, "stretch": 3.0, "balance": 4.0, "stumble": 2.0, "look": 2.0,
    "push": 2.0, "pull": 2.2, "play": 6.0, "swim": 5.0, "wipe": 4.0, "other": 3.0,
}  # fmt: skip
"""Seconds: medians of the parts of bench/train's composites, or of its clips, where an action occurs there;
the others are estimates."""
CYCLE = {"wave": 0.9, "hop": 0.8, "jump": 1.4, "punch": 0.9, "clap": 0.5, "rotate_arms": 1.1, "walk": 0.65,
         "run": 0.4, "kick": 1.8, "squat": 1.4, "throw": 2.9}  # fmt: skip
"""Seconds that one of a counted action takes: a wave, a hop, a step."""
PACE = {"slow": 1.35, "fast": 0.75}
LONGEST = 30.0


def typical_seconds(sub: SubAction) -> float:
    """Seconds that a sub-action is likely to take: as stated, else by its count, else the usual time."""
    if sub.duration is not None and sub.duration > 0:
        return min(sub.duration, LONGEST)
    seconds = TYPICAL.get(sub.action, TYPICAL["other"])
    if sub.count is not None and sub.count > 0:
        cycle = CYCLE.get(sub.action)
        seconds = 1.0 + cycle * sub.count if cycle is not None else seconds * sub.count
    return min(seconds * PACE.get(sub.speed, 1.0), LONGEST)
