"""Forms of a sentence that tell a sequence: a chain, an order, "before …", "after …", two sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from kinemind.augmentation.inflection import gerund, infinitive
from kinemind.augmentation.phrases import PHRASES
from kinemind.augmentation.sequences import REST

_T = TypeVar("_T")


def pick(options: Sequence[_T], rng: np.random.Generator) -> _T:
    return options[int(rng.integers(len(options)))]


@dataclass(frozen=True)
class Told:
    """One sub-action in words: third person, and the noun that names it ("" where none does).

    `joined`: it goes on from the one before ("then the right one") and cannot stand alone.
    """

    third: str
    noun: str = ""
    joined: bool = False

    @property
    def doing(self) -> str:
        return gerund(self.third)

    @property
    def plain(self) -> str:
        return infinitive(self.third)


Form = Callable[[str, str, list[Told], np.random.Generator], str]


def _list(words: Sequence[str], joined: Sequence[bool], rng: np.random.Generator) -> str:
    """ "a, b and then c"; what goes on from the one before gets a "then"."""
    style = int(rng.integers(4))
    text = words[0]
    for index, later in enumerate(words[1:], start=1):
        last = index == len(words) - 1
        if joined[index]:
            text += pick((", then ", " and then "), rng) + later
        elif last:
            text += pick(_LASTS[style] if len(words) > 2 else _BOTH, rng) + later
        else:
            text += pick(_NEXTS[style], rng) + later
    return text


_NEXTS = ((", ",), (", then ", ", then ", ", after that "), (", ", ", then "), (", ",))
_LASTS = (
    (" and ", " and ", ", and ", ", then ", " and then "),
    (", then ", ", and then ", " and "),
    (" and finally ", ", and finally ", " and lastly ", ", then finally "),
    (", and ", " and ", ", and after that ", " and in the end "),
)
_BOTH = (" and then ", ", then ", " and ", ", and then ", " and afterwards ", " and after that ")


def _chain(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    return f"{subject} {_list([t.third for t in told], [t.joined for t in told], rng)}"


def asked(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    lead = pick(("", "", "first "), rng)
    return lead + _list([t.plain if not t.joined else t.third for t in told], [t.joined for t in told], rng)


def _first(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    lead = pick((f"first {subject}", f"first, {subject}", f"{subject} first"), rng)
    text = f"{lead} {told[0].third}"
    for index, later in enumerate(told[1:], start=1):
        last = index == len(told) - 1 and index > 1
        last = last and not later.joined
        text += pick((" and finally ", ", and lastly ", ", finally "), rng) if last else ", then "
        text += later.third
    return text


def _after(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    """ "after a bow, …", "after walking forward and turning left, …"."""
    many = len(told) > 2 and not (told[1].joined or told[2].joined or _WALKED.search(told[1].third))
    many = many and rng.random() < 0.4
    opening = _named(told[0], rng)
    if many:
        opening = f"{told[0].doing} and {told[1].doing}"
    rest = told[2:] if many else told[1:]
    lead = "following" if opening.startswith("a ") and rng.random() < 0.2 else "after"
    return f"{lead} {opening}, {subject} {_list([t.third for t in rest], [t.joined for t in rest], rng)}"


def _backwards(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    return f"{subject} {told[1].third} after {_named(told[0], rng)}"


def _before(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    rest = _list([t.third for t in told[:-1]], [t.joined for t in told[:-1]], rng)
    return f"before {_named(told[-1], rng)}, {subject} {rest}"


def _ending(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    rest = _list([t.third for t in told[:-1]], [t.joined for t in told[:-1]], rng)
    last = told[-1]
    link = "before" if rng.random() < 0.75 else "and ends by"
    return f"{subject} {rest} {link} {last.doing}"


def _starting(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    first = f"with {told[0].noun}" if told[0].noun and rng.random() < 0.4 else f"by {told[0].doing}"
    words, joined = [t.third for t in told[1:]], [t.joined for t in told[1:]]
    return f"{subject} starts {first}{pick((', then ', ' and then '), rng)}{_list(words, joined, rng)}"


def _sentences(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    cut = int(rng.integers(1, len(told)))
    if told[cut].joined:
        cut += 1 if cut + 1 < len(told) else -1
    if cut == 0:
        return _chain(subject, pronoun, told, rng)
    head, tail = told[:cut], told[cut:]
    texts = [t.third if t.joined or pronoun != "they" else t.plain for t in tail]
    second = _list(texts, [t.joined for t in tail], rng)
    opening = pick(
        (f"then {pronoun}", f"{pronoun} then", f"after that, {pronoun}", f"afterwards {pronoun}"), rng
    )
    first = _list([t.third for t in head], [t.joined for t in head], rng)
    return f"{subject} {first}. {opening} {second}"


def _followed(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    rest = _list([t.third for t in told[:-1]], [t.joined for t in told[:-1]], rng)
    return f"{subject} {rest}, followed by {told[-1].noun}"


def _named(one: Told, rng: np.random.Generator) -> str:
    return one.noun if one.noun and rng.random() < 0.5 else one.doing


_NOT_ASKED = re.compile(r"while|^(?:starts|begins|back|keeps|goes on|breaks|slows)|forward in a bow")
"""What reads badly as an order ("first back up")."""
_WALKED = re.compile(r"^(?:turns|makes|walks)")
"""After a walk these are one with it: "after walking and turning left"."""
_NO_AIM = ("keeps", "goes on", "continues", "starts", "begins", *(third for third, _ in PHRASES[REST]))
"""Nobody does something "before stopping"."""


def _always(told: list[Told]) -> bool:
    return True


def _free_start(told: list[Told]) -> bool:
    return not told[1].joined


def _free_end(told: list[Told]) -> bool:
    last = told[-1]
    return not last.joined and not last.third.startswith(_NO_AIM)


FORMS: tuple[tuple[Form, Callable[[list[Told]], bool]], ...] = (
    *((_chain, _always),) * 5,
    *((asked, lambda told: not any(_NOT_ASKED.search(t.third) for t in told)),) * 3,
    (_first, _always),
    *((_after, _free_start),) * 2,
    *((_backwards, lambda told: len(told) == 2 and _free_end(told)),) * 2,
    *((_before, _free_end),) * 2,
    (_ending, _free_end),
    (_starting, _free_start),
    *((_sentences, _always),) * 2,
    (_followed, lambda told: bool(told[-1].noun)),
)
