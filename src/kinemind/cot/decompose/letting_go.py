"""Verbs that let go of something, or of oneself: throwing, dropping, greeting with what."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.limb_actions import THINGS, object_is_limb
from kinemind.cot.decompose.noun_actions import noun_action
from kinemind.cot.decompose.words.vocabulary import ARMS


def throw_action(words: Sequence[str], found: set[str]) -> str:
    if not object_is_limb(words) or found & THINGS:
        return noun_action(words) or "throw"
    return "raise" if found & {"up", "air", "above", "over", "overhead", "high"} else "swing"


def greet_action(words: Sequence[str], found: set[str]) -> str:
    return noun_action(words) if found & {"with", "by"} else "wave"


def drop_action(words: Sequence[str], found: set[str]) -> str:
    if words[:1] in (("to",), ("down",), ("on",), ("onto",), ("into",)) and not found & ARMS:
        return _dropped(found)
    if found & ARMS or words[:1] in (("it",), ("them",)):
        return "lower"
    return "lower" if not words or found & {"body", "guard"} else "put_down"


def _dropped(found: set[str]) -> str:
    """What a body comes to that drops down."""
    if found & {"knees", "knee", "on_all_fours"}:
        return "kneel"
    if found & {"squat", "crouch"}:
        return "squat" if "squat" in found else "crouch"
    if found & {"chair", "seat", "sofa", "couch", "bench"}:
        return "sit"
    return "lie" if found & {"ground", "floor"} else "crouch"
