"""What a draft leaves unsaid, taken from those before it: whose hand is lowered, what is continued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kinemind.cot.decompose.reading import Draft
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.decompose.words.word_sets import words_of

_LOCOMOTION = words_of("walk run crawl hop")
_WALKING = SubAction("walks", "walk", body_part="legs")
_LIFTED = words_of("raise wave hold lower lift_leg stretch reach point")
_IN_THE_AIR = words_of("raise wave stretch lift_leg")
_HELD = words_of("pick_up catch lift put_down")
_SPEEDS = words_of("continue slow decelerate accelerate speed")
_IT, _THEM = (("it",), ("them",))


def inherit(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with what they leave unsaid taken from those before."""
    done: list[Draft] = []
    for draft in drafts:
        for rule in _RULES:
            draft = replace(draft, sub=rule(draft, done))
        done.append(draft)
    return done


def _limb(draft: Draft, done: Sequence[Draft]) -> SubAction:
    """ "raises the left hand and lowers it" lowers the left one."""
    sub = draft.sub
    if sub.action not in ("lower", "wave", "raise") or sub.side:
        return sub
    earlier = next((d.sub for d in reversed(done) if d.sub.action in _LIFTED), None)
    if earlier is not None and (sub.action == "lower" or draft.again):
        return replace(sub, side=earlier.side, body_part=earlier.body_part)
    return replace(sub, side="both") if draft.words[:1] == _THEM else sub


def _pace(draft: Draft, done: Sequence[Draft]) -> SubAction:
    """ "runs and then slows down" still runs."""
    sub = draft.sub
    slower = draft.verb == "get" and bool({"slower", "faster"} & set(draft.words))
    open_action = sub.action == "other" or (sub.action == "walk" and not draft.words)
    if not open_action or not (draft.verb in _SPEEDS or slower):
        return sub
    moving = next((d.sub for d in reversed(done) if d.sub.action in _LOCOMOTION), _WALKING)
    sub = replace(sub, action=moving.action, body_part=moving.body_part, direction="")
    return replace(sub, speed="" if draft.verb == "continue" else "slow")


def _object(draft: Draft, done: Sequence[Draft]) -> SubAction:
    """ "puts it down" lowers the hand that was raised; "lifts it" lifts the thing that was picked up."""
    sub = draft.sub
    if not done or draft.words[:1] not in (_IT, _THEM):
        return sub
    last = done[-1].sub
    if draft.verb == "put" and sub.action == "put_down" and last.action in _IN_THE_AIR:
        return replace(sub, action="lower", side=last.side, body_part=last.body_part)
    if sub.action == "raise" and not sub.side and last.action in _HELD:
        return replace(sub, action="lift", height="")
    return sub


def _landing(draft: Draft, done: Sequence[Draft]) -> SubAction:
    """ "hangs from a bar and drops to the ground" lands there on the feet."""
    above = any(d.verb == "hang" or d.sub.action == "climb" for d in done)
    if above and draft.verb == "drop" and draft.sub.action in ("lie", "crouch"):
        return replace(draft.sub, action="jump", direction="", body_part="legs")
    return draft.sub


def _way_back(draft: Draft, done: Sequence[Draft]) -> SubAction:
    """ "turns around and walks back" walks forward."""
    sub = draft.sub
    turned = any(d.sub.action == "turn" for d in done)
    if turned and sub.action == "walk" and sub.direction == "backward" and "back" in draft.words:
        return replace(sub, direction="")
    return sub


_RULES: tuple[Callable[[Draft, Sequence[Draft]], SubAction], ...] = (
    _object,
    _limb,
    _pace,
    _landing,
    _way_back,
)
