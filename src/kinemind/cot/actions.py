"""The words of the rule-made plans: one short sub-action per content label, one adverbial per style."""

from __future__ import annotations

from kinemind.language.plan import PlanStep

_BOTH_UP = ("both arms", "up")
_LEFT_UP = ("left arm", "up")
_RIGHT_UP = ("right arm", "up")
_ON_LEGS = ("legs", "forward")

_ACTIONS: dict[str, tuple[str, str, str]] = {
    "stand": ("stands still", "whole body", "in place"),
    "walk": ("walks forward", *_ON_LEGS),
    "walk-back": ("walks backward", "legs", "backward"),
    "walk-left": ("walks forward to the left", "legs", "left"),
    "walk-right": ("walks forward to the right", "legs", "right"),
    "walk-turn-left": ("walks and turns left", "legs", "left"),
    "walk-turn-right": ("walks and turns right", "legs", "right"),
    "walk-uneven-terrain": ("walks on uneven ground", *_ON_LEGS),
    "run": ("runs forward", *_ON_LEGS),
    "dash": ("dashes forward", *_ON_LEGS),
    "sneak": ("sneaks forward", *_ON_LEGS),
    "jog-left-circle": ("jogs in a curve to the left", "legs", "left"),
    "hop-both-legs": ("hops forward on both legs", *_ON_LEGS),
    "hop-forward": ("jumps forward and turns around", *_ON_LEGS),
    "jump": ("jumps", "legs", "up"),
    "kick-left-front": ("kicks with the left leg", "left leg", "forward"),
    "kick-right-front": ("kicks with the right leg", "right leg", "forward"),
    "squat": ("squats down and stands up", "legs", "down"),
    "bow": ("bows", "torso", "forward"),
    "lie-down": ("lies down on the floor", "whole body", "down"),
    "deposit-on-floor": ("puts something on the floor with the right hand", "right arm", "down"),
    "grab-high": ("grabs something high with the right hand", *_RIGHT_UP),
    "elbow-to-knee": ("brings the left elbow to the right knee", "left arm", "down"),
    "raise-up-left-hand": ("raises the left hand", *_LEFT_UP),
    "raise-up-right-hand": ("raises the right hand", *_RIGHT_UP),
    "raise-up-both-hands": ("raises both hands", *_BOTH_UP),
    "wave-left-hand": ("waves the left hand", *_LEFT_UP),
    "wave-right-hand": ("waves the right hand", *_RIGHT_UP),
    "wave-both-hands": ("waves both hands", *_BOTH_UP),
    "bye": ("waves goodbye with the right hand", *_RIGHT_UP),
    "byebye": ("waves goodbye with both hands", *_BOTH_UP),
    "guide": ("shows the way with the right hand", "right arm", "forward"),
    "respond": ("raises the left hand to answer", *_LEFT_UP),
    "call": ("leans forward and shouts", "torso", "forward"),
    "slash": ("swings a sword down with both hands", "both arms", "down"),
    "swordplay": ("practices swordplay", "right arm", "forward"),
    "rotate-arms-backward": ("circles both arms backward", "both arms", "backward"),
    "throw-basketball": ("throws a ball with both hands", "both arms", "forward"),
    "basketball-dribble": ("dribbles a ball", "right arm", "down"),
    "basketball-shoot": ("dribbles and shoots a ball", *_BOTH_UP),
    "wash-self": ("washes under a hand shower", "both arms", "in place"),
    "scoop-up": ("picks something up and holds it high", *_BOTH_UP),
}
"""Contents that say little about the single clip (climb, dance, punch, walk-turns, walk-navigate) are left
out: their captions are worded by hand, so the plan takes the caption's words."""

STYLES: dict[str, str] = {
    "normal": "",
    "active": "energetic",
    "feminine": "feminine",
    "youthful": "youthful",
    "masculine": "masculine",
    "masculinity": "masculine",
    "exhausted": "tired",
    "tired": "tired",
    "elderly": "elderly",
    "old": "elderly",
    "sad": "sad",
    "proud": "proud",
    "angry": "angry",
    "happy": "happy",
    "not-confident": "unsure",
    "giant": "like a giant",
    "musical": "like a stage performer",
    "chimpira": "like a thug",
    "childish": "like a child",
}
"""Old and elderly, tired and exhausted, masculinity and masculine are one style under two names."""


def action(content: str | None) -> PlanStep | None:
    """The sub-action of a content label, without duration; None for an unknown or unspecific label."""
    found = _ACTIONS.get(content or "")
    return None if found is None else PlanStep(*found)


def adverbial(style: str | None) -> str:
    """The words of a style label, "" for the normal style; an unknown label stands for itself."""
    return STYLES.get(style, style.replace("-", " ")) if style else ""
