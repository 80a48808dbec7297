"""A sentence cut at its verbs: every segment is one verb with the words that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from kinemind.cot.decompose.heads import heads
from kinemind.cot.decompose.leads import is_catenative, lead_start
from kinemind.cot.decompose.neighbours import word_at
from kinemind.cot.decompose.words.vocabulary import (
    DISCOURSE,
    JOINS,
    NUMBERS,
    QUANTITIES,
    SIDES,
    SUBJECTS,
    WAYS,
)
from kinemind.cot.decompose.words.word_sets import words_of

Link = Literal["start", "then", "and", "comma", "while", "after", "before", "adjunct", "purpose", "means"]


@dataclass(frozen=True)
class Segment:
    """`verb` is the dictionary form; `words` follow it; `lead` goes before it (subject, connective, adverbs).

    `form` is the verb's: finite, gerund, passive or ellipsis (`walks to the left and [walks] to the right`).
    """

    verb: str
    words: tuple[str, ...]
    lead: tuple[str, ...]
    form: Literal["finite", "gerund", "passive", "ellipsis", "unknown"]
    link: Link

    @property
    def has_subject(self) -> bool:
        return any(word in SUBJECTS or word in ("they", "he", "she", "it") for word in self.lead)


def segments(words: Sequence[str]) -> list[Segment]:
    """The segments of a sentence in the order of its words; [] where no verb is found."""
    found = heads(words)
    result: list[Segment] = []
    previous = 0
    for number, (index, verb, form) in enumerate(found):
        begin = lead_start(words, index, previous)
        lead = tuple(words[begin:index])
        if result:
            result[-1] = replace(result[-1], words=tuple(words[previous:begin]))
        link = _link(lead, form, bool(number), words[begin - 1] if begin else "")
        shown: Literal["finite", "gerund", "passive", "unknown"] = (
            "passive" if form == "passive" else "gerund" if form == "ing" else "finite"
        )
        result.append(Segment(verb, tuple(words[index + 1 :]), lead, shown, link))
        previous = index + 1
    return [part for segment in result for part in _ellipses(segment)]


def _link(lead: Sequence[str], form: str, later: bool, previous: str) -> Link:
    words = set(lead)
    if "after" in words or "before" in words:
        return "after" if "after" in words else "before"
    if "where" in words and "to" in words and later:
        return "purpose"
    if words & {"while", "when", "as", "since", "during", "where"}:
        return "while"
    if words & DISCOURSE or words & {"until", "so"}:
        return "then"
    if not later:
        return "start"
    if words & {"and", "but", "or"}:
        return "and"
    if "by" in words:
        return "means"
    if form == "base" and "to" in words and not any(is_catenative(word) for word in lead):
        return "purpose"
    if "," in words:
        return "comma"
    return "adjunct" if form == "ing" else "then"


def _ellipses(segment: Segment) -> list[Segment]:
    """Directions that stand for a repeated verb: "steps to the right and back to the left"."""
    words = segment.words
    for index, word in enumerate(words):
        if word not in ("and", "then", ",") or index == 0:
            continue
        if word == "and" and words[index - 1] in WAYS and words[index + 1 : index + 2] == ("to",):
            continue
        at = index
        connectives = []
        while at < len(words) and (words[at] in JOINS or words[at] in DISCOURSE):
            connectives.append(words[at])
            at += 1
        if _way_length(words[at:]) and _way_within(words[:index]):
            link: Link = "then" if set(connectives) & DISCOURSE else "and"
            rest = Segment(segment.verb, words[at:], tuple(connectives), "ellipsis", link)
            own = words[:index]
            if own[-1] in ("up", "down") and words[at] in ("up", "down"):
                own = (*own, *words[at + 1 :])
            return [replace(segment, words=own), *_ellipses(rest)]
    return [segment]


def _way_length(words: Sequence[str]) -> int:
    """How many words at the start tell a way to go; 0 where they do not."""
    at = 0
    while at < len(words) and _is_measure(words[at]):
        at += 1
    way, second, third = (word_at(words, at + i) for i in range(3))
    if way == "straight" and second in SIDES:
        return 0
    if way in WAYS or way in _ONWARD:
        return at + 1
    if way == "to" and second == "the" and third in SIDES | {"front", "back"}:
        return at + 3
    return at + 3 if way == "to" and second in _POSSESSIVES and third in SIDES else 0


_ONWARD = ("back", "down", "up")
_POSSESSIVES = ("his", "its", "her", "their")
_MEASURES = words_of("step steps a again jump meters meter on quarter circle makes")


def _is_measure(word: str) -> bool:
    """Whether a word may stand before a way: "two steps to the left"."""
    return word in NUMBERS or word.isdigit() or word in QUANTITIES or word in _MEASURES


def _way_within(words: Sequence[str]) -> bool:
    return any(word in WAYS or word in SIDES or word in ("up", "down", "back") for word in words)
