"""Phases: what a body does from when to when, in a fixed vocabulary (DESIGN.md); they may overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kinemind.kinematics.feet import Foot
from kinemind.kinematics.phase import LABELS, Phase, phases_of
from kinemind.kinematics.trunk import Trunk
from kinemind.kinematics.turns import Turns
from kinemind.kinematics.vertical import Vertical

__all__ = ["LABELS", "Phase", "body_phases", "in_order"]

COUNTED = ("cycles", "distance", "steps")
"""Measures that add up over time."""
MOSTLY = 0.5
"""Share of the shorter of two phases of one label that overlaps, from which they are one."""


def in_order(found: Sequence[Phase], seconds: float) -> tuple[Phase, ...]:
    """All phases by start time; `other` for the whole where nothing is recognised.

    Phases of one label do not overlap: those that share little (the way back of one punch and the way out
    of the next) are cut in the middle of it, others are one.
    """
    merged: list[Phase] = []
    last: dict[str, int] = {}
    for phase in sorted(found, key=lambda phase: (phase.start, phase.end, phase.label)):
        at = last.get(phase.label)
        if at is not None and phase.start < merged[at].end:
            before = merged[at]
            shared = min(before.end, phase.end) - phase.start
            if shared > MOSTLY * min(before.end - before.start, phase.end - phase.start):
                merged[at] = _union(before, phase)
                continue
            middle = phase.start + shared / 2
            merged[at], phase = replace(before, end=middle), replace(phase, start=middle)
        last[phase.label] = len(merged)
        merged.append(phase)
    ordered = sorted(merged, key=lambda phase: (phase.start, phase.end, phase.label))
    return tuple(ordered) or (Phase("other", 0.0, seconds),)


def _union(first: Phase, second: Phase) -> Phase:
    """Both as one phase: what is counted adds up, of sizes the larger holds."""
    names = {**first.measures, **second.measures}
    measures = {}
    for name in names:
        values = [phase.measures[name] for phase in (first, second) if name in phase.measures]
        measures[name] = sum(values) if name in COUNTED else max(values)
    return Phase(first.label, first.start, max(first.end, second.end), measures)


def body_phases(turns: Turns, trunk: Trunk, left: Foot, right: Foot, vertical: Vertical) -> list[Phase]:
    """Turns, jumps, kicks, bows, low postures and getting up from them."""
    found: list[Phase] = []
    for turn in turns.turns:
        side = "left" if turn.angle > 0 else "right"
        found.append(Phase(f"turn_{side}", turn.start, turn.end, {"angle": abs(turn.angle)}))
    for jump in vertical.jumps:
        label = "hop" if jump.hop else "jump"
        measures = {"height": jump.height, "air_time": jump.air_time}
        found.append(Phase(label, jump.start, jump.end, measures))
    for side, foot in (("left", left), ("right", right)):
        found += [Phase(f"kick_{side}", k.start, k.end, {"height": k.height}) for k in foot.kicks]
    found += [Phase("bow", b.start, b.end, {"pitch": b.pitch}) for b in trunk.bows]
    for label, dips in (("crouch", vertical.crouches), ("squat", vertical.squats)):
        found += [Phase(label, d.start, d.end, {"depth": d.depth}) for d in dips]
    for label, items in (
        ("sit", vertical.sits),
        ("kneel", vertical.kneels),
        ("lie", vertical.lies),
        ("get_up", vertical.rises),
    ):
        found += phases_of(label, items)
    return found
