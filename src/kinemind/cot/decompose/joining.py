"""Drafts that are one sub-action are joined: walking and turning, lifting a hand and waving it, …"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kinemind.cot.decompose.joins.adjuncts import join_adjunct
from kinemind.cot.decompose.joins.limbs_at_work import join_handling, join_knee, join_reach, join_wave
from kinemind.cot.decompose.joins.postures import (
    join_holding,
    join_push,
    join_return,
    join_standing,
    join_staying,
)
from kinemind.cot.decompose.joins.purposes import join_means, join_purpose
from kinemind.cot.decompose.joins.turning import join_turn
from kinemind.cot.decompose.joins.wording import both
from kinemind.cot.decompose.reading import Draft

Rule = Callable[[Draft, Draft], "Draft | None"]
"""Two drafts that follow one another → the one that both are, None where they are two."""

_FIRST: tuple[Rule, ...] = (join_purpose, join_means)
_THEN: tuple[Rule, ...] = (
    join_turn,
    join_wave,
    join_return,
    join_handling,
    join_reach,
    join_knee,
    join_standing,
    join_staying,
    join_holding,
    join_push,
    join_adjunct,
)


def join(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with everything joined that one movement of the body answers."""
    return _joined(_joined(drafts, _FIRST), _THEN)


def _joined(drafts: Sequence[Draft], rules: Sequence[Rule]) -> list[Draft]:
    done: list[Draft] = []
    for draft in drafts:
        joined = _first_join(done[-1], draft, rules) if done else None
        if joined is not None:
            done[-1] = replace(joined, shared_manner=both(joined.shared_manner, draft.shared_manner))
            continue
        if done and draft.link in ("while", "adjunct"):
            draft = replace(draft, sub=replace(draft.sub, meanwhile=True))
        done.append(draft)
    return done


def _first_join(a: Draft, b: Draft, rules: Sequence[Rule]) -> Draft | None:
    return next((joined for rule in rules if (joined := rule(a, b)) is not None), None)
