"""Actions named by nouns ("gives a wave") and by the way that is walked ("walks a quarter circle")."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.nouns import NOUNS
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import ARMS, SIDES
from kinemind.cot.decompose.words.word_sets import words_of

STAIRS = words_of(
    "stairs stair staircase staircases steps upstairs downstairs ladder platform platforms podest ramp "
    "hill upstair downstair podium bar frame equipment"
)
_CURVES = words_of("circle circles curve curves arc semicircle circuit circular bend quartercircle ellipse")


def noun_action(words: Sequence[str]) -> str:
    """The action that the nouns or participles after a light verb name."""
    found = set(words)
    if found & {"elbow", "elbows"} and found & {"knee", "knees", "crunch"}:
        return "touch_knee"
    if found & {"jumpingjack", "jumpingjacks"}:
        return "jump"
    if found & {"shot", "shots"} and found & {"golf", "tennis"}:
        return "play"
    if "circles" in found and (found & ARMS):
        return "rotate_arms"
    if found & {"circle", "circular", "circling", "circles"} and (found & ARMS or "motion" in found):
        return "rotate_arms"
    for index, word in enumerate(words):
        if word in ("with", "like", "while", "in", "as") and index:
            break
        if word in ("kick", "kicks", "sidekick"):
            return "kick"
        if word in ("support", "push") and words[index + 1 : index + 2] == ("up",):
            return "exercise"
    for index, word in enumerate(words):
        if word in NOUNS and word not in ("front",):
            action = NOUNS[word]
            following = words[index + 1] if index + 1 < len(words) else ""
            if (
                following in NOUNS
                and NOUNS[following] != "gesture"
                and following not in ("swing", "swings", "strokes")
            ):
                action = NOUNS[following]
            if action == "walk" and curved(found) and word not in ("sidestep", "sidesteps"):
                return "turn"
            if action == "turn" and found & {"walking", "walk"}:
                return "turn"
            return action
        if (
            word in FORMS
            and FORMS[word][1] == "base"
            and words[index + 1 : index + 2] in (("movement",), ("motion",))
        ):
            return ACTION_OF[FORMS[word][0]]
        if word in FORMS and FORMS[word][1] in ("ing", "ed") and FORMS[word][0] not in ("do", "feel", "have"):
            if FORMS[word][0] == "bounce" and found & {"ball", "basketball"}:
                return "dribble"
            action = ACTION_OF[FORMS[word][0]]
            if action != "other":
                return action
    return ""


def curved(found: set[str]) -> bool:
    """Whether the words name a curve or a corner."""
    return bool(found & _CURVES) or bool(found & {"turn", "corner", "uturn", "rotation"})


def locomotion(words: Sequence[str], found: set[str]) -> str:
    """walk, or what going that way is: a turn along a curve, climbing stairs, crawling, running."""
    if "on_all_fours" in found or ("knees" in found and "on" in found and "hands" in found):
        return "crawl"
    upward = found & {"up", "down", "upstairs", "downstairs", "onto", "climb"}
    if found & STAIRS and upward and "slope" not in found:
        return "climb"
    if "run" in found and "at" in found:
        return "run"
    if (curved(found) and "shape" not in found) or ("around" in found and found & SIDES):
        return "turn"
    if found & {"counterclockwise", "clockwise"} and found & {
        "turn",
        "quarter",
        "circle",
        "rotation",
        "half",
    }:
        return "turn"
    return "walk"
