"""Numbers in words and digits: "three", "1.1", "about four", "several", as ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

WORDS = {
    "no": 0, "zero": 0, "a": 1, "an": 1, "one": 1, "once": 1, "single": 1, "two": 2, "twice": 2, "thrice": 3,
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "half a dozen": 6, "a dozen": 12, "dozen": 12, "two dozen": 24,
    "three dozen": 36, "a hundred": 100, "one hundred": 100, "hundred": 100, "a thousand": 1000,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
VAGUE = {
    "a couple of": (2, 3), "a couple": (2, 3), "a few": (2, 5), "few": (2, 5), "some": (2, 40),
    "several": (3, 40), "a number of": (3, 40), "many": (4, 60), "half a": (0.5, 0.5),
}  # fmt: skip
"""What people mean by a vague number, generously."""
_HEDGE = r"(?:about|around|approximately|roughly|nearly|almost|some|circa|ca\.|~|≈|over|under|just|at least)"
_SPELLED = "|".join(sorted((re.escape(w) for w in (*WORDS, *VAGUE)), key=len, reverse=True))
_COMPOUND = rf"(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(_ONES)})(?!-))?"
NUMBER = (
    rf"(?:(?P<hedge>{_HEDGE})\s{{0,3}})?"
    rf"(?P<number>[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?|\b(?:{_COMPOUND}|{_SPELLED})\b)"
)
"""A number with its hedge, to be set into larger patterns (groups `hedge` and `number`)."""


@dataclass(frozen=True)
class Range:
    """What a stated number allows; `low` = `high` unless it is vague.  `about`: it is hedged."""

    low: float
    high: float
    about: bool = False

    @property
    def exact(self) -> bool:
        return self.low == self.high and not self.about

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    def miss(self, value: float) -> float:
        """How far a value lies outside, 0 inside."""
        return max(self.low - value, value - self.high, 0.0)


def read_number(number: str, hedge: str | None = None) -> Range:
    """The range of a number that `NUMBER` found.

    >>> read_number("four", "about")
    Range(low=4.0, high=4.0, about=True)
    """
    word = " ".join(number.lower().split())
    if word in VAGUE:
        low, high = VAGUE[word]
        return Range(float(low), float(high))
    tens, _, ones = word.replace("-", " ").partition(" ")
    if tens in TENS:
        value = float(TENS[tens] + WORDS.get(ones, 0))
    else:
        value = float(WORDS[word]) if word in WORDS else float(word)
    return Range(value, value, bool(hedge))
