"""Captions of a sequence: what is done, in one of many orders of telling that keep the order of doing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from kinemind.augmentation.held_out import is_held_out
from kinemind.augmentation.inflection import gerund, infinitive
from kinemind.augmentation.phrases import AGAIN, GENDERED, MANNERS, NOUNS, ONWARD, PHRASES, SUBJECTS
from kinemind.augmentation.sequences import LOCOMOTION, REST, SLOWING, TURNS

MANNER = 0.25
"""Chance that a caption tells the style that all parts share."""
GENDER, OWN_LIMB, ELLIPSIS, ONCE_MORE, STOPPING, DOT = 0.25, 0.35, 0.4, 0.85, 0.2, 0.6
"""Chances: he or she; "her left hand" for "the left hand"; "then the right one"; "bows again"; a stop told
between a way and a gesture that has none of its own; a full stop."""
_TRIES = 12
_T = TypeVar("_T")
_LIMB = re.compile(r"\b(?:the|their) (left|right) (hand|arm|leg|foot)\b")
_STANDING_AFTER = ("squat", "kick-left-front", "kick-right-front")


@dataclass(frozen=True)
class Wording:
    """The texts of one composite: a sub-action a part, and captions of the whole."""

    parts: tuple[str, ...]
    captions: tuple[str, ...]


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


def word(contents: tuple[str, ...], style: str | None, count: int, rng: np.random.Generator) -> Wording:
    """Texts for a sequence of two to four contents; `style` where all parts share it."""
    parts = tuple(_pick(PHRASES[content], rng)[0] for content in contents)
    captions: dict[str, None] = {}
    for _ in range(_TRIES * count):
        text = _caption(contents, style, rng)
        if not is_held_out(text):
            captions[text] = None
        if len(captions) == count:
            break
    return Wording(parts, tuple(captions))


def _caption(contents: tuple[str, ...], style: str | None, rng: np.random.Generator) -> str:
    manners = MANNERS.get(style or "", ())
    manner = f" {_pick(manners, rng)}" if manners and rng.random() < MANNER else ""
    if rng.random() < GENDER:
        subject, pronoun, possessive = _pick(GENDERED, rng)
    else:
        subject, pronoun, possessive = _pick(SUBJECTS, rng), "they", "their"
    told = _told(contents, rng)
    forms = [f for f, fits in _FORMS if fits(told)]
    form = _pick(forms, rng)
    text = form(subject, pronoun, told, rng)
    whose = "the" if form is _asked else possessive
    swap = rng.random() < OWN_LIMB

    def owned(found: re.Match[str]) -> str:
        return f"{whose if swap else 'the'} {found[1]} {found[2]}"

    text = re.sub(r"\btheir\b", whose, _LIMB.sub(owned, text))
    return text + manner + ("." if rng.random() < DOT else "")


def _told(contents: tuple[str, ...], rng: np.random.Generator) -> list[Told]:
    """Every content in words that fit what went before."""
    found: list[Told] = []
    for index, content in enumerate(contents):
        before = contents[index - 1] if index else ""
        if content == SLOWING:
            if rng.random() < 0.3:
                found.append(Told("slows down"))
            continue
        if content == REST and before in _STANDING_AFTER and rng.random() < 0.8:
            continue  # to stand there again is part of what went before
        if (
            before in LOCOMOTION
            and content not in LOCOMOTION | {REST, "lie-down"}
            and rng.random() < STOPPING
        ):
            found.append(Told(_pick(PHRASES[REST][:3], rng)[0]))
        found.append(_one(content, before, contents[:index], found, rng))
    return found


def _one(
    content: str, before: str, earlier: Sequence[str], told: Sequence[Told], rng: np.random.Generator
) -> Told:
    onward = _onward(content, before, earlier)
    if onward and rng.random() < 0.75:
        return Told(_pick(onward, rng))
    if told and _other_side(before) == content and rng.random() < ELLIPSIS:
        return _elliptic(content, told[-1], rng)
    text = _pick(PHRASES[content], rng)[0]
    if content == "rest" and len(told) and rng.random() < 0.5:
        text = "stops"
    if content in earlier and content not in LOCOMOTION | {REST} and rng.random() < ONCE_MORE:
        short = min((third for third, _ in PHRASES[content] if " and " not in third), key=len)
        return Told(f"{short} {_pick(AGAIN, rng)}")
    return Told(text, _pick(NOUNS[content], rng) if content in NOUNS else "")


def _onward(content: str, before: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """Words for a walk or run that goes on from what went before; () where there are none of its own."""
    kind = "turn" if before in TURNS else before if before in ("walk", "run") else "still" if before else ""
    if content == "walk" and {"walk", "run"} & set(earlier):
        return ONWARD.get((kind, "walk again"), ONWARD.get((kind, "walk"), ()))
    return ONWARD.get((kind, content), ())


def _other_side(content: str) -> str:
    swap = {"left": "right", "right": "left"}
    return "-".join(swap.get(part, part) for part in content.split("-")) if "-" in content else ""


def _elliptic(content: str, last: Told, rng: np.random.Generator) -> Told:
    """ "then the right one": only the other side is told."""
    side = "left" if "left" in content else "right"
    if content in TURNS:
        told = last.third.startswith("turns") and len(last.third.split()) < 5
        return (
            Told(side if "to the" not in last.third else f"to the {side}", joined=told)
            if told
            else Told(f"turns {side}")
        )
    limb = next((w for w in ("hand", "arm", "leg", "foot") if w in last.third.split()), "hand")
    lead = "with " if " with " in last.third else ""
    fits = "up " not in last.third and " and " not in last.third and " in " not in last.third
    if not fits:
        return Told(_pick(PHRASES[content], rng)[0])
    return Told(f"{lead}the {side} {_pick((limb, limb, 'one'), rng)}", joined=True)


Form = Callable[[str, str, list[Told], np.random.Generator], str]


def _list(words: Sequence[str], joined: Sequence[bool], rng: np.random.Generator) -> str:
    """ "a, b and then c"; what goes on from the one before gets a "then"."""
    style = int(rng.integers(4))
    text = words[0]
    for index, later in enumerate(words[1:], start=1):
        last = index == len(words) - 1
        if joined[index]:
            text += _pick((", then ", " and then "), rng) + later
        elif last:
            text += _pick(_LASTS[style] if len(words) > 2 else _BOTH, rng) + later
        else:
            text += _pick(_NEXTS[style], rng) + later
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


def _asked(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    lead = _pick(("", "", "first "), rng)
    return lead + _list([t.plain if not t.joined else t.third for t in told], [t.joined for t in told], rng)


def _first(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    lead = _pick((f"first {subject}", f"first, {subject}", f"{subject} first"), rng)
    text = f"{lead} {told[0].third}"
    for index, later in enumerate(told[1:], start=1):
        last = index == len(told) - 1 and index > 1
        last = last and not later.joined
        text += _pick((" and finally ", ", and lastly ", ", finally "), rng) if last else ", then "
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
    return f"{subject} starts {first}{_pick((', then ', ' and then '), rng)}{_list(words, joined, rng)}"


def _sentences(subject: str, pronoun: str, told: list[Told], rng: np.random.Generator) -> str:
    cut = int(rng.integers(1, len(told)))
    if told[cut].joined:
        cut += 1 if cut + 1 < len(told) else -1
    if cut == 0:
        return _chain(subject, pronoun, told, rng)
    head, tail = told[:cut], told[cut:]
    texts = [t.third if t.joined or pronoun != "they" else t.plain for t in tail]
    second = _list(texts, [t.joined for t in tail], rng)
    opening = _pick(
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


_FORMS: tuple[tuple[Form, Callable[[list[Told]], bool]], ...] = (
    *((_chain, _always),) * 5,
    *((_asked, lambda told: not any(_NOT_ASKED.search(t.third) for t in told)),) * 3,
    (_first, _always),
    *((_after, _free_start),) * 2,
    *((_backwards, lambda told: len(told) == 2 and _free_end(told)),) * 2,
    *((_before, _free_end),) * 2,
    (_ending, _free_end),
    (_starting, _free_start),
    *((_sentences, _always),) * 2,
    (_followed, lambda told: bool(told[-1].noun)),
)


def _pick(options: Sequence[_T], rng: np.random.Generator) -> _T:
    return options[int(rng.integers(len(options)))]
