"""Mirrored captions: left and right, clockwise and counterclockwise change places, idioms stay."""

from __future__ import annotations

import re

_PAIRS = {
    "left": "right",
    "clockwise": "counterclockwise",
    "clock-wise": "counter-clockwise",
    "clock wise": "counter clockwise",
}
_SWAP = {
    **_PAIRS,
    **{b: a for a, b in _PAIRS.items()},
    "anticlockwise": "clockwise",
    "anti-clockwise": "clockwise",
}

_SIDE_WORD = re.compile(
    r"\b(?:(?:counter|anti)-clockwise|counter clockwise|counterclockwise|anticlockwise"
    r"|clock[- ]wise|clockwise"
    r"|(?:left|right)(?=(?:hand|foot|leg|arm|side|ward|most|y|s|ies)?(?:s|ed|er)?\b))",
    re.IGNORECASE,
)
_OWNERS = frozenset(("the", "their", "his", "her", "its", "my", "your", "our", "one's", "a", "own", "to"))
_WAYS = re.compile(
    r"(?:turn|go|goe|walk|step|veer|mov|bend|lean|look|fac|run|jog|swing|steer|shift|head|rotat|spin|pivot"
    r"|hop|jump|sidestep|shuffl|slid|forward|backward|left|then|and|or)\w{0,4}$"
)
_ALWAYS_IDIOM = re.compile(
    r"(?:away(?! from)|now|there|here|next to|in front|beside|on top|in the middle|where)\b"
)
_MAYBE_IDIOM = re.compile(
    r"(?:after|before|at|as|when|behind|through|back|over|under|above|below|by|past|up to)\b"
)
_ANGLE = re.compile(r"angled?s?\b")
_BENDS = ("slight", "slightly", "sharp", "degree")
_SUBJECT = re.compile(
    r"(?:he|she|they|it|who|person|man|woman|figure|someone|human|character|individual|has|have|had|having|just)$"
)
_LEFT_OBJECT = re.compile(r"(?:the|a|an|his|her|their|its|this|that|for|off)\b")
_LEFT_IDIOM = re.compile(r"(?:over|behind|alone|standing|unattended|open|untouched|hanging)\b")


def mirror_caption(text: str) -> str:
    """The caption of the mirrored motion; applied twice it gives the caption back.

    `left`/`right`, also inside `left-handed`, `righthand`, `leftward`, and the turning senses change places
    with their case.  `upright`, `leftover`, `all right`, `right away`, `he left the room` stay.  (Only the
    spellings `anticlockwise`, `anti-clockwise` come back as `counterclockwise`.)
    """
    return _SIDE_WORD.sub(lambda found: _swapped(found, text), text)


def _swapped(found: re.Match[str], text: str) -> str:
    word = found.group()
    lower = word.lower()
    if lower in ("left", "right"):
        before = re.findall(r"[\w']+", text[: found.start()].lower())[-1:]
        rest = text[found.end() :].lower()
        after = rest.lstrip() if rest[:1].isspace() else ""
        if _is_idiom(lower, before[0] if before else "", after):
            return word
    other = _SWAP[lower]
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def _is_idiom(word: str, before: str, after: str) -> bool:
    """Whether `left` or `right` means no side, from its neighbours.

    An idiom must read as one in the mirrored text too (`left away` does not exist), so swapping twice is
    the identity: what follows decides first, then what goes before.
    """
    if word == "right" and before in ("a", "the") and _ANGLE.match(after):
        return True
    if before in _OWNERS:
        return False
    if word == "right" and before == "all":
        return True
    if word == "right":
        if (_ANGLE.match(after) and before not in _BENDS) or _ALWAYS_IDIOM.match(after):
            return True
        return bool(_MAYBE_IDIOM.match(after)) and not _WAYS.match(before)
    if _SUBJECT.match(before) and _LEFT_OBJECT.match(after):
        return True
    return bool(_LEFT_IDIOM.match(after)) and not _WAYS.match(before)
