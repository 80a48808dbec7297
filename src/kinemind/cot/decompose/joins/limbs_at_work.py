"""A limb that is lifted and put to work is one: "raises the left hand and waves it"."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.joins.wording import as_gerund, both, joined_by_and
from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.word_sets import words_of

_PRONOUNS = (("it",), ("them",))
_INTO_WAVES = words_of("raise reach hold")
_AT_ONCE = words_of("purpose adjunct while means")
_BENT_DOWN = words_of("crouch squat bend")
_HANDLING = words_of("put_down pick_up")
_LOW = words_of("lie sit kneel")


def join_wave(a: Draft, b: Draft) -> Draft | None:
    """ "lifts the left hand and waves it": one wave; "… and then waves the left hand" are two."""
    if a.sub.action not in _INTO_WAVES or b.sub.action not in ("wave", "swing") or b.again:
        return None
    same_limb = b.words[:1] in _PRONOUNS or b.link in _AT_ONCE
    if not same_limb and (b.sub.action == "swing" or (a.sub.side and b.sub.side)):
        return None
    if b.link == "then" or _differ(a, b):
        return None
    at_once = b.link in ("adjunct", "while")
    side = b.sub.side or a.sub.side
    sub = replace(
        b.sub,
        text=f"{a.sub.text} while {as_gerund(b)}" if at_once else joined_by_and(a, b),
        action="wave",
        side=side,
        height=b.sub.height or a.sub.height,
        body_part=f"{side} arm" if side in ("left", "right") else "both arms",
        manner=both(a.sub.manner, b.sub.manner),
    )
    return replace(b, sub=sub, link=a.link)


def join_handling(a: Draft, b: Draft) -> Draft | None:
    """Bending down and putting something there is one sub-action, as are sinking down and sitting."""
    bent = b.link in ("and", "comma") and a.sub.action in _BENT_DOWN and b.sub.action in _HANDLING
    sunk = b.link == "and" and a.sub.action == "crouch" and a.words[:1] == ("down",) and b.sub.action in _LOW
    if not bent and not sunk:
        return None
    return replace(b, link=a.link, sub=replace(b.sub, text=joined_by_and(a, b)))


def join_reach(a: Draft, b: Draft) -> Draft | None:
    """ "stretches the right arm and takes something": one reach."""
    outward = a.sub.action in ("raise", "reach", "stretch") and b.sub.action in ("reach", "call", "pick_up")
    if b.link != "and" or not outward or _differ(a, b):
        return None
    sub = replace(
        b.sub,
        action="call" if b.sub.action == "call" else "reach",
        text=joined_by_and(a, b),
        side=b.sub.side or a.sub.side,
        body_part=a.sub.body_part,
    )
    return replace(b, link=a.link, sub=sub)


def join_knee(a: Draft, b: Draft) -> Draft | None:
    """ "lifts the right knee and twists to meet it with the left elbow": one touch of the knee."""
    if a.sub.action != "lift_leg" or b.sub.action != "touch_knee" or not {"it", "them"} & set(b.words):
        return None
    return replace(b, link=a.link, sub=replace(b.sub, text=joined_by_and(a, b)))


def _differ(a: Draft, b: Draft) -> bool:
    return bool(a.sub.side and b.sub.side and a.sub.side != b.sub.side)
