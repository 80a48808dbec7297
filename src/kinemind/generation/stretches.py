"""What is asked, cut into stretches that the policy knows: a few actions each, of a length it has learned."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kinemind.cot.decompose import SubAction, canonical_text, decompose
from kinemind.cot.teachers.rules.phrases import in_words
from kinemind.cot.teachers.rules.typical_times import typical_seconds
from kinemind.errors import InputError
from kinemind.generation.limits import check_prompt

MOST_ACTIONS = 4
"""Actions in a row of one answer: the longest chains that were learned."""
NEW_ACTIONS = 2
"""Actions of a stretch that goes on from another."""
LONGEST_STRETCH = 10.0
"""Seconds of a stretch; what goes before it fills up the 15 s that were learned."""
SHORTEST_STRETCH = 0.5
"""Seconds; a shorter part of a script is refused."""
LONGEST_COMPOSED = 120.0
"""Seconds of a motion made of stretches."""

_FOR_SECONDS = re.compile(
    r",?\s*\bfor (?:about |around |some )?([0-9]{1,3}(?:\.[0-9])?|a|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve) ?(?:s|secs?|seconds?|minutes?)\b"
)
_LIMB = re.compile(r"\b(?:left|right) (hand|arm|leg|foot)\b")
_ELLIPSIS = re.compile(r"\b(left|right) one\b")
_PRONOUN = re.compile(r"\b(?:it|them)\b")
_NUMBER = re.compile(r"[0-9]|\b(?:once|twice|times|steps|two|three|four|five|six|seven|eight|nine|ten)\b")


@dataclass(frozen=True)
class Stretch:
    """`text`: the caption of what is new in it; `seconds`: how long that takes, None where the plan says so.

    `goes_on`: it is the one action of the stretch before, still going on.
    """

    text: str
    seconds: float | None = None
    goes_on: bool = False


@dataclass(frozen=True)
class _Action:
    """An action and those done meanwhile, as one clause in the third person; seconds where they are said."""

    text: str
    seconds: float | None
    usual: float


def stretches_of(text: str) -> tuple[Stretch, ...]:
    """One stretch for what is learned as one answer; else two actions a stretch, in the order asked.

    A stated time that is longer than a stretch gives its action several.  Raises InputError as
    `check_prompt` does.
    """
    prompt = check_prompt(text)
    actions = _actions(prompt)
    if len(actions) <= MOST_ACTIONS and sum(a.seconds or 0.0 for a in actions) <= LONGEST_STRETCH:
        return (Stretch(prompt),)
    found: list[Stretch] = []
    waiting: list[_Action] = []
    for action in actions:
        if action.seconds is not None and action.seconds >= SHORTEST_STRETCH:
            found += _together(waiting)
            found += _drawn_out(action.text, action.seconds)
            waiting = []
        else:
            waiting.append(action)
    return (*found, *_together(waiting))


def stretches_of_script(parts: Sequence[tuple[str, float]]) -> tuple[Stretch, ...]:
    """The stretches of a list of (text, seconds); a part keeps its seconds, its actions share them.

    Raises InputError for no parts, a prompt that `check_prompt` refuses, a part under SHORTEST_STRETCH,
    and more than LONGEST_COMPOSED in all.
    """
    if not parts:
        raise InputError("the script is empty: give at least one text with its seconds")
    found: list[Stretch] = []
    for text, seconds in parts:
        prompt = check_prompt(text)
        if not (math.isfinite(seconds) and seconds >= SHORTEST_STRETCH):
            raise InputError(
                f"a part of a script lasts at least {SHORTEST_STRETCH:g} s, not {seconds:g} ({prompt!r})"
            )
        actions = _actions(prompt)
        if len(actions) < 2:
            found += _drawn_out(prompt, seconds)
        elif seconds <= LONGEST_STRETCH and len(actions) <= MOST_ACTIONS:
            found.append(Stretch(prompt, seconds))
        else:
            usual = sum(action.usual for action in actions)
            for action in actions:
                found += _drawn_out(action.text, seconds * action.usual / usual)
    total = sum(stretch.seconds or 0.0 for stretch in found)
    if total > LONGEST_COMPOSED:
        raise InputError(f"the script lasts {total:.0f} s, at most {LONGEST_COMPOSED:.0f} s are made at once")
    return tuple(found)


def _together(actions: Sequence[_Action]) -> list[Stretch]:
    """Actions without stated times, a few a stretch."""
    groups = math.ceil(len(actions) / NEW_ACTIONS)
    bounds = [round(len(actions) * number / groups) for number in range(groups + 1)] if groups else [0]
    return [Stretch(_caption([action.text for action in actions[a:b]])) for a, b in pairwise(bounds)]


def _drawn_out(text: str, seconds: float) -> list[Stretch]:
    """One action for so long: stretches of equal lengths, none over LONGEST_STRETCH."""
    count = math.ceil(seconds / LONGEST_STRETCH - 1e-9)
    first = Stretch(_caption([text]), seconds / count)
    return [first, *[replace(first, goes_on=True)] * (count - 1)]


def _caption(clauses: Sequence[str]) -> str:
    """A caption of predicates; a text that is a caption already stays as it is."""
    if len(clauses) == 1 and re.match(r"(?:an?|the|some(?:one|body)|he|she|they)\b", clauses[0], re.I):
        return clauses[0]
    return "a person " + ", then ".join(clauses)


def _actions(prompt: str) -> list[_Action]:
    found: list[_Action] = []
    limb = ""
    for sub in decompose(prompt):
        words, stated = _words(sub, limb)
        limb = match[1] if (match := _LIMB.search(words)) else limb
        if sub.meanwhile and found:
            before = found[-1]
            seconds = max((s for s in (before.seconds, stated) if s is not None), default=None)
            text = f"{before.text} and at the same time {words}"
            found[-1] = _Action(text, seconds, max(before.usual, typical_seconds(sub)))
        else:
            found.append(_Action(words, stated, stated or typical_seconds(sub)))
    return found


def _words(sub: SubAction, limb: str) -> tuple[str, float | None]:
    """The predicate that can be read alone, with its manner and count but without a time, and the time."""
    text = canonical_text(sub) if _PRONOUN.search(sub.text) else sub.text
    if limb:
        text = _ELLIPSIS.sub(rf"\1 {limb}", text)
    if sub.manner and sub.manner not in text:
        text = f"{text} {sub.manner}"
    stated = sub.duration
    if match := _FOR_SECONDS.search(text):
        if stated is None and match[1][0].isdigit():
            stated = float(match[1])
        text = text[: match.start()] + text[match.end() :]
    if sub.count and sub.count > 1 and not _NUMBER.search(text):
        text = f"{text} {in_words(sub.count)} times"
    return " ".join(text.split()), stated
