"""Why and by what means something is done: "squats down to place an object", "recovers by stepping back"."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.joins.adjuncts import with_limb
from kinemind.cot.decompose.joins.wording import as_gerund, both
from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.words.word_sets import words_of

_PURPOSES = words_of(
    "wave put_down pick_up reach throw kick punch sit kneel lie jump call point touch_knee get_up climb"
)
_CARRIERS = words_of("crouch squat bend raise stretch reach lower other walk lift touch kneel gesture")
_SHOWING = words_of("show guide direct point")
_STEPPING = words_of("walk hop jump")
_TOLD_BY_MEANS = words_of("other exercise wave gesture")


def join_purpose(a: Draft, b: Draft) -> Draft | None:
    """ "squats down to place an object on the ground" puts down; other purposes are only words."""
    if b.link != "purpose":
        return None
    a = replace(a, times=max(a.times, b.times), in_a_row=a.in_a_row or b.in_a_row)
    a = replace(a, sub=replace(a.sub, manner=both(a.sub.manner, b.sub.manner)))
    text = f"{a.sub.text} to {' '.join([b.verb, *b.sub.text.split(' ')[1:]])}"
    if a.sub.action == "gesture" and b.verb in _SHOWING:
        return replace(a, sub=replace(a.sub, text=text, action="point"))
    if b.sub.action in _PURPOSES and a.sub.action in _CARRIERS and not _goes_somewhere(a):
        side = b.sub.side or a.sub.side
        part = b.sub.body_part if b.sub.side or not a.sub.side else a.sub.body_part
        return replace(
            b, link=a.link, sub=replace(b.sub, text=text, side=side, body_part=part, manner=a.sub.manner)
        )
    return replace(a, sub=replace(a.sub, text=text))


def _goes_somewhere(a: Draft) -> bool:
    return a.sub.action == "walk" and bool(a.words)


def join_means(a: Draft, b: Draft) -> Draft | None:
    """ "recovers by stepping back" is a step; "says goodbye by waving" a wave."""
    text = f"{a.sub.text} by {as_gerund(b)}"
    if a.sub.action == "balance" and b.link in ("means", "adjunct") and b.sub.action in _STEPPING:
        return replace(b, link=a.link, sub=replace(b.sub, text=text))
    if b.link != "means":
        return None
    manner = both(a.sub.manner, b.sub.manner)
    a = with_limb(a, b) if b.verb == "use" else a
    if a.sub.action in _TOLD_BY_MEANS and b.sub.action != "other":
        return replace(b, link=a.link, sub=replace(b.sub, text=text, manner=manner))
    return replace(a, sub=replace(a.sub, text=text, manner=manner))
