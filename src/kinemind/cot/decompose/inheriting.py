"""What a draft leaves unsaid, taken from those before it: whose hand is lowered, what is continued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.sub_action import SubAction

_LOCOMOTION = frozenset(("walk", "run", "crawl", "hop"))
_WALKING = SubAction("walks", "walk", body_part="legs")


def inherit(drafts: Sequence[Draft]) -> list[Draft]:
    """What a draft leaves unsaid is taken from those before: whose hand is lowered, what is continued."""
    done: list[Draft] = []
    for draft in drafts:
        sub = draft.sub
        if sub.action in ("lower", "wave", "raise") and not sub.side:
            earlier = next(
                (d.sub for d in reversed(done) if d.sub.action in ("raise", "wave", "hold", "lower")), None
            )
            if earlier is not None and (sub.action == "lower" or draft.again):
                sub = replace(sub, side=earlier.side, body_part=earlier.body_part)
        if draft.verb in ("continue", "slow", "decelerate", "accelerate", "speed", "get") and (
            sub.action == "other" or (sub.action == "walk" and not draft.words)
        ):
            moving = next((d.sub for d in reversed(done) if d.sub.action in _LOCOMOTION), _WALKING)
            if draft.verb != "get" or "slower" in draft.words or "faster" in draft.words:
                speed: SubAction = replace(
                    sub, action=moving.action, body_part=moving.body_part, direction=""
                )
                sub = replace(speed, speed="" if draft.verb == "continue" else "slow")
        if (
            draft.verb == "put"
            and sub.action == "put_down"
            and draft.words[:1] in (("it",), ("them",))
            and done
        ) and done[-1].sub.action in ("raise", "wave", "stretch", "lift_leg"):
            sub = replace(sub, action="lower", side=done[-1].sub.side, body_part=done[-1].sub.body_part)
        turned = any(d.sub.action == "turn" for d in done)
        if turned and sub.action == "walk" and sub.direction == "backward" and "back" in draft.words:
            sub = replace(sub, direction="")
        done.append(replace(draft, sub=sub))
    return done
