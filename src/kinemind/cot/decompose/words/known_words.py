"""Words that are left as they are spelled, and words that a misspelt one may have meant."""

from __future__ import annotations

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.nouns import NOUNS
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import (
    ADVERBS,
    ARMS,
    AUXILIARIES,
    DETERMINERS,
    DISCOURSE,
    LEGS,
    NUMBERS,
    PRONOUNS,
    QUANTITIES,
    SUBJECTS,
    SUBORDINATORS,
    WAYS,
)
from kinemind.cot.decompose.words.word_sets import words_of

KNOWN = (
    frozenset(FORMS)
    | frozenset(NOUNS)
    | SUBJECTS
    | PRONOUNS
    | AUXILIARIES
    | DETERMINERS
    | frozenset(NUMBERS)
    | QUANTITIES
    | ARMS
    | LEGS
    | frozenset(WAYS)
    | DISCOURSE
    | SUBORDINATORS
    | ADVERBS
    | words_of(
        "right left walls wall table tables place places height heights hands board without within there "
        "their these those where which while after about above below under between behind front shelf floor "
        "ground grounds something someone anything water music chest shoulder shoulders quarter degrees "
        "circular circle stairs stair boxing position direction directions motion motions movement movements "
        "meter meters times degree circles sight light night might sides waist starting point original "
        "initial turned forwards stepping speed track line lines guitar violin tight slight angle angles "
        "standing person persons horse house hours space pattern shape style styles stance wings chicken "
        "level throw thrown raised bored stone stones trail train strain stand sand strand wind window "
        "windows steep sleep sheep worth forth"
    )
)
"""Words that are left as they are spelled."""

_TARGET_WORDS = sorted(
    {word for word, (verb, _) in FORMS.items() if ACTION_OF.get(verb, "other") != "other" and len(word) > 4}
    | {
        "performs",
        "performing",
        "person",
        "human",
        "someone",
        "somebody",
        "subject",
        "forward",
        "forwards",
        "backward",
        "backwards",
        "clockwise",
        "counterclockwise",
        "sideways",
        "quarter",
        "circle",
        "degrees",
        "slowly",
        "quickly",
        "right",
        "guitar",
        "violin",
        "obstacle",
        "approximately",
        "circles",
        "something",
        "semicircle",
        "starting",
        "position",
    }
)

TARGETS: dict[str, list[str]] = {
    letter: [word for word in _TARGET_WORDS if word[0] == letter]
    for letter in {word[0] for word in _TARGET_WORDS}
}
"""Words that a misspelt one may have meant, by first letter."""
