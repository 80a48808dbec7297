"""The layout of a trace: opening, items (numbered steps or sentences of prose), closing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.trace import Trace
from kinemind.cot.verify.layout import MOST_ITEMS, lay_out, sentences

LONGEST = 8000
"""Characters of a trace that are read; conciseness refuses far shorter ones."""
MOST_WORDS = 60
"""Words of one item that are searched for actions."""

_FIELDS = re.compile(
    r"\( ?([A-Za-z ]{3,20}), ?([A-Za-z ]{2,20}), ?([0-9]{1,5}(?:\.[0-9]{1,3})?) ?s(?:ec(?:ond)?s?)? ?\)"
)
_OLD_FIELDS = re.compile(
    r"; ?([A-Za-z ]{3,20}); ?([A-Za-z ]{2,20}); ?([0-9]{1,5}(?:\.[0-9]{1,3})?) ?s(?:ec(?:ond)?s?)?\b"
)
BRACKETS = re.compile(r"[(\[][^()\[\]]{0,200}[)\]]")
_NUMBER = (
    r"(?:[0-9]{1,5}(?:\.[0-9]{1,3})?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|twenty|fifty|(?:a |one )?hundred|half a|a few|several)"
)
_MEASURE = re.compile(
    r"(?:,? ?\b(?:for|from|to|after|until|till|at|over|about|around|within|during|in|covering|roughly|nearly"
    r"|lasting|of|the|first|last|next|remaining|between|and|some|just|by) ){0,4}"
    rf"\b{_NUMBER}(?: ?(?:to|and|-|–) ?{_NUMBER})?(?: more)?[ -]?"
    r"(?:m/s|km/h|(?:metres?|meters?)(?: per second| a second)?|m|s|secs?|seconds?|cm)\b"
    r"(?: mark| onwards?| on\b(?! (?:the|their|his|her|its|one|all|both)))?,?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:comes?|goes|happens?|is|follows?) (?:first|second|third|next|last|after)\b,?"
    r"|^[\s,]{0,4}(?:following|upon) (?:that|this|it|which)\b,?|\bonce (?:more|again)\b,?",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"[,;.)—–:] {0,2}(?:and )?(?:so|thus|hence|therefore|which means|meaning|that is|i\.e\.|which shows"
    r"|which tells)\b(?: that)?,? (?=(?:(?:the|a|an|this) (?:\w{1,12} )?(?:person|figure|man|woman|human|body"
    r"|character|individual)|they|he|she|it|someone|somebody)\b)",
    re.IGNORECASE,
)
_META = re.compile(
    r"\b(?:captions?|descriptions?|describes?|prompt|texts?|sentences?|asks?|asked|requested|instructions?|clip"
    r"|record(?:ing|ed)|sequence|overall|altogether|in all|in total|in short|in sum(?:mary)?|summar\w{1,8}"
    r"|to conclude|plan|trace|we|i|let me|actions?|sub-?actions?|movements?|motion (?:has|lasts|shows|is)"
    r"|phases?|measure(?:d|ments?)|facts?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Item:
    """One numbered step, or one sentence of prose.

    `number` as written (0 in prose); `head` says what is done, `conclusion` what follows from it ("so the
    person waves"); `body_part`, `direction` and `duration` (seconds) are the fields, where it has them.
    """

    number: int
    text: str
    head: str
    conclusion: str = ""
    body_part: str = ""
    direction: str = ""
    duration: float | None = None

    @cached_property
    def actions(self) -> tuple[SubAction, ...]:
        """What the item says is done: its conclusion where that names an action, else its head."""
        return known(actions_of(self.conclusion)) or actions_of(self.head)


@dataclass(frozen=True, eq=False)
class Reading:
    """A trace laid out.  `remarks` are the sentences that say no step: opening, closing, about the text."""

    items: tuple[Item, ...]
    remarks: tuple[str, ...]
    numbered: bool
    text: str


def read(trace: Trace) -> Reading:
    """The layout of a trace; of its first `LONGEST` characters.  Never raises."""
    text = trace.reasoning[:LONGEST]
    layout = lay_out(text)
    if layout.items:
        items = [
            _item(number, *(sentences(item) or [""]))
            for number, item in zip(layout.numbers, layout.items, strict=True)
        ]
        remarks = (*sentences(layout.opening), *sentences(layout.closing))
        return Reading(tuple(items), remarks, True, text)
    said = sentences(text)[:MOST_ITEMS]
    about = [bool(_META.search(sentence)) for sentence in said]
    if all(about):
        about = [False] * len(said)
    items = [_item(0, sentence) for sentence, meta in zip(said, about, strict=True) if not meta]
    remarks = tuple(sentence for sentence, meta in zip(said, about, strict=True) if meta)
    return Reading(tuple(items), remarks, False, text)


def _item(number: int, first: str, *more: str) -> Item:
    text = " ".join([first, *more])
    fields = _FIELDS.search(first) or _OLD_FIELDS.search(first)
    cut = _CONCLUSION.search(first, 0, fields.start() if fields else len(first))
    head = first[: min(fields.start() if fields else len(first), cut.start() if cut else len(first))]
    conclusion = first[cut.end() :] if cut else ""
    if fields is None:
        return Item(number, text, head, conclusion)
    part, direction, seconds = fields.groups()
    return Item(number, text, head, conclusion, _word(part), _word(direction), float(seconds))


@lru_cache(maxsize=4096)
def actions_of(words: str) -> tuple[SubAction, ...]:
    """The sub-actions that words name, times and measures left out."""
    bare = _PLACE.sub(" ", _MEASURE.sub(" ", BRACKETS.sub(" ", words)))
    bare = " ".join(bare.split()[:MOST_WORDS]).strip(" ,;:.-—–*")
    return decompose(bare) if bare else ()


def known(actions: tuple[SubAction, ...]) -> tuple[SubAction, ...]:
    """Those whose action has a name."""
    return tuple(action for action in actions if action.action != "other")


def _word(text: str) -> str:
    return " ".join(text.lower().split())
