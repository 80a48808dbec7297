"""Words that no list holds and that are verbs where they stand: "a person juggles three balls"."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.neighbours import word_at, word_before
from kinemind.cot.decompose.words.vocabulary import (
    AUXILIARIES,
    DETERMINERS,
    OBJECTIVE,
    PREPOSITIONS,
    PRONOUNS,
    SUBJECTS,
)
from kinemind.cot.decompose.words.word_sets import words_of

_NOT_VERBS = (
    words_of(
        "always sometimes besides sideways backwards forwards sidewards towards during something nothing "
        "anything across perhaps upwards downwards stairs upstairs downstairs degrees times legs arms hands "
        "knees thing steps meters leftwards rightwards others meters evening centimeters circles quarters"
    )
    | AUXILIARIES
    | DETERMINERS
    | PRONOUNS
)


def is_unknown_verb(words: Sequence[str], index: int) -> bool:
    word = words[index]
    if not word.isalpha() or len(word) < 4 or word in _NOT_VERBS:
        return False
    adjacent, following = word_at(words, index - 1), word_at(words, index + 1)
    before, _ = word_before(words, index)
    if word.endswith("ing"):
        if before in SUBJECTS or adjacent in ("by", "while", "after"):
            return True
        return before in AUXILIARIES - {"has", "have"}
    if word.endswith("s") and not word.endswith("ss"):
        if before in SUBJECTS or before in ("who", "they", "he", "she", "then"):
            return True
        return adjacent in ("and", ",") and following in OBJECTIVE | PREPOSITIONS
    return False
