"""A segment of a sentence read as a sub-action."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.decompose import limbs, quantities
from kinemind.cot.decompose.actions import action_of
from kinemind.cot.decompose.directions import direction_of
from kinemind.cot.decompose.manners import cut_manner, subject_manner
from kinemind.cot.decompose.segments import Link, Segment
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.decompose.words.inflection import FORMS, third_person
from kinemind.cot.decompose.words.nouns import NOUNS
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import (
    DISCOURSE,
    JOINS,
    LIGHT,
    NUMBERS,
    STATIVE,
    SUBJECTS,
    SUBORDINATORS,
)
from kinemind.cot.decompose.words.word_sets import words_of


@dataclass(frozen=True)
class Draft:
    """A sub-action on the way, with what joined it to the one before and how often it is done.

    `in_a_row`: the whole is done `times`, not a stroke of it ("waves twice in a row").
    """

    sub: SubAction
    link: Link
    times: int = 1
    verb: str = ""
    words: tuple[str, ...] = ()
    shared_manner: str = ""
    again: bool = False
    gerund: bool = False
    in_a_row: bool = False


_MOST_STEPS = 100
_STEPPING = words_of("walk run turn climb crawl hop dance play swim jump")
_TRAILING = JOINS | DISCOURSE | SUBORDINATORS | words_of("to a the with in by is are who that of at an")
_POSSESSIVES = frozenset(["his", "her", "their", "its"])


def read(segment: Segment) -> Draft:
    """The draft of a segment; its action may still be `other`."""
    words = _trim([word for word in segment.words if word not in ("first", "immediately")])
    own_lead = segment.lead[max((i for i, w in enumerate(segment.lead) if w in SUBJECTS), default=-1) + 1 :]
    adverbs = [w for w in own_lead if (w.endswith("ly") and w not in DISCOURSE) or w.startswith("~")]
    kept, manner, aside = cut_manner(words)
    before, early, _ = cut_manner(adverbs) if adverbs else ((), "", False)
    own = ", ".join(part for part in (early, manner) if part and not aside)
    shared = ", ".join(part for part in (subject_manner(segment.lead), manner if aside else "") if part)
    kept = _trim(kept)
    passive = segment.form == "passive"
    units, times = quantities.count_of(kept)
    plain = _trim(quantities.without_times(kept))
    action = "other" if segment.verb in STATIVE else action_of(segment.verb, plain, passive)
    if action == "gesture" and "way" in manner.replace(",", " ").split():
        action = "point"
    everything = (*segment.lead, *kept) if segment.verb in ("sprint",) else (*adverbs, *kept)
    if action in ("other", "gesture") and segment.verb in _ACTING_OUT:
        action = _imitated(manner) or action
    if segment.form == "ellipsis" and action == "other":
        action = "walk"
    side = limbs.side_of(action, plain)
    direction = direction_of(action, plain or ("",))
    if segment.verb in ("back", "retreat") and action == "walk" and direction in ("", "up"):
        direction = "backward"
    speed = quantities.speed_of((*everything, *words))
    if segment.verb in ("sprint", "dash", "hurry", "rush", "race", "charge", "bolt", "hurries"):
        speed = "fast"
    sub = SubAction(
        text=_text(segment, plain, before),
        action=action,
        side=side,
        direction=direction,
        body_part=limbs.body_part(action, side, plain),
        count=units if action in _STEPPING and (units or 0) <= _MOST_STEPS else None,
        angle=quantities.angle_of(action, plain),
        speed=speed,
        duration=quantities.duration_of(plain),
        height=limbs.height_of(action, plain),
        manner=own,
    )
    return Draft(
        sub,
        segment.link,
        times,
        verb=segment.verb,
        words=plain,
        shared_manner=shared,
        again="again" in segment.words or "again" in segment.lead,
        gerund=segment.form == "gerund",
        in_a_row="in_a_row" in kept,
    )


_ACTING_OUT = LIGHT | {"motion", "gesture"}
_IMITATING = re.compile(r"\b(?:as if|as though|like)(?: \w+ (?:is|was|were))? (\w+ing)\b")


def _imitated(manner: str) -> str:
    """The action that a gesture acts out: "makes motions as if dancing"."""
    said = _IMITATING.search(manner.replace("_", " "))
    action = ACTION_OF.get(FORMS.get(said[1], ("", ""))[0], "other") if said else "other"
    return "" if action == "other" else action


def _trim(words: Sequence[str]) -> tuple[str, ...]:
    result = list(words)
    while result and result[-1] in _TRAILING:
        result.pop()
    while result and result[0] in (",", "and", "then"):
        result.pop(0)
    return tuple(result)


def _text(segment: Segment, words: Sequence[str], adverbs: Sequence[str]) -> str:
    """The predicate in the third person, with "the" for his and her."""
    head = third_person(segment.verb)
    if segment.form == "passive":
        head = f"is {_PARTICIPLES.get(segment.verb, segment.verb + 'ed')}"
    elif segment.verb not in ACTION_OF:
        head = f"is {segment.verb}" if segment.verb.endswith("ing") else segment.verb
    if segment.verb in ("do", "perform") and (plain := verb_of_noun(words)):
        head, words = plain, words[2:]
    if words[:1] in (("a",), ["a"]) and words[1:2] and words[1] in NUMBERS:
        words = words[1:]
    if segment.form == "ellipsis" and segment.verb in ("make", "take", "do", "perform"):
        head, words = "steps", [w for w in words if w not in ("one", "two", "a", "makes", "step", "steps")]
    parts = [head, *words, *adverbs]
    text = " ".join("the" if word in _POSSESSIVES else word for word in parts)
    for old, new in _POLISH:
        text = text.replace(old, new)
    text = text.strip(" ,")
    return f"{text} body" if text.endswith("in front of the") else text


def verb_of_noun(words: Sequence[str]) -> str:
    """The verb in the third person that "a walk", "a jump" names; "" where the words begin otherwise."""
    named = len(words) > 1 and words[0] in ("a", "an") and ACTION_OF.get(words[1], "other") != "other"
    compound = len(words) > 2 and words[2] in NOUNS
    return third_person(words[1]) if named and not compound and words[1] in NOUNS else ""


_PARTICIPLES = {"shove": "shoved", "hit": "hit", "throw": "thrown", "strike": "struck", "drag": "dragged"}
_POLISH = (
    (" ,", ","),
    ("_", " "),
    ("both of the ", "both "),
    ("the the ", "the "),
    (" uturn", " U-turn"),
    ("jumpingjack", "jumping jack"),
    (" in front of them", " in front of the body"),
)
