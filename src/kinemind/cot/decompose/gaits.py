"""Ways of walking, running and jumping that a steady wording keeps: sneaking, rough ground, both legs."""

from __future__ import annotations

import re

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.decompose.words.inflection import third_person
from kinemind.cot.decompose.words.word_sets import words_of

_KEPT = frozenset(
    third_person(verb)
    for verb in words_of(
        "sneak creep tiptoe prowl limp hobble march stomp shuffle stagger strut stride stroll saunter amble "
        "waddle wade slouch plod dash"
    )
)
"""Verbs that say how one walks or runs; "goes", "moves", "heads" and the like do not."""
_SNEAKING = re.compile(r"\bsneaking\b|\bstealthily\b|\bquiet(?:ly)?\b")
_ROUGH = re.compile(
    r"\b(?:uneven|rough|bumpy|rocky|stony|unlevel|irregular)\b(?: \w+)? "
    r"(?:ground|terrain|surface|floor|path|land|field)\b"
)
_BOTH_LEGS = re.compile(r"\bboth (?:legs|feet)\b|\btwo(?: |-)(?:legged|feet|legs)\b")
_ONE_LEG = re.compile(r"\b(?:one|left|right) (?:leg|foot)\b|\bone(?: |-)legged\b")


_DIAGONAL = re.compile(
    r"\bdiagonal(?:ly)?\b"
    r"|\b(?:forwards?|ahead|front) (?:and |, )?(?:slightly |a bit |a little )?(?:to (?:the|his|her|their) )?"
    r"(?:left|right)\b"
    r"|\b(?:left|right) (?:and )?(?:forwards?|ahead)\b"
)


def is_diagonal(sub: SubAction) -> bool:
    """Whether a walk goes forward and to a side at once, which is no walk sideways."""
    sided = sub.action in ("walk", "run") and sub.direction in ("left", "right")
    return sided and not re.search(r"\bback", sub.text) and bool(_DIAGONAL.search(sub.text))


def gait_verb(sub: SubAction, plain: str) -> str:
    """The sub-action's own verb where it tells a way of walking or running, else the `plain` one."""
    verb = sub.text.split(" ", 1)[0]
    if sub.action == "walk" and _SNEAKING.search(f"{sub.text} {sub.manner}"):
        return "sneaks"
    return verb if sub.action in ("walk", "run") and verb in _KEPT else plain


def gait_details(sub: SubAction) -> list[str]:
    """Phrases that follow the way: the ground that is walked on, the legs that are jumped with."""
    if sub.action == "walk" and _ROUGH.search(sub.text):
        return ["on uneven ground"]
    if sub.action not in ("jump", "hop"):
        return []
    once = ["once"] if " once" in sub.text and not sub.count else []
    if _BOTH_LEGS.search(sub.text):
        return [*once, "with both legs"]
    if _ONE_LEG.search(sub.text):
        return [*once, f"on the {sub.side} leg" if sub.side in ("left", "right") else "on one leg"]
    return once
