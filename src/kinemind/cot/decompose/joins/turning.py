"""Walking and turning at once are one turn."""

from __future__ import annotations

from dataclasses import replace

from kinemind.cot.decompose.joins.wording import as_gerund, both, joined_by_and
from kinemind.cot.decompose.reading import Draft

_ALONGSIDE = ("while", "adjunct", "means")


def join_turn(a: Draft, b: Draft) -> Draft | None:
    """ "walks and turns left", "turns left while walking", "walks forward, turning right": one turn."""
    kinds = {a.sub.action, b.sub.action}
    if kinds not in ({"walk", "turn"}, {"run", "turn"}, {"turn"}):
        return None
    alongside = _is_alongside(a, b)
    if kinds == {"turn"} and (not alongside or b.link == "comma"):
        return None
    bare = b.link == "and" and a.sub.action in ("walk", "run") and not a.words
    if not alongside and not bare:
        return None
    turn, way = (a.sub, b.sub) if a.sub.action == "turn" else (b.sub, a.sub)
    base = way if "run" in kinds else turn
    sub = replace(
        base,
        text=joined_by_and(a, b) if bare else f"{a.sub.text} while {as_gerund(b)}",
        direction=turn.direction or (way.direction if way.direction in ("left", "right") else ""),
        angle=turn.angle,
        count=None if base is turn else base.count,
        speed=a.sub.speed or b.sub.speed,
        manner=both(a.sub.manner, b.sub.manner),
    )
    return replace(a, sub=sub, times=max(a.times, b.times), words=(*a.words, *b.words))


def _is_alongside(a: Draft, b: Draft) -> bool:
    return b.link in _ALONGSIDE or (b.link == "comma" and b.gerund and not a.sub.count)
