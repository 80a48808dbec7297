"""Sub-actions read off a caption by rules: its predicate, body part, direction and hand height."""

from __future__ import annotations

import re

from kinemind.language.plan import PlanStep

_PERSON = (
    r"person|man|woman|human|figure|character|individual|someone|somebody|he|she|they|performer|thug|punk"
)
_SUBJECT = re.compile(
    rf"^(?:.*?,\s*)?(?:(?:the|a|an|this)\s+)?(?:[a-z-]+\s+){{0,2}}?(?:{_PERSON})\b\s*", re.I
)
_AUXILIARY = re.compile(r"^(?:is|are|was|were)\s+", re.I)
_JOINT = re.compile(r",?\s+(?:and\s+)?(?:then|after that|finally|next)\s+|\s+before\s+", re.I)
_POSSESSIVE = re.compile(r"\b(?:their|his|her|its)\b", re.I)
_WORDS_IN_STEP = 14

_SIDED = {
    "arm": re.compile(
        r"\b(?:arms?|hands?|elbows?|wrists?|fists?|punch\w*|wav\w+|throw\w*|clap\w*|grab\w*|reach\w*)\b", re.I
    ),
    "leg": re.compile(r"\b(?:kick\w*|legs?|knees?|foot|feet)\b", re.I),
}
_TORSO = re.compile(r"\b(?:bow\w*|bends?|bending|lean\w*|torso|twist\w*)\b", re.I)
_LEGS = re.compile(
    r"\b(?:walk\w*|run\w*|jog\w*|step\w*|hop\w*|jump\w*|turn\w*|squat\w*|sneak\w*|pac(?:es|ing)|dash\w*)\b",
    re.I,
)
_DIRECTIONS = (
    ("backward", r"\bback(?:ward|wards)\b|\bbacks up\b"),
    ("left", r"\b(?:turn\w*|veer\w*|curve|to the|towards? the|moves?) left\b|\bleftwards?\b"),
    ("right", r"\b(?:turn\w*|veer\w*|curve|to the|towards? the|moves?) right\b|\brightwards?\b"),
    ("down", r"\bclimb\w* down\b|\b(?:to|on) the (?:floor|ground)\b"),
    ("up", r"\b(?:up|rais\w+|lift\w*|jump\w*|overhead|wav\w+|climbs?|high)\b"),
    ("down", r"\b(?:down|crouch\w*|squat\w*|sits?|kneel\w*|lies?)\b"),
    ("forward", r"\b(?:forward|forwards|ahead|walk\w*|run\w*|jog\w*|kick\w*|punch\w*|straight)\b"),
)
_HEIGHTS = (
    ("chest", r"\bchest\b|\bin front of (?:their|his|her|the)\b"),
    ("shoulder", r"\bshoulder (?:height|level)\b|\bto (?:their|his|her|the) shoulders\b"),
    ("head", r"\bhead (?:height|level)\b|\bheight of (?:their|his|her|the) head\b|\bface\b"
             r"|\b(?:beside|next to) (?:their|his|her|the) head\b"),
)  # fmt: skip


def predicate(caption: str) -> str:
    """What is done, without the doer: "a tired man is waving his hand." → "waving the hand"."""
    text = " ".join(caption.split()).strip(" .").lower()
    text = _AUXILIARY.sub("", _SUBJECT.sub("", text, count=1)) or text
    words = _POSSESSIVE.sub("the", text).replace(";", ",").split()
    return " ".join(words[:_WORDS_IN_STEP]).strip(" ,.")


def clauses(caption: str) -> list[str]:
    """The predicate cut where the caption says that something comes after something else."""
    text = " ".join(caption.split()).strip(" .")
    return [part for part in (predicate(piece) for piece in _JOINT.split(text)) if part] or ["moves"]


def step_from_words(text: str, duration: float) -> PlanStep:
    """A plan step with body part and direction guessed from the words of a sub-action."""
    return PlanStep(text, body_part(text), direction(text), duration)


def body_part(text: str) -> str:
    """One of `plan.BODY_PARTS`, "whole body" where no word tells."""
    for limb, pattern in _SIDED.items():
        if pattern.search(text):
            left, right = re.search(r"\bleft\b", text), re.search(r"\bright\b", text)
            if bool(left) != bool(right):
                return f"{'left' if left else 'right'} {limb}"
            return "both arms" if limb == "arm" else "legs"
    if _TORSO.search(text):
        return "torso"
    return "legs" if _LEGS.search(text) else "whole body"


def direction(text: str) -> str:
    """One of `plan.DIRECTIONS`, "in place" where no word tells."""
    return next((name for name, pattern in _DIRECTIONS if re.search(pattern, text, re.I)), "in place")


def hand_height(texts: tuple[str, ...]) -> str:
    """ "chest", "shoulder" or "head" where a caption says how high the hand is raised, else ""."""
    joined = " ".join(texts)
    return next((name for name, pattern in _HEIGHTS if re.search(pattern, joined, re.I)), "")
