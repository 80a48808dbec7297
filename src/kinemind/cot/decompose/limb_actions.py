"""Verbs of arms and legs, whose objects decide: "puts the hand up" raises, "puts a box down" does not."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.noun_actions import locomotion, noun_action
from kinemind.cot.decompose.words.vocabulary import ARMS, LEGS
from kinemind.cot.decompose.words.word_sets import words_of

_UPWARD = words_of(
    "up upward upwards high overhead above over straight height level ceiling air front shoulder "
    "shoulders chest head next beside face hip together side sides"
)


_DOWNWARD = frozenset(["down", "back", "downward", "downwards"])


THINGS = frozenset(["something", "object", "item", "box", "ball", "bottle", "racket", "guitar"])


def move_action(words: Sequence[str], found: set[str]) -> str:
    if words[:1] in (("it",), ("them",)):
        return "lower" if "down" in found else "raise" if "up" in found else "other"
    limbs = [index for index, word in enumerate(words) if word in ARMS]
    if limbs and "with" not in words[: limbs[0]] and "on" not in words[: limbs[0]]:
        if found & {"circle", "circles", "circular"}:
            return "rotate_arms"
        if found & {"across", "to", "towards"} and "up_and_down" not in found:
            return "reach"
        if words[0] in ("up",) or (words[-1] == "up"):
            return "raise"
        return "swing"
    if found & {"head", "hips", "hip", "body", "torso"} and words[0] in ("the", "his", "her", "their", "its"):
        return "swing"
    return locomotion(words, found)


def raise_action(words: Sequence[str], found: set[str]) -> str:
    if found & THINGS and not found & ARMS:
        return "lift"
    if "feet" in found or "foot" in found or "leg" in found or "legs" in found or "knee" in found:
        if "elbow" in found or "elbows" in found:
            return "touch_knee"
        if not found & ARMS:
            return "lift_leg"
    if found & ARMS or not words or words[0] in ("both", "it", "them", "left", "right"):
        return "raise"
    return "lift" if not found & {"up", "hands"} else "raise"


def put_action(words: Sequence[str], found: set[str]) -> str:
    limbs = found & (ARMS | {"elbow", "elbows"})
    if found & {"elbow", "elbows"} and "knee" in found:
        return "touch_knee"
    if limbs and not found & THINGS and object_is_limb(words):
        if found & {"mouth", "hip", "hips"} and not found & {"up"}:
            return "touch"
        if found & {"down"} or (("back" in found and not found & {"up"}) and not found & {"behind"}):
            return "lower"
        return "raise" if found & (_UPWARD | {"up"}) else "reach"
    if found & {"foot", "feet", "leg", "legs"}:
        if found & {"down", "back"}:
            return "lower"
        return "walk" if "forward" in found or "front" in found else "lift_leg"
    if words and words[0] in ("it", "them") and found & {"down", "drop", "back"}:
        return "put_down"
    if words and words[0] in ("it", "them") and "up" in found:
        return "raise"
    if "hat" in found or (words[0] if words else "") == "on" or "into" in found:
        return "other"
    return "put_down"


def object_is_limb(words: Sequence[str]) -> bool:
    for word in words:
        if word in ARMS:
            return True
        if word in ("with", "using", "by", "on", "in", "to", "into"):
            return False
    return False


def bring_action(words: Sequence[str], found: set[str]) -> str:
    if found & {"elbow"} and found & {"knee"}:
        return "touch_knee"
    if found & ARMS or (words and words[0] in ("it", "them")):
        if found & {"down"} or (words and words[-1] == "back"):
            return "lower"
        return "touch" if "mouth" in found and "up" not in found else "raise"
    return "lift_leg" if found & LEGS else "other"


def hold_action(words: Sequence[str], found: set[str]) -> str:
    if "balance" in found:
        return "balance"
    if object_is_limb(words) and not found & THINGS:
        return "raise"
    return "hold"


def reach_action(words: Sequence[str], found: set[str]) -> str:
    if words and words[0] == "up" and not found & {"for", "grab", "take", "something"}:
        return "raise"
    if found & {"guide", "show", "way"}:
        return "point"
    if (
        words[:1] in (("the",), ("a",), ("his",), ("her",), ("their",))
        and _is_place(words)
        and not found & ARMS
    ):
        return "walk"
    return "reach"


_PLACES = words_of(
    "wall door end line chair stairs room corner house destination edge middle window bench road street "
    "car bus tree goal side gate exit kitchen bed wardrobe finish centre center"
)


def _is_place(words: Sequence[str]) -> bool:
    """Whether what is reached is somewhere to get to ("the wall", "the finish line")."""
    return bool(set(words[1:3]) & _PLACES) and "for" not in words


def stretch_action(words: Sequence[str], found: set[str]) -> str:
    if "way" in found or "guide" in found:
        return "point"
    if found & ARMS and found & {"up", "upward", "upwards", "overhead", "ceiling", "sky", "air", "above"}:
        return "raise"
    return "stretch"


def swing_action(words: Sequence[str], found: set[str]) -> str:
    if "kick" in found:
        return "kick"
    if words[:1] == ("around",):
        return "turn"
    if found & ARMS and found & {"circle", "circles"}:
        return "rotate_arms"
    if found & {"golf", "tennis"}:
        return "play"
    if found & ARMS and "back_and_forth" in found and found & {"above", "over"}:
        return "wave"
    if found & {"leg", "foot"}:
        return "kick"
    return "swing"


def take_action(words: Sequence[str], found: set[str]) -> str:
    if found & {"shower"}:
        return "wash"
    if words[:1] in (("it",), ("them",)) and found & {"up", "down"}:
        return "lower" if "down" in found else "raise"
    if words and words[0] == "off":
        return "run"
    if found & {"shot"}:
        return "throw"
    noun = noun_action(words)
    if noun and not found & {"something", "object"}:
        return noun
    if found & {"shelf", "high", "above"}:
        return "reach"
    return "pick_up" if found & {"something", "object", "up", "it"} else noun or "other"


def pick_action(words: Sequence[str], found: set[str]) -> str:
    return "reach" if found & {"high", "shelf"} and "up" not in found else "pick_up"


def gesture_action(words: Sequence[str], found: set[str]) -> str:
    return (
        "point"
        if found & {"way", "show", "guide"}
        else "call"
        if found & {"closer", "over", "come"}
        else "gesture"
    )


def pull_action(words: Sequence[str], found: set[str]) -> str:
    return "touch_knee" if "knee" in found or "elbow" in found else "pull"


def lower_action(words: Sequence[str], found: set[str]) -> str:
    if "squat" in found:
        return "squat"
    if found & {"body", "themselves", "himself", "herself", "itself"} and not found & ARMS:
        return "kneel" if "knees" in found else "crouch"
    if found & {"ground"} and words[:1] == ("to",):
        return "other"
    return "lower"


def let_action(words: Sequence[str], found: set[str]) -> str:
    return "lower" if found & {"drop", "down", "fall", "sink"} else "other"


def stick_action(words: Sequence[str], found: set[str]) -> str:
    return "raise" if found & ARMS else "other"


def keep_action(words: Sequence[str], found: set[str]) -> str:
    if "balance" in found:
        return "balance"
    return "raise" if found & ARMS and found & {"up", "front", "over", "above"} else "hold"


def bounce_action(words: Sequence[str], found: set[str]) -> str:
    return "dribble" if found & {"ball", "basketball"} else "jump"


def shoot_action(words: Sequence[str], found: set[str]) -> str:
    return (
        "kick" if found & {"football", "soccer"} else "other" if found & {"gun", "arrow", "bow"} else "throw"
    )


def say_action(words: Sequence[str], found: set[str]) -> str:
    return "wave" if found & {"goodbye", "bye", "farewell"} else "other"


def show_action(words: Sequence[str], found: set[str]) -> str:
    return "point" if "way" in found else noun_action(words)


def touch_action(words: Sequence[str], found: set[str]) -> str:
    return "touch_knee" if "knee" in found and found & {"elbow", "opposite"} else "touch"


def fight_action(words: Sequence[str], found: set[str]) -> str:
    return "swing" if found & {"sword", "stick", "racket", "club", "bat", "axe"} else ""


def rise_action(words: Sequence[str], found: set[str]) -> str:
    return "raise" if found & ARMS and words[0] not in ("with", "using", "from") else "get_up"


def lay_action(words: Sequence[str], found: set[str]) -> str:
    return "put_down" if words[:1] and words[0] in ("an", "a", "the", "something", "it") else "lie"
