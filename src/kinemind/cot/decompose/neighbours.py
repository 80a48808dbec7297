"""What the words beside a word tell of it: the nearest one that is no adverb, a limb's posture."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.words.vocabulary import ADVERBS, ARMS, DETERMINERS, DISCOURSE, LEGS, SIDES
from kinemind.cot.decompose.words.word_sets import words_of

_SKIPPED = ADVERBS - words_of("back up down bit once twice again")
_POSED = ARMS | LEGS | words_of("body torso weight head back")
_OF_A_LIMB = DETERMINERS | SIDES | ARMS | words_of("and of upper")


def word_at(words: Sequence[str], index: int) -> str:
    """The word at an index, "" outside the sentence."""
    return words[index] if 0 <= index < len(words) else ""


def word_before(words: Sequence[str], index: int) -> tuple[str, int]:
    """The nearest word before that is no adverb, "" at the start, and its index."""
    at = index - 1
    while at >= 0 and _is_skipped(words[at]):
        at -= 1
    if at >= 0 and words[at] in DISCOURSE and words[at] != "then":
        return "then", at
    return (words[at], at) if at >= 0 else ("", -1)


def _is_skipped(word: str) -> bool:
    if word in ("only", "belly"):
        return False
    return word[0] == "~" or word in _SKIPPED or word.endswith("ly")


def in_with_phrase(words: Sequence[str], index: int) -> bool:
    """Whether a gerund tells the posture of a limb: "with their arms pumping", "his hand resting on …"."""
    if word_at(words, index - 1) not in _POSED:
        return False
    at = index - 2
    while at >= 0 and words[at] in _OF_A_LIMB:
        at -= 1
    return words[at] in ("with", ",") if at >= 0 else index > 1
