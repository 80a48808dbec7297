"""Phases: what a body does from when to when, in a fixed vocabulary (DESIGN.md); they may overlap."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.kinematics.feet import Foot
from kinemind.kinematics.phase import LABELS, Phase, phases_of
from kinemind.kinematics.trunk import Trunk
from kinemind.kinematics.turns import Turns
from kinemind.kinematics.vertical import Vertical

__all__ = ["LABELS", "Phase", "body_phases", "in_order"]


def in_order(found: Sequence[Phase], seconds: float) -> tuple[Phase, ...]:
    """All phases by start time; `other` for the whole where nothing is recognised."""
    ordered = sorted(found, key=lambda phase: (phase.start, phase.end, phase.label))
    return tuple(ordered) or (Phase("other", 0.0, seconds),)


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
