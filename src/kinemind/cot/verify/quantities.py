"""Numbers of a trace against the facts: counts, speeds, lengths, heights, angles, paces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinemind.cot.verify.claims import Claim, claims_in
from kinemind.cot.verify.relevance import Told
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phases import Phase
from kinemind.kinematics.steps import Footstep

MANY = 1
"""Steps and waves by which a count of three or more may differ: the first and the last one of a stretch is
half inside it, and people count them differently too."""
MANY_SHARE = 0.2
"""... or this share of the measured count, whichever is more."""
SPEED_SHARE, SPEED_SLACK = 0.25, 0.15
"""Mean, moving and peak speed of one walk differ by that much; m/s."""
LENGTH_SHARE, LENGTH_SLACK = 0.25, 0.3
"""Way and displacement, hip and feet; metres."""
HEIGHT_SHARE, HEIGHT_SLACK = 0.4, 0.1
"""A jump's height depends on the joint it is read from; metres."""
ANGLE_SHARE, ANGLE_SLACK = 0.3, 25.0
"""Facing turns on before and after the measured turn (sway of gait: some 20 degrees)."""
MOSTLY = (0.4, 0.6)
"""Shares of a footstep in the time of a step from which it is counted there: the times are rounded."""
WHOLLY = 0.8
"""Share of a phase in the time of a step from which its measures are those of the step."""
CREEP, HURRY = 0.6, 1.7
"""m/s: slower than any fast walk, faster than any slow one, of whatever size of body."""
NO_TURN = 50.0
"""Degrees: a claimed turn of more must have been measured."""

_CREEPING = re.compile(r"pace|crawl", re.IGNORECASE)
_LOCOMOTION = ("walk_forward", "walk_backward", "walk_left", "walk_right", "run", "hop")
_BY_UNIT = {
    "jumps": ("jump", "hop"),
    "hops": ("hop", "jump"),
    "kicks": ("kick_left", "kick_right"),
    "bows": ("bow",),
    "punches": ("punch_left", "punch_right"),
    "squats": ("squat", "crouch"),
}
_BY_ACTION = {
    "wave": "waves", "swing": "waves", "jump": "jumps", "hop": "hops", "kick": "kicks", "bow": "bows",
    "punch": "punches", "squat": "squats",
}  # fmt: skip


def judge_quantities(
    facts: Facts, told: Sequence[Told], claims: Sequence[Claim], times: Timeline, caption: str
) -> Iterator[str]:
    """Sentences on the numbers that neither the caption says nor the motion shows."""
    granted = claims_in(caption)
    for claim in claims:
        check = _CHECKS.get(claim.kind)
        if check is None or (claim.step and claim.step > len(times.windows)):
            continue
        window = times.windows[claim.step - 1] if claim.step else None
        about = Asked(facts, window, tuple(t for t in told if t.step == claim.step), len(times.windows) == 1)
        if any(_same(claim, other) for other in granted):
            continue
        reason = check(claim, about)
        if reason:
            place = f"step {claim.step}" if claim.step else "the trace"
            yield f"{place} says {claim.words.strip()!r}, {reason}"


@dataclass(frozen=True)
class Asked:
    """Where to look for the truth of a claim: its step's window (None: not told) and actions."""

    facts: Facts
    window: Window | None
    told: tuple[Told, ...]
    alone: bool

    def phases(self, labels: Sequence[str]) -> list[Phase]:
        """Phases of these labels that lie in the window for the greater part, or cover it."""
        found = list(dict.fromkeys(p for p in self.facts.phases if p.label in labels))
        if self.window is None or self.alone:
            return found
        window = self.window
        return [
            p for p in found
            if window.overlap(p.start, p.end) > 0.4 * min(p.end - p.start, window.end - window.start)
        ]  # fmt: skip

    def share(self, span: Phase | Footstep) -> float:
        """Which part of a stretch of time lies in the window."""
        if self.window is None or self.alone or span.end <= span.start:
            return 1.0
        return self.window.overlap(span.start, span.end) / (span.end - span.start)


def _same(claim: Claim, granted: Claim) -> bool:
    """Whether the caption itself makes the claim."""
    if claim.kind != granted.kind:
        return False
    if claim.kind == "pace":
        return claim.value == granted.value
    units = {claim.unit, granted.unit}
    if claim.kind == "count" and len(units) > 1 and "times" not in units and units != {"named", "degrees"}:
        return False
    if granted.range.low < granted.range.high and claim.range.low == claim.range.high:
        return False  # "several steps" does not say that they are nine
    return claim.range.low <= granted.range.high and granted.range.low <= claim.range.high


def _count(claim: Claim, at: Asked) -> str:
    unit = claim.unit
    if unit == "times":
        named = {_BY_ACTION[t.action.action] for t in at.told if t.action.action in _BY_ACTION}
        if len(named) != 1:
            return ""
        unit = named.pop()
    measured = _counted(unit, at)
    if not measured or any(_counts_as(claim, m, unit) for m in measured):
        return ""
    shown = " or ".join(dict.fromkeys(f"{m:g}" for m in sorted(measured)))
    return f"the motion has {shown} {unit}"


