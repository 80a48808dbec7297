"""Which limb does a sub-action: its side, the part of the body, and how high the hands go."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kinemind.cot.decompose.sub_action import Side
from kinemind.cot.decompose.words.vocabulary import ARMS, LEGS, SIDES
from kinemind.cot.decompose.words.word_sets import words_of

_ARM_ACTIONS = words_of(
    "raise lower wave reach pick_up put_down throw punch swing rotate_arms point call dribble wash "
    "touch_knee clap stretch play wipe catch hold touch lift knock shake drink stir push pull gesture "
    "exercise other"
)
_LEG_ACTIONS = frozenset(("kick", "lift_leg", "hop"))
_ON_LEGS = words_of("walk run hop jump turn squat crouch climb kneel")
_WHOLE_BODY_UNLESS_SIDED = words_of("other exercise wash play push pull call")
_ALWAYS_BOTH = frozenset(("rotate_arms",))
_KICKS = words_of("kick kicks punch punches jab jabs sidekick hook hooks uppercut uppercuts")
_HANDED = ("handed", "footed", "sided")
_OVERHEAD = re.compile(
    r"\b(?:above|over|overhead)\b(?: \w+){0,2} head|\boverhead\b|\bhigh\b|\binto the air\b|\bin the air\b"
    r"|\bceiling\b|\bstraight up\b|\bup high\b"
)
_AT_CHEST = re.compile(r"\bchest\b|\bin front of (?:the|them|body|him|her)\b")
_AT_HEAD = re.compile(r"\bhead\b|\bface\b")


def side_of(action: str, words: Sequence[str]) -> Side:
    """left, right or both where the words name the limb that acts; "" where they do not."""
    words = _without_resting_hand(words)
    limbs = _limbs_of(action, words)
    for index, word in enumerate(words):
        if word in _KICKS and action in ("kick", "punch"):
            named = [w for w in words[max(0, index - 2) : index] if w in SIDES]
            if named:
                return _side(named[-1])
        if word in _HANDED and index and words[index - 1] in SIDES and limbs:
            return _side(words[index - 1])
        if word == "legged" and limbs is LEGS and words[max(0, index - 1)] in ("two", "both"):
            return "both"
        if word in limbs:
            near = words[max(0, index - 4) : index]
            side = _side_near(near) or ("both" if _is_plural(word) and "opposite" not in near else "")
            if side:
                return side
    if "both" in words and action in ("raise", "wave", "lower") and not set(words) & LEGS:
        return "both"
    return "both" if action in _ALWAYS_BOTH else ""


def _without_resting_hand(words: Sequence[str]) -> Sequence[str]:
    """The words but for "with the left hand (resting) on the hip": that hand does nothing."""
    hip = next((i for i, word in enumerate(words) if word in ("hip", "hips", "waist")), None)
    if hip is None or "with" not in words[max(0, hip - 8) : hip]:
        return words
    opening = max(i for i in range(hip) if words[i] == "with")
    return [*words[:opening], *words[hip + 1 :]]


def _limbs_of(action: str, words: Sequence[str]) -> frozenset[str]:
    """The words for the limbs that can do an action."""
    if action == "touch_knee":
        return frozenset(("elbow", "elbows"))
    if is_of_leg(action, words):
        return LEGS
    return ARMS if action in _ARM_ACTIONS else frozenset()


def is_of_leg(action: str, words: Sequence[str]) -> bool:
    """Whether a leg does the action: a leg can be lowered as well as an arm."""
    found = set(words)
    return action in _LEG_ACTIONS or (action == "lower" and bool(found & LEGS) and not found & ARMS)


def _side_near(near: Sequence[str]) -> Side:
    sides = [word for word in near if word in SIDES]
    if "both" in near or len(set(sides)) == 2:
        return "both"
    return _side(sides[-1]) if sides else ""


def _side(word: str) -> Side:
    return "left" if word == "left" else "right"


def _is_plural(limb: str) -> bool:
    return limb.endswith("s") or limb == "feet"


def body_part(action: str, side: str, words: Sequence[str] = ()) -> str:
    """One of plan.BODY_PARTS that does the action."""
    if is_of_leg(action, words) and action != "hop":
        return f"{side} leg" if side in ("left", "right") else "legs"
    if action in _ON_LEGS:
        return "legs"
    if action in ("bow", "bend"):
        return "torso"
    if action not in _ARM_ACTIONS or (action in _WHOLE_BODY_UNLESS_SIDED and not side):
        return "whole body"
    return f"{side} arm" if side in ("left", "right") else "both arms"


def height_of(action: str, words: Sequence[str]) -> str:
    """chest, shoulder, head or overhead where the words say how high the hands go."""
    if action not in ("raise", "wave", "hold", "reach", "clap"):
        return ""
    text = " ".join(words).replace("as high as", "to")
    if _OVERHEAD.search(text):
        return "overhead"
    if _AT_CHEST.search(text):
        return "chest"
    if "shoulder" in text:
        return "shoulder"
    return "head" if _AT_HEAD.search(text) else ""
