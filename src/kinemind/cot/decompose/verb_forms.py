"""Whether a word that may be a verb is one here, told from the words beside it, one form at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.decompose.neighbours import in_with_phrase, word_at, word_before
from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.nouns import PLURALS
from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.vocabulary import (
    AUXILIARIES,
    DETERMINERS,
    JOINS,
    LIGHT,
    NUMBERS,
    OBJECTIVE,
    PREPOSITIONS,
    PRONOUNS,
    QUANTITIES,
    SIDES,
    SUBJECTS,
    SUBORDINATORS,
    WAYS,
)
from kinemind.cot.decompose.words.word_sets import words_of

Head = tuple[int, str, str]
"""Index, verb and form of a word that is a verb."""

_BEFORE_FINITE = SUBJECTS | PRONOUNS | JOINS | SUBORDINATORS | {"", "again"}
_BEFORE_BASE = SUBJECTS | (PRONOUNS - {"it", "that", "this"}) | words_of("to then can does please")
_PERSONS = words_of("he she they we i you who")
_NO_VERB_AFTER = (DETERMINERS | frozenset(NUMBERS) | PREPOSITIONS | {"of"}) - words_of(
    "on about out along across over off around that this these those"
)
_NO_GERUND_AFTER = (
    DETERMINERS
    | frozenset(NUMBERS)
    | words_of(
        "of for from in against like into without such its different some more any small fast high low "
        "strong big front evasive different handed circular up-and-down stationary"
    )
)
_MOVEMENT_NOUNS = words_of(
    "movement movements motion motions style styles position pose stance gesture gestures exercise "
    "exercises move moves person human man subject pattern program act action point stage routine "
    "procedure path techniques distance jack jacks chair machine bag posture steps step moment"
)
_NOUNS_AFTER_TO = words_of("head face rest place point stop back side start stand front bend box")
_AFTER_VERB = OBJECTIVE | frozenset(WAYS) | words_of("up_and_down back_and_forth up down back around")
_GOING_ON = frozenset(WAYS) | SIDES | words_of("around back his her their the")
_HAVE_BEEN = words_of("been is gets get being was getting")
_BEFORE_PASSIVE = AUXILIARIES | words_of("get gets getting got while after when")
_PUSHED = words_of("push shove press kick hit bump throw pull punch strike drag")


def verb_form(words: Sequence[str], index: int, found: Sequence[Head]) -> str:
    """The form in which a word is a verb here, "" where it is a noun or an adjective.

    `found`: the verbs before it.
    """
    verb, form = FORMS[words[index]]
    here = _Place(words, index, verb, found)
    if here.adjacent == "not" or (verb == "do" and here.following == "not"):
        return ""
    if verb == "be":
        low = here.following == "on_all_fours" or tuple(words[index + 1 : index + 4 : 2]) == ("on", "knees")
        return form if low else ""
    if form == "s":
        return "s" if _is_third_person(here) else ""
    if form == "base":
        return _base(here)
    if form == "ing":
        return "ing" if _is_gerund(here) else ""
    return _participle(here)


@dataclass(frozen=True)
class _Place:
    """A word that may be the verb `verb`, among its neighbours."""

    words: Sequence[str]
    index: int
    verb: str
    found: Sequence[Head]

    @property
    def word(self) -> str:
        return self.words[self.index]

    @property
    def adjacent(self) -> str:
        return word_at(self.words, self.index - 1)

    @property
    def previous(self) -> str:
        """The word before, adverbs left out."""
        return word_before(self.words, self.index)[0]

    @property
    def following(self) -> str:
        return word_at(self.words, self.index + 1)

    @property
    def is_counted(self) -> bool:
        return self.previous.isdigit() or self.previous in QUANTITIES

    @property
    def form_before(self) -> str:
        """The form of the verb before, "" where there is none."""
        return self.found[-1][2] if self.found else ""


def _is_third_person(here: _Place) -> bool:
    if here.following == "been" or (here.verb == "have" and FORMS.get(here.following, ("", ""))[1] == "ed"):
        return False
    governed = here.previous in _NO_VERB_AFTER or here.is_counted
    if here.word not in PLURALS:
        return not governed
    if here.previous in _BEFORE_FINITE:
        return True
    if governed or (here.previous in SIDES and not here.following):
        return False
    if here.previous in WAYS and not here.following:
        return True
    plain = here.following in _AFTER_VERB or (here.following.isdigit() and here.verb == "turn")
    return plain and not _is_object_of_light_verb(here)


def _is_object_of_light_verb(here: _Place) -> bool:
    """ "makes two fast sidesteps"."""
    if not here.found or here.found[-1][1] not in LIGHT:
        return False
    return not set(here.words[here.found[-1][0] + 1 : here.index]) & JOINS


def _base(here: _Place) -> str:
    if here.previous in _HAVE_BEEN and here.verb == "hit":
        return "passive"
    return "base" if _is_base(here) else ""


def _is_base(here: _Place) -> bool:
    if here.word in ("back", "right"):
        return here.word == "back" and here.adjacent in _PERSONS
    if here.following in SUBJECTS and here.previous != "to":
        return False
    if here.previous == "to" and _is_noun_after_to(here):
        return False
    if here.previous in _BEFORE_BASE:
        return not (here.previous == "to" and here.following == "" and here.verb in ("rest", "stand"))
    return _continues(here) or _opens_sentence(here) or _is_turning(here) or _is_doubled(here)


def _continues(here: _Place) -> bool:
    """ "they bow and turn around"."""
    if here.previous not in ("and", ",", "but") or not here.found:
        return False
    return here.form_before == "base" or here.following in _GOING_ON


def _opens_sentence(here: _Place) -> bool:
    return here.previous == "" and here.following not in ("", "kick")


def _is_turning(here: _Place) -> bool:
    """ "turn around", "turn 180 degrees", whatever stands before but an article or a preposition."""
    turning = here.verb == "turn" and (here.following == "around" or here.following.isdigit())
    return turning and here.previous not in _NO_VERB_AFTER


def _is_doubled(here: _Place) -> bool:
    """ "they go walk around"."""
    follows = here.form_before == "base" and here.found[-1][0] == here.index - 1
    return follows and ACTION_OF[here.verb] in ("walk", "turn", "jump", "run")


def _is_noun_after_to(here: _Place) -> bool:
    """ "to face", but "to face the wall"; an adverb after "to" makes no verb either."""
    return here.adjacent != "to" or (here.word in _NOUNS_AFTER_TO and here.following not in OBJECTIVE)


def _is_gerund(here: _Place) -> bool:
    if here.adjacent == "to" or here.following in _MOVEMENT_NOUNS:
        return False
    if here.previous in _NO_GERUND_AFTER or here.adjacent in _NO_GERUND_AFTER:
        return False
    return not in_with_phrase(here.words, here.index)


def _participle(here: _Place) -> str:
    """ "passive" for what is done to the person, "s" for what was done in the past."""
    pushed = here.verb in _PUSHED
    previous, at = word_before(here.words, here.index)
    if previous in ("has", "have", "had"):
        return "s"
    if previous == "then" and at > 0 and here.words[at - 1] in AUXILIARIES and pushed:
        return "passive"
    if previous in _BEFORE_PASSIVE:
        return "passive" if pushed else ""
    acts = ACTION_OF.get(here.verb) not in (None, "other")
    if previous in ("who", "which") or (previous in SUBJECTS and acts):
        return "passive" if pushed and here.verb != "hit" else "s"
    if pushed and here.form_before == "passive" and previous in ("and", "then", "he", "she", "they"):
        return "passive"
    if previous == "and":
        return "s" if here.form_before == "s" else ""
    return "s" if previous in ("then", "he", "she", "they") else ""