def _counts_as(claim: Claim, measured: float, unit: str) -> bool:
    many = unit in ("steps", "waves") and measured >= 2.5
    return claim.range.miss(measured) <= (max(MANY, MANY_SHARE * measured) if many else 0.5)


def _counted(unit: str, at: Asked) -> list[float]:
    """What the facts allow as the count of a unit; empty where they do not tell."""
    if unit == "steps":
        counts = [
            p.measures["steps"]
            for p in at.phases(_LOCOMOTION)
            if "steps" in p.measures and at.share(p) > WHOLLY
        ]
        landed = {sum(at.share(step) > share for step in at.facts.gait.steps) for share in MOSTLY}
        return [float(count) for count in {*counts, sum(counts), *landed} if count]
    if unit == "waves":
        found = at.phases(("wave_left_hand", "wave_right_hand", "wave_both_hands"))
        cycles = [p.measures["cycles"] for p in found if "cycles" in p.measures]
        return [count for count in {*cycles, sum(cycles)} if count]
    if unit in _BY_UNIT:
        found = at.phases(_BY_UNIT[unit])
        return [float(len(found))] if found else []
    return []


def _speed(claim: Claim, at: Asked) -> str:
    travel = at.facts.travel
    speeds = [p.measures["speed"] for p in at.phases(_LOCOMOTION) if "speed" in p.measures]
    if not speeds or claim.step == 0 or at.alone:
        speeds += [travel.mean_speed, travel.moving_speed, travel.peak_speed]
    if any(claim.range.miss(s) <= max(SPEED_SLACK, SPEED_SHARE * s) for s in speeds):
        return ""
    return f"the motion goes at {speeds[0]:.1f} m/s"


def _distance(claim: Claim, at: Asked) -> str:
    travel = at.facts.travel
    ways = [p.measures["distance"] * at.share(p) for p in at.phases(_LOCOMOTION) if "distance" in p.measures]
    ways += [sum(ways)] if len(ways) > 1 else []
    if not ways or claim.step == 0 or at.alone:
        ways += [travel.distance, travel.displacement]
    if any(claim.range.miss(w) <= max(LENGTH_SLACK, LENGTH_SHARE * w) for w in ways):
        return ""
    return f"the motion covers {ways[0]:.1f} m"


def _height(claim: Claim, at: Asked) -> str:
    heights = [
        p.measures["height"]
        for p in at.phases(("jump", "hop", "kick_left", "kick_right"))
        if "height" in p.measures
    ]
    if not heights or any(claim.range.miss(h) <= max(HEIGHT_SLACK, HEIGHT_SHARE * h) for h in heights):
        return ""
    return f"the motion reaches {heights[0]:.2f} m"


def _angle(claim: Claim, at: Asked) -> str:
    if any(t.action.action in ("bow", "bend") for t in at.told):
        pitches = [p.measures["pitch"] for p in at.phases(("bow",)) if "pitch" in p.measures]
        if not pitches or any(claim.range.miss(p) <= max(ANGLE_SLACK, ANGLE_SHARE * p) for p in pitches):
            return ""
        return f"the trunk pitches by {pitches[0]:.0f} degrees"
    if at.told and not any(t.action.action in ("turn", "walk", "run", "hop", "jump") for t in at.told):
        return ""
    turns = at.phases(("turn_left", "turn_right"))
    angles = [p.measures["angle"] for p in turns if "angle" in p.measures]
    left = sum(p.measures.get("angle", 0.0) for p in turns if p.label == "turn_left")
    right = sum(p.measures.get("angle", 0.0) for p in turns if p.label == "turn_right")
    angles += [total for total in (left, right) if total]
    if at.window is None or at.alone:
        angles.append(abs(at.facts.turns.net))
    slack = 15.0 if claim.unit == "named" else ANGLE_SLACK
    if not angles:
        return "the motion does not turn then" if claim.range.low > NO_TURN else ""
    if any(claim.range.miss(a) <= max(slack, ANGLE_SHARE * a * (claim.unit != "named")) for a in angles):
        return ""
    return f"the motion turns by {angles[0]:.0f} degrees"


def _pace(claim: Claim, at: Asked) -> str:
    """Only of walking and running: how fast a gesture is, is not measured as a class."""
    if not at.told or not all(t.action.action in ("walk", "run", "turn") for t in at.told):
        return ""
    wrong = {"fast": ("slow", "still"), "slow": ("fast",)}[str(claim.value)]
    if at.alone:
        creeps = claim.value == "slow" and _CREEPING.search(claim.words)
        measured = at.facts.travel.speed_class
        return f"the motion is {measured}" if measured in wrong or (creeps and measured == "moderate") else ""
    speeds = [p.measures["speed"] for p in at.phases(_LOCOMOTION) if "speed" in p.measures]
    if not speeds:
        return ""
    least, most = min(speeds), max(speeds)
    if (claim.value == "fast" and most < CREEP) or (claim.value == "slow" and least > HURRY):
        return f"the motion goes at {speeds[0]:.1f} m/s"
    return ""


_CHECKS = {
    "count": _count,
    "speed": _speed,
    "distance": _distance,
    "height": _height,
    "angle": _angle,
    "pace": _pace,
}
