"""Captions of a sequence: what is done, in one of many orders of telling that keep the order of doing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kinemind.augmentation.held_out import is_held_out
from kinemind.augmentation.phrases import AGAIN, GENDERED, MANNERS, NOUNS, ONWARD, PHRASES, SUBJECTS
from kinemind.augmentation.sentence_forms import FORMS, Told, asked, pick
from kinemind.augmentation.sequences import LOCOMOTION, REST, SLOWING, TURNS, other_side

MANNER = 0.25
"""Chance that a caption tells the style that all parts share."""
GENDER, OWN_LIMB, ELLIPSIS, ONCE_MORE, STOPPING, DOT = 0.25, 0.35, 0.5, 0.85, 0.2, 0.6
"""Chances: he or she; "her left hand" for "the left hand"; "then the right one"; "bows again"; a stop told
between a way and a gesture that has none of its own; a full stop."""
_TRIES = 12
_LIMB = re.compile(r"\b(?:the|their) (left|right) (hand|arm|leg|foot)\b")
_STANDING_AFTER = ("squat", "kick-left-front", "kick-right-front")


@dataclass(frozen=True)
class Wording:
    """The texts of one composite: a sub-action a part, and captions of the whole."""

    parts: tuple[str, ...]
    captions: tuple[str, ...]


def word(contents: tuple[str, ...], style: str | None, count: int, rng: np.random.Generator) -> Wording:
    """Texts for a sequence of two to four contents; `style` where all parts share it."""
    parts = tuple(pick(PHRASES[content], rng)[0] for content in contents)
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
    manner = f" {pick(manners, rng)}" if manners and rng.random() < MANNER else ""
    if rng.random() < GENDER:
        subject, pronoun, possessive = pick(GENDERED, rng)
    else:
        subject, pronoun, possessive = pick(SUBJECTS, rng), "they", "their"
    told = _told(contents, rng)
    forms = [f for f, fits in FORMS if fits(told)]
    form = pick(forms, rng)
    text = form(subject, pronoun, told, rng)
    whose = "the" if form is asked else possessive
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
            found.append(Told(pick(PHRASES[REST][:3], rng)[0]))
        found.append(_one(content, before, contents[:index], found, rng))
    return found


def _one(
    content: str, before: str, earlier: Sequence[str], told: Sequence[Told], rng: np.random.Generator
) -> Told:
    onward = _onward(content, before, earlier)
    if onward and rng.random() < 0.75:
        return Told(pick(onward, rng))
    if told and other_side(before) == content != before and rng.random() < ELLIPSIS:
        return _elliptic(content, told[-1], rng)
    text = pick(PHRASES[content], rng)[0]
    if content == "rest" and len(told) and rng.random() < 0.5:
        text = "stops"
    if content in earlier and content not in LOCOMOTION | {REST} and rng.random() < ONCE_MORE:
        short = min((third for third, _ in PHRASES[content] if " and " not in third), key=len)
        return Told(f"{short} {pick(AGAIN, rng)}")
    return Told(text, pick(NOUNS[content], rng) if content in NOUNS else "")


def _onward(content: str, before: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """Words for a walk or run that goes on from what went before; () where there are none of its own."""
    kind = "turn" if before in TURNS else before if before in ("walk", "run") else "still" if before else ""
    if content == "walk" and {"walk", "run"} & set(earlier):
        return ONWARD.get((kind, "walk again"), ONWARD.get((kind, "walk"), ()))
    return ONWARD.get((kind, content), ())


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
        return Told(pick(PHRASES[content], rng)[0])
    return Told(f"{lead}the {side} {pick((limb, limb, 'one'), rng)}", joined=True)
