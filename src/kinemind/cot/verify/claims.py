"""What a trace claims: actions with their sides and directions, counts, times, lengths, speeds, angles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.verify.numbers import NUMBER, Range, read_number
from kinemind.cot.verify.reading import Item, Reading, actions_of

Kind = Literal[
    "action", "count", "actions", "total", "duration", "start", "end", "speed", "pace", "distance",
    "height", "angle",
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """One claim.  `value` is a SubAction (action), slow or fast (pace) or a Range in the unit of its kind.

    Counts name what is counted in `unit` (steps, times, waves, jumps, …), times are seconds, speeds m/s,
    distances and heights metres, angles degrees (unsigned).  `step` is the number of the item from 1; 0: the
    whole.  `words` are the trace's own.
    """

    kind: Kind
    value: SubAction | Range | str
    step: int
    words: str
    unit: str = ""

    @property
    def range(self) -> Range:
        assert isinstance(self.value, Range)
        return self.value


_S = r" {0,2}"
_SECONDS = r"(?:s|secs?|seconds?)\b"
_METRES = r"(?:m|metres?|meters?)\b(?!/| per| a second)"
_ADJECTIVE = (
    r"(?:(?:more|quick|slow|short|long|small|big|large|wide|full|heavy|light|steady|careful|even|single|clear"
    r"|separate|distinct|complete|side|forward|backward|brisk|shuffling) ){0,2}"
)
_COUNTED = {
    "steps": r"(?:foot)?steps?|strides?|paces?",
    "times": r"times|repetitions?|repeats?",
    "waves": r"waves?|swings?|sweeps?|cycles?|strokes?|back-and-forths?|oscillations?",
    "jumps": r"jumps?|leaps?",
    "hops": r"hops?|bounces?",
    "kicks": r"kicks?",
    "bows": r"bows?",
    "punches": r"punch(?:es)?|jabs?|blows?",
    "squats": r"squats?|knee bends?",
    "turns": r"turns?",
}
_ACTIONS_SAID = re.compile(
    NUMBER + r" (?:(?:different|separate|main|clear|distinct|successive|short|single|consecutive) ){0,2}"
    r"(?:(?:sub-?)?actions?|movements?|moves?|parts?|things?|phases?|stages?|gestures?)\b",
    re.IGNORECASE,
)
_PLAN_STEPS = re.compile(rf"^{_S}{NUMBER} steps?,", re.IGNORECASE)
_UNIT_COUNTS = {
    unit: re.compile(rf"{NUMBER}[ -]{_ADJECTIVE}(?:{words})\b", re.IGNORECASE)
    for unit, words in _COUNTED.items()
}
_UNIT_WORDS = {unit: re.compile(rf"(?:{words})\b") for unit, words in _COUNTED.items()}
_ADVERB_COUNT = re.compile(r"\b(?P<number>once|twice|thrice)\b", re.IGNORECASE)
_TOTAL = (
    re.compile(
        NUMBER + rf" ?{_SECONDS}(?: long)? (?:in all|in total|altogether|overall|long)\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?:lasts|lasting|takes|runs for|in all|in total|altogether|within|over){_S}{NUMBER} ?{_SECONDS}",
        re.IGNORECASE,
    ),
    re.compile(rf"^{_S}[0-9a-z]{{1,6}} steps?, {NUMBER} ?{_SECONDS}", re.IGNORECASE),
)
_SPAN = re.compile(
    rf"\b(?:from|between){_S}{NUMBER} ?(?:{_SECONDS})?{_S}(?:to|until|till|and|-|–){_S}"
    rf"(?P<end>[0-9]{{1,5}}(?:\.[0-9]{{1,3}})?) ?{_SECONDS}",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?:from|after|starting at|beginning at|at){_S}(?:the )?{NUMBER}[ -]?{_SECONDS}", re.IGNORECASE
)
_UNTIL = re.compile(rf"\b(?:until|till|up to|ending at){_S}(?:the )?{NUMBER}[ -]?{_SECONDS}", re.IGNORECASE)
_FOR = re.compile(
    rf"\b(?:for|lasting|lasts|takes|taking|during|over|in){_S}"
    rf"(?:the (?:first|last|next|remaining) )?{NUMBER}[ -]?{_SECONDS}",
    re.IGNORECASE,
)
_SPEED = re.compile(NUMBER + r" ?(?:m/s|(?:metres?|meters?) (?:per|a) second)\b", re.IGNORECASE)
_LENGTH = re.compile(
    NUMBER + rf"[ -]?(?P<unit>{_METRES}|cm\b|centimet(?:re|er)s?\b)(?P<after>.{{0,30}})", re.IGNORECASE
)
_METRIC = re.compile(rf"(?:{_METRES}|cm\b|centimet)")
_HIGH = re.compile(r"\b(?:high|off the|above|into the air|up\b|rises?|lifts?|height|jump)", re.IGNORECASE)
_LOW = re.compile(r"\b(?:in front|away|apart|wide|behind|long\b)", re.IGNORECASE)
_DEGREES = re.compile(NUMBER + r"[ -]?(?:degrees?|deg\b|°)", re.IGNORECASE)
_NAMED_ANGLES = (
    (re.compile(r"\bthree[- ]quarter turn", re.IGNORECASE), Range(225.0, 315.0)),
    (
        re.compile(r"(?<!three)(?<!three-)(?<!three )\bquarter[- ](?:turn|circle)", re.IGNORECASE),
        Range(55.0, 125.0),
    ),
    (
        re.compile(
            r"\bhalf[- ](?:a )?(?:turn|circle)|\babout[- ]face|\bU-turn|\bback to front\b", re.IGNORECASE
        ),
        Range(140.0, 220.0),
    ),
    (
        re.compile(
            r"\b(?:full|complete|whole) (?:turn|circle|rotation|spin)"
            r"|\b(?:all the way|spin(?:s|ning)?|once) a?round\b|\bpirouett",
            re.IGNORECASE,
        ),
        Range(290.0, 420.0),
    ),
)
_PACE = {
    "fast": re.compile(
        r"\b(?:quick(?:ly)?|fast|rapid(?:ly)?|swift(?:ly)?|brisk(?:ly)?|hurried(?:ly)?"
        r"|at (?:great|full|top) speed|sprint(?:s|ing)?"
        r"|at (?:a )?high speed)\b",
        re.IGNORECASE,
    ),
    "slow": re.compile(
        r"\b(?:slow(?:ly)?|unhurried(?:ly)?|leisurely|sluggish(?:ly)?|at (?:a )?low speed"
        r"|at (?:a|the) (?:snail|tortoise)['’]s pace|at a crawl(?:ing pace)?"
        r"|crawling(?: (?:along|forward|pace))?)\b",
        re.IGNORECASE,
    ),
}


def claims(reading: Reading) -> tuple[Claim, ...]:
    """All claims of a trace in the order of its items; those about the whole first."""
    found: list[Claim] = []
    for remark in reading.remarks:
        found += _about_the_whole(remark)
        found += [Claim("action", action, 0, remark) for action in actions_of(remark)]
        found += _measures(remark, 0)
    for place, item in enumerate(reading.items, 1):
        found += [Claim("action", action, place, item.head) for action in item.actions]
        found += _times(item, place)
        found += _measures(item.text, place)
        found += _paces(item.text, place)
    return tuple(found)


@lru_cache(maxsize=4096)
def claims_in(text: str) -> tuple[Claim, ...]:
    """The numbers and paces that a caption itself states."""
    return (*_measures(text[:2000], 0), *_paces(text[:2000], 0))


def _about_the_whole(remark: str) -> Iterator[Claim]:
    for pattern in (_PLAN_STEPS, _ACTIONS_SAID):
        if stated := pattern.search(remark):
            yield Claim("actions", _range(stated), 0, stated[0].strip())
    for pattern in _TOTAL:
        if stated := pattern.search(remark):
            yield Claim("total", _range(stated), 0, stated[0].strip())
            return


def _times(item: Item, step: int) -> Iterator[Claim]:
    """Start, end and duration; the field's duration goes before that of the words."""
    if item.duration is not None:
        yield Claim("duration", Range(item.duration, item.duration), step, f"{item.duration:g} s", "field")
    rest = item.text
    if match := _SPAN.search(rest):
        yield Claim("start", _range(match), step, match[0])
        yield Claim("end", read_number(match["end"], match["hedge"]), step, match[0])
        return
    if match := _FROM.search(rest):
        yield Claim("start", _range(match), step, match[0])
    if match := _UNTIL.search(rest):
        yield Claim("end", _range(match), step, match[0])
    if match := _FOR.search(rest):
        yield Claim("duration", _range(match), step, match[0])


