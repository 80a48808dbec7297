"""One steady wording per sub-action, for small models: "raises the left hand to head height, tired"."""

from __future__ import annotations

from kinemind.cot.decompose.gaits import gait_details, gait_verb, is_diagonal
from kinemind.cot.decompose.manners import style
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.decompose.words.vocabulary import NUMBERS

_HEIGHTS = {
    "chest": "to chest height",
    "shoulder": "to shoulder height",
    "head": "to head height",
    "overhead": "overhead",
}
_LIMBS = {"left": "the left hand", "right": "the right hand", "both": "both hands", "": "a hand"}
_FEET = {"left": "the left leg", "right": "the right leg", "both": "both legs", "": "one leg"}
_COUNTS = {count: word for word, count in NUMBERS.items() if word.isalpha() and word != "single"}
_ANGLES = {90.0: "by 90 degrees", 180.0: "around", 270.0: "by 270 degrees", 360.0: "in a full circle"}
_WITH_LIMB = {
    "wave": "waves {}",
    "lower": "lowers {}",
    "reach": "reaches out with {}",
    "pick_up": "picks something up with {}",
    "put_down": "puts something down with {}",
    "throw": "throws something with {}",
    "catch": "catches something with {}",
    "punch": "punches with {}",
    "swing": "swings {}",
    "point": "points with {}",
    "stretch": "stretches {}",
    "wipe": "wipes with {}",
    "hold": "holds something with {}",
    "touch": "touches something with {}",
    "knock": "knocks with {}",
    "shake": "shakes {}",
    "drink": "drinks with {}",
    "stir": "stirs with {}",
    "lift": "lifts something with {}",
    "dribble": "dribbles a ball with {}",
    "gesture": "gestures with {}",
    "push": "pushes with {}",
    "pull": "pulls with {}",
    "play": "plays with {}",
    "call": "calls out",
}
_PLAIN = {
    "stand": "stands still",
    "bow": "bows",
    "crouch": "crouches",
    "squat": "squats down and stands up",
    "sit": "sits down",
    "kneel": "kneels down",
    "lie": "lies down",
    "get_up": "gets up",
    "dance": "dances",
    "rotate_arms": "circles both arms",
    "call": "calls out",
    "wash": "washes the body",
    "clap": "claps the hands",
    "balance": "keeps the balance",
    "swim": "swims",
    "crawl": "crawls",
    "dodge": "dodges",
    "exercise": "does an exercise",
    "acrobatics": "does an acrobatic figure",
    "pick_up": "picks something up",
    "put_down": "puts something down",
    "throw": "throws something",
    "catch": "catches something",
    "punch": "punches",
    "point": "points the way",
    "stretch": "stretches",
    "wipe": "wipes something",
    "hold": "holds something",
    "touch": "touches something",
    "knock": "knocks",
    "shake": "shakes the body",
    "drink": "drinks",
    "stir": "stirs something",
    "lift": "lifts something",
    "lower": "lowers a hand",
    "dribble": "dribbles a ball",
    "gesture": "gestures",
    "push": "pushes something",
    "pull": "pulls something",
    "play": "plays",
    "reach": "reaches out",
    "swing": "swings the arms",
    "touch_knee": "brings the elbow to the knee",
}
_GOING = {
    "walk": "walks",
    "run": "runs",
    "hop": "hops",
    "jump": "jumps",
    "look": "looks",
    "bend": "bends",
    "stumble": "stumbles",
    "climb": "climbs",
}


def canonical_text(sub: SubAction) -> str:
    """The same words for every sub-action of the same kind; an `other` keeps its own.

    >>> canonical_text(SubAction("lifts their left arm up", "raise", "left", "up", height="head"))
    'raises the left hand to head height'
    """
    words = [_core(sub)]
    if sub.action in ("walk", "run") and sub.speed and not words[0].startswith("dashes"):
        words.append("fast" if sub.speed == "fast" else "slowly")
    words += gait_details(sub)
    if sub.count and sub.count > 1:
        words.append(_counted(sub))
    return ", ".join(part for part in (" ".join(words), _style(sub)) if part)


def _counted(sub: SubAction) -> str:
    number = _COUNTS.get(sub.count or 0, str(sub.count))
    return f"{number} steps" if sub.action in ("walk", "run", "turn", "climb", "crawl") else f"{number} times"


def _style(sub: SubAction) -> str:
    return "" if sub.action == "other" else style(sub.manner)


def _core(sub: SubAction) -> str:
    action, side = sub.action, sub.side
    if action == "other":
        return sub.text
    if action == "turn":
        way = f" {sub.direction}" if sub.direction in ("left", "right") else ""
        angle = f" {_ANGLES.get(sub.angle, f'by {sub.angle:.0f} degrees')}" if sub.angle else ""
        return f"turns{way}{angle if way else angle or ' around'}"
    if action == "raise":
        limb = _LIMBS[side]
        height = _HEIGHTS.get(sub.height, "")
        return " ".join(part for part in ("raises", limb, height) if part)
    if action == "kick":
        return f"kicks with {_FEET[side]}"
    if action == "lift_leg":
        return f"lifts {_FEET[side]}"
    if action == "touch_knee" and side in ("left", "right"):
        other = "right" if side == "left" else "left"
        return f"brings the {side} elbow to the {other} knee"
    if action == "rotate_arms":
        return " ".join(part for part in ("circles", _arms(side), sub.direction) if part)
    if action == "lower" and sub.body_part.endswith(("leg", "legs")):
        return f"lowers {_FEET[side]}"
    if action in _GOING:
        return gait_verb(sub, _GOING[action]) + _way(sub)
    if action in _WITH_LIMB and (side or action == "wave"):
        return _WITH_LIMB[action].format(_LIMBS[side])
    return _PLAIN.get(action, sub.text)


def _arms(side: str) -> str:
    return f"the {side} arm" if side in ("left", "right") else "both arms"


def _way(sub: SubAction) -> str:
    if sub.action == "run" and sub.speed == "fast" and sub.direction in ("", "forward"):
        return " forward" if gait_verb(sub, "runs") == "dashes" else ""
    if sub.action == "walk" and not sub.direction:
        return " forward"
    if is_diagonal(sub):
        return f" forward to the {sub.direction}"
    if sub.direction in ("left", "right"):
        return f" to the {sub.direction}"
    if sub.action in ("jump", "hop") and sub.direction == "up":
        return ""
    if sub.action in ("bend", "look", "stumble", "run") and not sub.direction:
        return {"run": " forward", "bend": " forward", "look": " around"}.get(sub.action, "")
    return f" {sub.direction}" if sub.direction else ""
