"""A numbered text cut into opening, items and closing, put together again, and its times rewritten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.verify.numbers import WORDS

MOST_ITEMS = 24

# a number opens an item at the start or after the end of a sentence; in "about 3. 2. Then" 3 is no item
_ITEM = re.compile(
    r"(?:^|(?<=[.!?:;)\]\n*]))[ \t\n*]{0,8}(?:step )?([0-9]{1,2})[.):][ *]{1,4}(?=\S)", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])[\s\"')]{1,8}(?=[A-Z0-9\"'(])|\n{1,8}")
_SECONDS = re.compile(r"\b[0-9]{1,4}\.[0-9](?= ?(?:s\b|seconds?\b|to [0-9.]{1,6} ?s\b))")
_SPAN = re.compile(r"\b([Ff]rom) [0-9.]{1,6} (?:s )?(to|until) [0-9.]{1,6} s\b")
_FROM = re.compile(r"\b([Ff]rom|[Aa]fter|[Aa]t) [0-9]{1,3}\.[0-9] s\b")
_HEADLINE = re.compile(
    rf"\b({'|'.join(WORDS)}|[0-9]{{1,2}})"
    r"(?= (?:\w{3,12} ){0,2}(?:action|movement|move|step|part|thing|sub-action|phase|stage|gesture)s?\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Layout:
    """`items` without their numbers (`numbers` as written); no items where the text is not numbered."""

    opening: str
    items: tuple[str, ...]
    closing: str
    numbers: tuple[int, ...] = ()

    def __str__(self) -> str:
        numbered = [f"{number}. {item}" for number, item in enumerate(self.items, 1)]
        return " ".join(part for part in (self.opening, *numbered, self.closing) if part)


def lay_out(text: str) -> Layout:
    """The parts of a numbered text; sentences after the last item's first one are its closing."""
    marks = list(_ITEM.finditer(text))[:MOST_ITEMS]
    if not marks:
        return Layout(text.strip(), (), "")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    items = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    closing = ""
    if cut := _SENTENCE.search(items[-1]):
        items[-1], closing = items[-1][: cut.start()].strip(), items[-1][cut.end() :].strip()
    numbers = tuple(int(mark[1]) for mark in marks)
    return Layout(text[: marks[0].start()].strip(), tuple(items), closing, numbers)


def sentences(text: str) -> list[str]:
    """The sentences of a text; decimals and units stay whole."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def with_duration(item: str, old: float, new: float) -> str:
    """The item with its duration of `old` seconds set to `new` wherever it states it."""
    return re.sub(rf"\b{old:.1f}(?= ?s\b)", f"{new:.1f}", item)


def retimed(items: Sequence[str], durations: Sequence[float]) -> tuple[str, ...]:
    """Items whose "from … to … s" and "from … s on" follow from the durations one after another."""
    clock, found = 0.0, []
    for item, seconds in zip(items, durations, strict=True):
        start, end = f"{clock:.1f}", f"{clock + seconds:.1f}"
        clock += seconds
        spanned = _SPAN.sub(rf"\1 {start} \2 {end} s", item, count=1)
        found.append(spanned if spanned != item else _FROM.sub(rf"\1 {start} s", item, count=1))
    return tuple(found)


def stretched(text: str, share: float) -> str:
    """All decimals that are seconds times `share`."""
    return _SECONDS.sub(lambda found: f"{float(found[0]) * share:.1f}", text)


def announcing(opening: str, count: int) -> str:
    """The opening with another number of actions."""
    found = _HEADLINE.search(opening)
    if not found:
        return opening
    others = ("a", "an", "single", "once", "twice", "thrice")
    names = {number: word for word, number in WORDS.items() if word not in others}
    new = names.get(count, str(count)) if found[1].isalpha() else str(count)
    return (
        opening[: found.start()]
        + (new.capitalize() if found[1][0].isupper() else new)
        + opening[found.end() :]
    )
