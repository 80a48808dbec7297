"""Repeats: "twice" and "does it again" become equal sub-actions, the strokes of a wave a count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.sub_action import Side, SubAction
from kinemind.cot.decompose.words.word_sets import words_of
from kinemind.language.plan import MAX_STEPS

CYCLIC = words_of("wave dribble swing clap wipe stir shake play knock swim dance exercise")
"""Actions whose strokes are counted within one sub-action."""
_BELIEVED = 100
"""Counts above it are figures of speech."""
_GESTURES = words_of("wave raise lower bow kick punch throw clap point")


def expand(drafts: Sequence[Draft]) -> list[Draft]:
    """Every repeat written out, at most as many as a plan has room for."""
    done: list[Draft] = []
    for index, draft in enumerate(drafts):
        if draft.verb == "repeatsit":
            target = next((d for d in reversed(done) if d.verb not in ("pause", "stop")), None)
            if target is not None:
                while done and done[-1] is not target:
                    done.pop()
                sub = _on_the_side(replace(target.sub, meanwhile=False), draft.words)
                done.extend([replace(target, sub=sub)] * min(max(1, draft.times), MAX_STEPS))
            continue
        pause = draft.verb in ("pause", "stop") and draft.sub.action == "stand"
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        if (
            pause
            and done
            and following is not None
            and following.again
            and {done[-1].sub.action, following.sub.action} <= _GESTURES
        ):
            continue
        if draft.sub.action in CYCLIC and not draft.in_a_row:
            count = draft.times if 1 < draft.times <= _BELIEVED else draft.sub.count
            done.append(replace(draft, sub=replace(draft.sub, count=count)))
        elif draft.times > MAX_STEPS:
            count = draft.times if draft.times <= _BELIEVED else draft.sub.count
            done.append(replace(draft, sub=replace(draft.sub, count=count)))
        else:
            done.extend([draft] * draft.times)
    return done[:MAX_STEPS]


_OTHER: dict[str, Side] = {"left": "right", "right": "left"}


def _on_the_side(sub: SubAction, words: Sequence[str]) -> SubAction:
    """A sub-action done "with the left hand", "on the other side" as well."""
    named = next((word for word in words if word in (*_OTHER, "other", "opposite", "both")), "")
    own = sub.side or (sub.direction if sub.direction in _OTHER else "")
    side: Side = "both" if named == "both" else _OTHER.get(_OTHER.get(named, own), "")
    if not named or not side:
        return sub
    text = re.sub(rf"\b{own}\b", side, sub.text) if own else sub.text
    if not sub.side and (sub.direction in _OTHER or sub.action in ("turn", "walk", "look")):
        return replace(sub, text=text, direction=side)
    legs = sub.body_part.endswith(("leg", "legs"))
    part = sub.body_part if sub.body_part == "legs" and sub.action != "kick" else _part(side, legs)
    return replace(sub, text=text, side=side, body_part=part)


def _part(side: str, legs: bool) -> str:
    if side == "both":
        return "legs" if legs else "both arms"
    return f"{side} {'leg' if legs else 'arm'}"
