"""Whether a caption is one that the rules can read: English, or at least with a verb that they know."""

from __future__ import annotations

import re

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.word_sets import words_of

_FUNCTION_WORDS = words_of(
    "a an the and then with without of his her their its they she it them someone somebody who while from "
    "for to is are was were does doing not by at into onto up upward upwards down downward downwards around "
    "after before left right both forward forwards backward backwards back again once twice times like as "
    "if something slowly quickly"
)
"""English alone, as far as that goes: "in", "man", "hand" and "person" are German words as well."""


def is_understood(caption: str) -> bool:
    """Whether the caption has an English function word, or an action that is named as the rules know it.

    An action found by mending the spelling does not count alone: that makes "gets" out of "geht".

    >>> is_understood("a person frobnicates"), is_understood("Die Person springt"), is_understood("NaN")
    (True, False, False)
    """
    words = re.findall(r"[^\W\d_]+", caption.lower())
    if any(word in _FUNCTION_WORDS for word in words):
        return True
    if not any(word in FORMS for word in words):
        return False
    return any(sub.action != "other" for sub in decompose(caption))
