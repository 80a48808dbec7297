"""Which of a motion's phases show a sub-action."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.kinematics.phase import Phase

TRAVEL = frozenset(("walk_forward", "walk_backward", "walk_left", "walk_right", "run"))
"""Phases that may break up and be cut anywhere."""
BACKGROUND = frozenset(("stand", "other"))
"""Phases that go on beside anything else."""
LOW = frozenset(("crouch", "squat", "sit", "kneel", "lie", "bow"))
WAY_UP = 0.8
"""Seconds at the start of a wave in which the hand is raised."""
WAY_BACK = {"lower": 0.8, "get_up": 0.6}
"""Seconds at the end of a raised or low phase in which the body comes back."""


def phases_of(sub: SubAction, phases: Sequence[Phase]) -> list[Phase]:
    """The phases that show a sub-action best: of the plainest kind that there is, of the exact sides first.

    The way back out of another phase (a hand that is lowered, a body that gets up) is a phase of its own.
    """
    labels = labels_for(sub.action, sub.side, sub.direction)
    if sub.action == "get_up" and not any(phase.label in labels for phase in phases):
        labels = tuple(LOW)
    for tier in _tiers(sub, labels):
        found = [phase for phase in phases if phase.label in tier]
        if found:
            return [_end_of(phase, sub.action) for phase in found]
    if sub.action == "raise":
        waves = labels_for("wave", sub.side)
        found = [p for p in phases if p.label in waves]
        return [Phase(p.label, p.start, min(p.end, p.start + WAY_UP)) for p in found]
    return []


def phases_beside(sub: SubAction, phases: Sequence[Phase]) -> list[Phase]:
    """Phases that go on with a sub-action without showing it: the walking before, in and after a turn."""
    return [phase for phase in phases if sub.action == "turn" and phase.label in TRAVEL]


def _tiers(sub: SubAction, labels: Sequence[str]) -> list[set[str]]:
    """The labels by kind, the plainest kind first; for both sides the labels of both before single ones."""
    tiers: dict[tuple[str, bool], set[str]] = {}
    for label in labels:
        kind = "low" if label in LOW else label.split("_")[0]
        exact = sub.side != "both" or "both" in label
        tiers.setdefault((kind, exact), set()).add(label)
    return list(tiers.values())


def _end_of(phase: Phase, action: str) -> Phase:
    seconds = WAY_BACK.get(action)
    if seconds is None or phase.label == "get_up":
        return phase
    return Phase(phase.label, max(phase.start, phase.end - seconds), phase.end)
