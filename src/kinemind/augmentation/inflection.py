"""Verb phrases in other forms: "raises the left hand" → "raising the left hand", "raise the left hand"."""

from __future__ import annotations

import re
from collections.abc import Callable

_DOUBLED = re.compile(
    r"^(?:run|jog|hop|squat|sit|put|stop|clap|get|step|skip|bob|pat|slip|trot|swim|begin|grab|nod|tap|drop|flip|spin)$"
)
_AND = re.compile(r"(\band (?:then )?|, )([a-z]+s)\b(?= (?!and\b)|$)")
_NO_VERBS = frozenset({
    "hands", "arms", "legs", "steps", "knees", "feet", "squats", "elbows", "shoulders", "bows", "kicks",
    "this", "his", "its", "as", "towards", "sideways", "forwards", "backwards", "always", "across",
})  # fmt: skip


def base_form(third: str) -> str:
    """ "watches" → "watch", "carries" → "carry", "raises" → "raise"."""
    irregular = {"does": "do", "goes": "go", "is": "be", "has": "have", "lies": "lie", "ties": "tie"}
    if third in irregular:
        return irregular[third]
    if third.endswith("ies"):
        return third[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|zz)es$", third):
        return third[:-2]
    return third.removesuffix("s")


def gerund_form(third: str) -> str:
    """ "raises" → "raising", "lies" → "lying", "squats" → "squatting"."""
    base = base_form(third)
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + (base[-1] if _DOUBLED.match(base) else "") + "ing"


def gerund(phrase: str) -> str:
    """A phrase in the third person as a gerund; later verbs after "and" follow."""
    return _inflected(phrase, gerund_form)


def infinitive(phrase: str) -> str:
    """A phrase in the third person as it stands after "they"."""
    return _inflected(phrase, base_form)


def _inflected(phrase: str, form: Callable[[str], str]) -> str:
    first, _, rest = phrase.partition(" ")

    def later(found: re.Match[str]) -> str:
        return found[1] + (found[2] if found[2] in _NO_VERBS else form(found[2]))

    return f"{form(first)} {_AND.sub(later, rest)}".strip()
