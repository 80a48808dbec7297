"""The measured facts of a motion in a few lines of plain English, for a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from kinemind.kinematics.facts import Facts

MAX_PHASES = 60
"""Phases told of one motion; a recording of minutes has hundreds."""
_UNITS = {
    "angle": "°", "pitch": "°", "cycles": "", "steps": "", "distance": " m", "speed": " m/s", "height": " m",
    "depth": " of the standing height", "air_time": " s", "side": "",
}  # fmt: skip
"""The measures that a prompt tells, with their units."""
_PARTS = {
    "left_hand": "left hand", "right_hand": "right hand", "left_foot": "left foot",
    "right_foot": "right foot", "trunk": "trunk", "vertical": "whole body", "head": "head",
}  # fmt: skip


def tell(facts: Facts) -> str:
    """Length, way, turns, gait, what hands, feet, trunk and body do and when, then the phases in order.

    Times in seconds, lengths in metres, angles in degrees; a part that does nothing is left out.
    """
    record = facts.to_json()
    lines = [f"length: {facts.seconds:.1f} s", f"way: {_way(record['travel'])}", f"turns: {_turns(record)}"]
    if gait := record.get("gait"):
        lines.append(f"gait: {_gait(gait)}")
    for key, name in _PARTS.items():
        if told := "; ".join(_events(record.get(key) or {}, key.endswith("hand"))):
            lines.append(f"{name}: {told}")
    lines += [
        f"{name}: {record[name]:.2f}" for name in ("symmetry", "stillness") if _number(record.get(name))
    ]
    shown = record["phases"][:MAX_PHASES]
    lines.append("phases (they may overlap):")
    lines += [f"  {_phase(phase)}" for phase in shown]
    if len(shown) < len(record["phases"]):
        lines.append(f"  and {len(record['phases']) - len(shown)} more")
    return "\n".join(lines)


def _way(travel: Mapping[str, Any]) -> str:
    if not travel.get("distance") or travel.get("direction") == "none":
        return "stays on the spot"
    forward, left = travel["forward"], travel["left"]
    told = (
        f"{travel['distance']:.1f} m travelled, ends {abs(forward):.1f} m "
        f"{'forward' if forward >= 0 else 'backward'} and {abs(left):.1f} m to the "
        f"{'left' if left >= 0 else 'right'} of the start; {travel['moving_speed']:.1f} m/s while moving"
    )
    return f"{told} ({travel['speed_class']})" if travel.get("speed_class") else told


def _turns(record: Mapping[str, Any]) -> str:
    turns = record["turns"]["turns"]
    if not turns:
        return "none"
    told = ", ".join(f"{_angle(t['angle'])} from {t['start']:.1f} to {t['end']:.1f} s" for t in turns)
    return f"{told}; in all {_angle(record['turns']['net'])}"


def _angle(degrees: float) -> str:
    return f"{abs(degrees):.0f}° to the {'left' if degrees >= 0 else 'right'}"


def _gait(gait: Mapping[str, Any]) -> str:
    steps = gait.get("steps") or []
    told = ", ".join(f"{step['side']} at {step['start']:.1f} s" for step in steps[:24])
    return f"{gait.get('kind')}, {len(steps)} steps" + (f" ({told})" if told else "")


def _events(part: Mapping[str, Any], of_arm: bool) -> Iterator[str]:
    """Everything of a part that has a time: "waves 1.9-4.8 s"."""
    for name, value in part.items():
        events = [e for e in value if _timed(e)] if isinstance(value, list) else []
        if events:
            told = (f"{e['start']:.1f}-{e['end']:.1f} s{_measures(e, of_arm)}" for e in events)
            yield f"{name.replace('_', ' ')} {', '.join(told)}"


def _timed(event: object) -> bool:
    return isinstance(event, dict) and "start" in event and "end" in event


def _phase(phase: Mapping[str, Any]) -> str:
    # the measures of a phase stand beside its label in JSON, or in a mapping of their own
    own = {**phase, **(phase.get("measures") or {})}
    of_arm = phase["label"].endswith(("hand", "hands"))
    told = f"{phase['start']:.1f}-{phase['end']:.1f} s {phase['label'].replace('_', ' ')}"
    return f"{told}{_measures(own, of_arm)}"


def _measures(record: Mapping[str, Any], of_arm: bool) -> str:
    """As in " (angle 88°, steps 3)".  The height of a hand is told in arm lengths above the shoulder."""
    told = []
    for key, unit in _UNITS.items():
        value = record.get(key)
        if of_arm and key == "height":
            unit = " arm lengths above the shoulder"
        if _number(value):
            whole = float(value).is_integer() or unit == "°"
            told.append(f"{key.replace('_', ' ')} {value:.{0 if whole else 1}f}{unit}")
        elif isinstance(value, str) and value:
            told.append(f"{key} {value}")
    return f" ({', '.join(told)})" if told else ""


def _number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
