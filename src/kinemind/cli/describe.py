"""`kinemind describe`: the kinematic facts of a motion file."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tyro

from kinemind.kinematics.body import GUESSED_RATE, Span
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.feet import Foot
from kinemind.kinematics.hands import Hand
from kinemind.kinematics.phase import Phase

UNITS = {
    "angle": "{:.0f}°",
    "cycles": "{:g} times",
    "distance": "{:.1f} m",
    "speed": "{:.1f} m/s",
    "steps": "{:.0f} steps",
    "air_time": "{:.2f} s in the air",
    "pitch": "{:.0f}°",
}
"""How the measures of phases are printed; heights and depths by `_measure`."""
MOST = 12
"""Items of one kind that a line of the summary lists; --json has all."""
QUIET_HEAD = 5.0
"""Degrees that no one would call a movement of the head."""


@dataclass(frozen=True)
class Options:
    """Print the kinematic facts of a motion: its way, what hands, feet and trunk do, phases, physics."""

    file: tyro.conf.Positional[Path]
    """Motion file of any readable format."""
    json: bool = False
    """Print one JSON object with all facts."""


def run(options: Options) -> None:
    from kinemind.kinematics.doubts import doubts, require_body
    from kinemind.kinematics.facts import measure
    from kinemind.motion import Motion
    from kinemind.skeletons import KIT21

    motion = Motion.load(options.file)
    require_body(motion)
    if options.file.suffix.lower() == ".npy" and motion.skeleton is KIT21:
        print(
            f"kinemind: note: {options.file} is read as KIT-ML (21 joints, {motion.fps:g} frames a second)",
            file=sys.stderr,
        )
    for doubt in doubts(motion):
        print(f"kinemind: warning: {doubt}", file=sys.stderr)
    facts = measure(motion)
    print(json.dumps(facts.to_json()) if options.json else summary(facts))


def summary(facts: Facts) -> str:
    """The facts in a few lines."""
    return "\n".join(
        [
            f"{facts.seconds:.2f} s at {facts.fps:g} frames per second{_coarse(facts)}",
            *(f"{name:<11} {text}" for name, text in _parts(facts)),
            "phases",
            *(_phase(phase) for phase in facts.phases),
        ]
    )


def _coarse(facts: Facts) -> str:
    return " (too few to see steps; walks are told by the way alone)" if facts.fps < GUESSED_RATE else ""


def _parts(facts: Facts) -> Iterator[tuple[str, str]]:
    way, figures, high, head = facts.travel, facts.plausibility, facts.vertical, facts.head
    if way.direction == "none":
        yield "travel", f"stays within {max(way.extent, 0.01):.2f} m of where it starts"
    else:
        yield (
            "travel",
            f"{way.distance:.2f} m {way.direction}, {way.displacement:.2f} m in a straight line; "
            f"{way.moving_speed:.2f} m/s on the way ({way.speed_class}), {way.peak_speed:.2f} at the fastest",
        )
    single = ", ".join(_first([f"{t.angle:+.0f}° {_times(t.start, t.end)}" for t in facts.turns.turns]))
    yield "turns", f"{facts.turns.net:+.0f}° in all (+ = left){f': {single}' if single else ''}"
    yield "gait", _gait(facts)
    yield "left hand", _hand(facts.left_hand)
    yield "right hand", _hand(facts.right_hand)
    yield "left foot", _foot(facts.left_foot)
    yield "right foot", _foot(facts.right_foot)
    bows = f", bows {_list(facts.trunk.bows)}" if facts.trunk.bows else ""
    yield "trunk", f"pitch up to {facts.trunk.pitch:.0f}°, lean {facts.trunk.lean:+.0f}° (+ = left){bows}"
    yield "pelvis", ", ".join([f"{high.lowest:.2f} to {high.highest:.2f} of standing height", *_low(facts)])
    bent = f"bends {abs(head.pitch):.0f}° {'forward' if head.pitch > 0 else 'backward'}"
    tilted = f"{abs(head.tilt):.0f}° to the {'left' if head.tilt > 0 else 'right'}"
    turned = _first([f"turns {t.angle:+.0f}° {_times(t.start, t.end)}" for t in head.turns])
    still = max(abs(head.pitch), abs(head.tilt)) < QUIET_HEAD and not turned
    yield "head", "stays as it is" if still else ", ".join([bent, tilted, *turned])
    yield "symmetry", f"{facts.symmetry:.2f} (1 = both sides do the same)"
    yield "stillness", f"{100 * facts.stillness:.0f} % of the time at rest"
    yield (
        "physics",
        f"foot slide {_slide(figures.foot_slide_mm_per_frame)}, float {100 * figures.float_ratio:.1f} %, "
        f"penetration {figures.penetration_mm:.1f} mm, jerk {figures.jerk:.0f} m/s³",
    )


def _gait(facts: Facts) -> str:
    gait = facts.gait
    steps = [sum(step.side == side for step in gait.steps) for side in ("left", "right")]
    counted = f"{steps[0]} left and {steps[1]} right step(s)" if gait.steps else ""
    jumps = [
        f"{'hop' if j.hop else 'jump'} {_times(j.start, j.end)}, {j.height:.2f} m high, {j.air_time:.2f} s up"
        for j in facts.vertical.jumps
    ]
    return "; ".join(filter(None, [gait.kind.replace("_", " "), counted, *_first(jumps)]))


def _hand(hand: Hand) -> str:
    states = [f"up to {hand.peak:+.2f} arm lengths from the shoulder"]
    states += _first(
        [
            f"{'held out in front' if item.in_front else 'raised'} {_times(item.held_from, item.held_to)}"
            for item in hand.raised
        ]
    )
    states += _first([f"waves {w.cycles:g} times {_times(w.start, w.end)}" for w in hand.waves])
    states += [
        f"{verb} {_list(items)}"
        for verb, items in (
            ("reaches", hand.reaches),
            ("punches", hand.punches),
            ("on the hip", hand.on_hip),
            ("on the head", hand.on_head),
        )
        if items
    ]
    if hand.swinging:
        states.append(f"swings along by {hand.arm_swing:.2f} arm lengths {_list(hand.swinging)}")
    return ", ".join(states)


def _foot(foot: Foot) -> str:
    kicks = _first([f"kicks {_times(k.start, k.end)}, {k.height:.2f} m high" for k in foot.kicks])
    return ", ".join([f"up to {foot.peak:.2f} leg lengths", *kicks])


def _low(facts: Facts) -> Iterator[str]:
    low = facts.vertical
    for verb, items in (
        ("crouches", low.crouches),
        ("squats", low.squats),
        ("sits", low.sits),
        ("kneels", low.kneels),
        ("lies", low.lies),
        ("gets up", low.rises),
    ):
        if items:
            yield f"{verb} {_list(items)}"


def _phase(phase: Phase) -> str:
    measured = ", ".join(_measure(phase.label, name, value) for name, value in phase.measures.items())
    line = f"  {phase.start:6.2f} - {phase.end:6.2f} s  {phase.label:<18} {measured}"
    return line.rstrip()


def _measure(label: str, name: str, value: float) -> str:
    if name == "height" and label.startswith("raise"):
        return f"{value:+.2f} arm lengths from the shoulder"
    if name == "height":
        return f"{value:.2f} m high"
    if name == "steps" and value == 1:
        return "1 step"
    if name == "depth":
        return f"{100 * value:.0f} % down"
    return UNITS.get(name, name + " {:.2f}").format(value)


def _list(items: Sequence[Span]) -> str:
    times = [_times(item.start, item.end) for item in items]
    return " and ".join(times) if len(times) <= MOST else ", ".join(_first(times))


def _first(items: list[str]) -> list[str]:
    """The first dozen, and how many more there are."""
    return items if len(items) <= MOST else [*items[:MOST], f"… and {len(items) - MOST} more"]


def _times(start: float, end: float) -> str:
    return f"at {start:.1f}-{end:.1f} s"


def _slide(millimetres: float) -> str:
    return "none (no foot on the floor)" if math.isnan(millimetres) else f"{millimetres:.1f} mm a frame"
