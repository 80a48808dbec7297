"""Where the words that lead up to a verb begin: its subject, connectives and adverbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.vocabulary import (
    AUXILIARIES,
    CATENATIVES,
    DISCOURSE,
    JOINS,
    SUBJECTS,
    SUBORDINATORS,
)
from kinemind.cot.decompose.words.word_sets import words_of

_ADVERBS = words_of("also just again suddenly very still almost quite not")
_BEFORE_VERBS = AUXILIARIES | words_of("to by not gets getting get")
_LONGEST_SUBJECT = 5


def lead_start(words: Sequence[str], index: int, previous: int) -> int:
    """The index, `previous` or later, at which the lead of the verb at `index` begins."""
    at = _back_over(words, index, previous, _is_adverb_at)
    at = _back_over(words, at, previous, _leads_to_verb)
    if at > previous and words[at - 1] in ("who", "that", "which"):
        at -= 1
    if at > previous and words[at - 1] in ("he", "she", "they", "it"):
        at -= 1
    elif at > previous and words[at - 1] in SUBJECTS:
        at = _subject_start(words, at, previous)
    return _back_over(words, at, previous, _is_connective)


def _back_over(
    words: Sequence[str], at: int, previous: int, belongs: Callable[[Sequence[str], int, int], bool]
) -> int:
    while at > previous and belongs(words, at - 1, previous):
        at -= 1
    return at


def _is_adverb_at(words: Sequence[str], at: int, previous: int) -> bool:
    word = words[at]
    return (word.endswith("ly") and word not in ("belly", "only")) or word in _ADVERBS


def _leads_to_verb(words: Sequence[str], at: int, previous: int) -> bool:
    """ "is", "starts to", "keeps on"."""
    if words[at] in ("on", "out"):
        return at > previous and is_catenative(words[at - 1])
    return words[at] in _BEFORE_VERBS or is_catenative(words[at]) or _is_adverb_at(words, at, previous)


def is_catenative(word: str) -> bool:
    return FORMS.get(word, ("", ""))[0] in CATENATIVES


def _is_connective(words: Sequence[str], at: int, previous: int) -> bool:
    return words[at] in JOINS or words[at] in SUBORDINATORS or words[at] in DISCOURSE


def _subject_start(words: Sequence[str], at: int, previous: int) -> int:
    """Back to the article of a subject that ends before `at`; its last word where none is near."""
    begin = at - 1
    while begin > previous and words[begin - 1] not in JOINS | SUBORDINATORS:
        if words[begin] in ("a", "the"):
            break
        begin -= 1
        if at - begin > _LONGEST_SUBJECT:
            return at - 1
    return begin