def _measures(text: str, step: int) -> Iterator[Claim]:
    """Counts with their units, speeds, lengths and angles."""
    small = text.lower()
    for unit, pattern in _UNIT_COUNTS.items():
        # most texts name few units, and a look for the word is quicker than one for a number before it
        for match in pattern.finditer(text) if _UNIT_WORDS[unit].search(small) else ():
            if unit == "turns" or (step == 0 and unit == "steps" and _PLAN_STEPS.match(text)):
                continue
            if match["number"].lower() in ("a", "an"):
                continue  # "a wave" counts nothing
            yield Claim("count", _range(match), step, match[0], unit)
    for match in _ADVERB_COUNT.finditer(text):
        yield Claim("count", _range(match), step, match[0], "times")
    for match in _SPEED.finditer(text) if "second" in small or "m/s" in small else ():
        yield Claim("speed", _range(match), step, match[0])
    for match in _LENGTH.finditer(text) if _METRIC.search(small) else ():
        scale = 0.01 if match["unit"].lower().startswith("c") else 1.0
        value = _range(match)
        metres = Range(value.low * scale, value.high * scale, value.about)
        around = text[max(0, match.start() - 25) : match.start()] + match["after"]
        if _HIGH.search(around):
            yield Claim("height", metres, step, match[0])
        elif not _LOW.search(match["after"][:12]):
            yield Claim("distance", metres, step, match[0])
    for match in _DEGREES.finditer(text) if "deg" in small or "°" in small else ():
        yield Claim("angle", _range(match), step, match[0], "degrees")
    for pattern, span in _NAMED_ANGLES:
        if named := pattern.search(text):
            yield Claim("angle", span, step, named[0], "named")


def _paces(text: str, step: int) -> Iterator[Claim]:
    for pace, pattern in _PACE.items():
        if match := pattern.search(text):
            yield Claim("pace", pace, step, match[0])


def _range(match: re.Match[str]) -> Range:
    groups = match.groupdict()
    return read_number(groups["number"], groups.get("hedge"))
