"""`kinemind describe`: the kinematic facts of a motion file."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import tyro

from kinemind.kinematics.facts import Facts


@dataclass(frozen=True)
class Options:
    """Print the kinematic facts of a motion: travel, turns, hands, feet, trunk, phases, plausibility."""

    file: tyro.conf.Positional[Path]
    """Motion file of any readable format."""
    json: bool = False
    """Print one JSON object with all facts."""


def run(options: Options) -> None:
    from kinemind.kinematics.facts import measure
    from kinemind.motion import Motion

    facts = measure(Motion.load(options.file))
    print(json.dumps(facts.to_json()) if options.json else summary(facts))


def _slide(millimetres: float) -> str:
    return "none (no foot on the floor)" if math.isnan(millimetres) else f"{millimetres:.1f} mm a frame"


def summary(facts: Facts) -> str:
    """The facts in a few lines."""
    way, figures, high = facts.travel, facts.plausibility, facts.vertical
    lines = [
        f"{facts.seconds:.2f} s at {facts.fps:g} frames per second",
        f"travel      {way.distance:.2f} m on the way ({way.direction}), {way.displacement:.2f} m in a "
        f"straight line; {way.mean_speed:.2f} m/s on average, {way.peak_speed:.2f} at the fastest",
        f"turns       {facts.turns.net:+.0f}° net (+ = left); single: "
        + (", ".join(f"{t.angle:+.0f}° at {t.start:.1f}-{t.end:.1f} s" for t in facts.turns.turns) or "none"),
    ]
    for side, hand in (("left hand", facts.left_hand), ("right hand", facts.right_hand)):
        waves = f", waves ({hand.swings} swings)" if hand.waving else ""
        lines.append(f"{side:<11} up to {hand.peak:+.2f} arm lengths from the shoulder{waves}")
    for side, foot in (("left foot", facts.left_foot), ("right foot", facts.right_foot)):
        kicks = f", {len(foot.kicks)} kick(s)" if foot.kicks else ""
        lines.append(f"{side:<11} up to {foot.peak:.2f} leg lengths, {foot.steps} step(s){kicks}")
    lines += [
        f"trunk       pitch up to {facts.trunk.pitch:.0f}°, lean {facts.trunk.lean:+.0f}° (+ = left)",
        f"pelvis      {high.lowest:.2f} to {high.highest:.2f} of standing height",
        f"physics     foot slide {_slide(figures.foot_slide_mm_per_frame)}, float "
        f"{100 * figures.float_ratio:.1f} %, penetration {figures.penetration_mm:.1f} mm, "
        f"jerk {figures.jerk:.0f} m/s³",
        "phases",
        *(f"  {p.start:6.2f} - {p.end:6.2f} s  {p.label}" for p in facts.phases),
    ]
    return "\n".join(lines)
