"""Which words of a sentence are its verbs, and in which form."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.governing import governs
from kinemind.cot.decompose.unknown_verbs import is_unknown_verb
from kinemind.cot.decompose.verb_forms import Head, verb_form
from kinemind.cot.decompose.words.inflection import FORMS


def heads(words: Sequence[str]) -> list[Head]:
    """(index, verb, form) of the words that are verbs here."""
    found: list[Head] = []
    for index, word in enumerate(words):
        if word in FORMS:
            verb, form = FORMS[word][0], verb_form(words, index, found)
        else:
            verb, form = word, _unknown_form(words, index)
        if not form or _is_stopped(found, index, form):
            continue
        if found and governs(words, found[-1], index):
            found.pop()
        found.append((index, verb, form))
    return found


def _unknown_form(words: Sequence[str], index: int) -> str:
    if not is_unknown_verb(words, index):
        return ""
    return "ing" if words[index].endswith("ing") else "unknown"


def _is_stopped(found: Sequence[Head], index: int, form: str) -> bool:
    """ "stops walking"."""
    return bool(found) and form == "ing" and found[-1][1] == "stop" and found[-1][0] == index - 1
