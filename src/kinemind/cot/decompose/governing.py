"""Verbs that are only the start of another: "starts walking", "tries to keep", "does tidies up"."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.vocabulary import ADVERBS, CATENATIVES, QUANTITIES, WAYS

_LINKS = (["to"], ["by"], ["on"], ["with"], ["like"], ["to", "be"], ["out"])


def governs(words: Sequence[str], head: tuple[int, str, str], index: int) -> bool:
    """Whether the verb before, `head`, is only the start of the one at `index`."""
    at, verb, _ = head
    between = [word for word in words[at + 1 : index] if not word.endswith("ly") and word not in ADVERBS]
    gerund = words[index].endswith("ing")
    if verb == "stop":
        return False
    if verb in ("go", "help", "come"):
        return not between and gerund
    if verb in CATENATIVES:
        return _starts(verb, between, gerund)
    if verb == "get":
        pushed = _form(words[index]) in ("ed", "base") and not between
        return (not between and gerund) or between in (["ready", "to"], ["being"]) or pushed
    if verb in ("do", "perform", "make"):
        if not between and _form(words[index]) == "s":
            return True
        return gerund and all(_may_stand_between(word) for word in between)
    return False


def _starts(verb: str, between: list[str], gerund: bool) -> bool:
    if len(between) == 2 and FORMS.get(between[1], ("", ""))[0] in CATENATIVES:
        between = between[:1]
    if not between:
        return gerund
    return between in _LINKS and verb != "keep"


def _form(word: str) -> str:
    return FORMS.get(word, ("", ""))[1]


def _may_stand_between(word: str) -> bool:
    return word in WAYS or word in QUANTITIES or word in ("a", "the")
