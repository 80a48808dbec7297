"""What is counted or measured in words: degrees of a turn, steps, times, seconds, speed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite

from kinemind.cot.decompose.sub_action import Speed
from kinemind.cot.decompose.words.vocabulary import NUMBERS
from kinemind.cot.decompose.words.word_sets import words_of
from kinemind.language.plan_step import MAX_DURATION

_FAST = words_of(
    "fast quick quickly rapidly rapid briskly brisk hurry hurries faster swiftly sprints hastily speedily "
    "hasty furiously"
)
_SLOW = words_of("slow slowly slower gradually leisurely sluggishly unhurriedly")
_FRACTIONS = {
    "quarter": 90.0,
    "quartercircle": 90.0,
    "half": 180.0,
    "semicircle": 180.0,
    "uturn": 180.0,
    "three_quarters": 270.0,
}
_NUMBER_WORDS = {**NUMBERS, "twice": 2, "thrice": 3, "once": 1, "ninety": 90}
_OFTEN = {"twice": 2, "thrice": 3}
_UNITS = words_of("step steps strides stride sidestep sidesteps strokes")
_SECONDS = re.compile(r"\b([0-9]+(?:\.[0-9]+)?|[a-z]+) (?:seconds?|secs?|s)\b")


def angle_of(action: str, words: Sequence[str]) -> float | None:
    """Degrees of a turn, unsigned."""
    for index, word in enumerate(words):
        if word in ("degrees", "degree") and index and _number(words[index - 1]) is not None:
            return float(_number(words[index - 1]) or 0)
    if action not in ("turn", "run", "jump", "walk"):
        return None
    if "three" in words and "quarters" in words:
        return 270.0
    for word in words:
        if word in _FRACTIONS and (word != "half" or "circle" in words or "turn" in words):
            return _FRACTIONS[word]
    if action != "turn":
        return None
    if "circle" in words or ("full" in words and "turn" in words):
        return 360.0
    if "around" in words and not set(words) & {"corner", "curve", "bend"}:
        return 180.0
    return None


def _number(word: str) -> float | None:
    if word in _NUMBER_WORDS:
        return _NUMBER_WORDS[word]
    try:
        number = float(word)
        return number if isfinite(number) else None
    except ValueError:
        return None


def _whole_number(word: str) -> int | None:
    number = _number(word)
    return int(number) if number is not None and number == int(number) else None


def count_of(words: Sequence[str]) -> tuple[int | None, int]:
    """(steps or strokes that are counted, how often the whole is done)."""
    units: int | None = None
    times = _times_of_noun(words)
    for index, word in enumerate(words):
        times = _OFTEN.get(word, times)
        if word in ("times", "time") and index:
            number = _whole_number(words[index - 1])
            times = times if number is None else max(1, number)
        if word in _UNITS:
            counted = map(_whole_number, reversed(words[max(0, index - 4) : index]))
            units = next((number for number in counted if number is not None), units)
    return units, times


_COUNTED = words_of(
    "squats jumps hops kicks punches bows jumpingjack jumpingjacks claps lunges jabs hooks uppercuts leaps "
    "cartwheels burpees spins"
)


def _times_of_noun(words: Sequence[str]) -> int:
    """How often a noun of movement says that something is done ("three squats", "two high kicks")."""
    for index, word in enumerate(words[:4]):
        number = _whole_number(word)
        if number is not None and number > 1 and set(words[index + 1 : index + 4]) & _COUNTED:
            return number
    return 1


def without_times(words: Sequence[str]) -> tuple[str, ...]:
    """The words without "twice", "three times", "again"."""
    kept: list[str] = []
    for index, word in enumerate(words):
        if word in _OFTEN or word in ("again", "in_a_row"):
            continue
        if word in ("times", "time") and index and _number(words[index - 1]) is not None:
            if kept:
                kept.pop()
            continue
        kept.append(word)
    return tuple(kept)


def speed_of(words: Sequence[str]) -> Speed:
    found = set(words)
    if found & _SLOW:
        return "slow"
    return "fast" if found & _FAST else ""


def duration_of(words: Sequence[str]) -> float | None:
    """Seconds that are stated ("for about two seconds")."""
    found = _SECONDS.search(" ".join(words))
    seconds = _number(found[1]) if found else None
    return seconds if seconds is None or 0 < seconds <= MAX_DURATION else None
