"""What somebody or something else does is no action of the person: "waves to a man who is leaving"."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.neighbours import word_at
from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import DISCOURSE, JOINS, PREPOSITIONS, SUBORDINATORS
from kinemind.cot.decompose.words.word_sets import words_of

_RELATIVES = words_of("who that which")
_OTHERS = words_of("someone somebody")
_ENDS = JOINS | DISCOURSE | SUBORDINATORS | words_of("twice thrice once in_a_row")
_LONGEST_PHRASE = 4


def without_relatives(words: Sequence[str]) -> list[str]:
    """The words without clauses about an object; what the person does who is the subject stays.

    A clause ends at a connective, at words of manner and at a count, which belongs to the main verb.
    """
    kept: list[str] = []
    index = 0
    while index < len(words):
        if _is_about_an_object(words, index):
            index = _clause_end(words, index)
        else:
            kept.append(words[index])
            index += 1
    return kept


def _is_about_an_object(words: Sequence[str], index: int) -> bool:
    """Whether a clause starts here that tells of an object: "… a man who", "… to somebody leaving"."""
    participle = index > 0 and words[index - 1] in _OTHERS and _goes(words[index])
    if index < 2 or not (words[index] in _RELATIVES or participle):
        return False
    for at in range(index - 1, max(-1, index - 2 - _LONGEST_PHRASE), -1):
        if words[at] in JOINS | DISCOURSE | SUBORDINATORS:
            return False
        if words[at] in PREPOSITIONS:
            return True
        if FORMS.get(words[at], ("", ""))[1] in ("s", "ing", "base"):
            return not participle
    return False


def _goes(word: str) -> bool:
    verb, form = FORMS.get(word, ("", ""))
    return form == "ing" and ACTION_OF[verb] in ("walk", "run", "stand", "sit")


def _clause_end(words: Sequence[str], index: int) -> int:
    for at in range(index + 1, len(words)):
        counted = word_at(words, at + 1) in ("times", "time")
        if words[at] in _ENDS or words[at].startswith("~") or counted:
            return at
    return len(words)
