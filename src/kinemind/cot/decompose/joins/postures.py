"""Coming up again, standing there, holding what was raised: parts of what is done before or meanwhile."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.joins.wording import both, joined_by_and
from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.word_sets import words_of

_RETURNED = words_of("squat crouch bend bow put_down pick_up touch_knee reach")
_STANDING = words_of("stand remain stay")
_LOW = words_of("sit kneel lie crouch")
_STAYING = words_of("stay remain rest")
_KEEPING = words_of("hold keep stay remain")


def join_return(a: Draft, b: Draft) -> Draft | None:
    """Coming up again belongs to a squat, a bow and what is done bent down; not to kneeling or lying."""
    if a.sub.action not in _RETURNED or b.sub.action != "get_up" or "knees" in b.words:
        return None
    times = max(a.times, b.times)
    return replace(a, times=times, sub=replace(a.sub, text=joined_by_and(a, b)))


def join_standing(a: Draft, b: Draft) -> Draft | None:
    """Standing there while something else is done is no sub-action."""
    if a.sub.action != "stand" or a.verb not in _STANDING or b.link not in ("and", "comma", "adjunct"):
        return None
    return replace(b, link=a.link, shared_manner=both(a.shared_manner, b.shared_manner))


def join_staying(a: Draft, b: Draft) -> Draft | None:
    """ "sits down and stays seated for a while"."""
    if a.sub.action != b.sub.action or a.sub.action not in _LOW or b.verb not in _STAYING:
        return None
    return replace(a, sub=replace(a.sub, duration=b.sub.duration or a.sub.duration))


def join_holding(a: Draft, b: Draft) -> Draft | None:
    """ "raises a hand and holds it up for two seconds"."""
    kept = b.words[:1] in (("it",), ("them",)) and b.verb in _KEEPING
    if not kept or b.sub.action not in ("hold", "raise", "stand"):
        return None
    if a.sub.action not in ("raise", "wave", "reach"):
        return None
    return replace(a, sub=replace(a.sub, duration=b.sub.duration or a.sub.duration))


def join_push(a: Draft, b: Draft) -> Draft | None:
    """Being pushed and stumbling from it are one."""
    if not a.sub.action == b.sub.action == "stumble" or b.link == "comma":
        return None
    direction = a.sub.direction or b.sub.direction
    return replace(a, sub=replace(a.sub, text=joined_by_and(a, b), direction=direction))
