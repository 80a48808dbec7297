"""Actions that a noun names where the order is told: "after a bow" is "after doing a bow"."""

from __future__ import annotations

import re

_ONE = "bow|squat|kick|wave|turn|jump|hop|leap|punch|throw|spin|lunge|walk|run|jog|stroll|sprint|stop|pause"
_MANY = "|".join(word + ("es" if word.endswith("ch") else "s") for word in _ONE.split("|"))
_NO_PERSON = r"(?!(?:person|man|woman|human|figure|individual|subject|character|boy|girl|someone|somebody)\b)"
_ADJECTIVES = rf"(?:{_NO_PERSON}\w+ ){{0,2}}?"
_NAMED = (
    rf"(?:(?:a|an|one|another) {_ADJECTIVES}(?:{_ONE})|(?:two|three|some|several) {_ADJECTIVES}(?:{_MANY}))"
)
_TOLD = re.compile(rf"\b(after|following|before) (?={_NAMED}\b(?! (?:from|by|in the road)\b))")
_FOLLOWED = re.compile(rf",? followed by (?={_NAMED}\b)")
_ENDING = re.compile(rf"\b(?:(?:ends|finishes|concludes|closes) with|breaks into) (?={_NAMED}\b)")


def with_verbs(text: str) -> str:
    """Lower-case text in which an action named after "after", "before" or "followed by" has a verb.

    >>> with_verbs("after a bow, the person waves")
    'after doing a bow, the person waves'
    """
    text = _TOLD.sub(lambda found: f"{'before' if found[1] == 'before' else 'after'} doing ", text)
    text = _FOLLOWED.sub(", then does ", text)
    return _ENDING.sub("does ", text)
