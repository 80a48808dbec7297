"""What was measured while one sub-action went on, in the terms that a sentence about it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.cot.teachers.rules.grounding import Grounded
from kinemind.cot.teachers.rules.showing import BACKGROUND, TRAVEL
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phase import Phase

CYCLIC = frozenset(("wave", "hop", "jump", "kick", "squat", "bow", "punch"))
"""Actions of which the phases tell how often they are done."""
WAYS = {"walk_forward": "forward", "run": "forward", "walk_backward": "backward", "walk_left": "left",
        "walk_right": "right"}  # fmt: skip
LIMBS = frozenset(("raise", "wave", "reach", "punch", "kick"))
WHOLE = 0.85
"""Share of a phase that must lie in the time of a sub-action for its sums to be the sub-action's."""


@dataclass(frozen=True)
class Measured:
    """None (or "") where the phases do not show it.

    `side` left, right or both; `direction` of travel or turn; `count` how often (cycles of a wave);
    `distance` and `lift` (of a foot, or of the body in the air) metres; `speed` m/s; `angle`, `pitch`
    degrees; `height` arm lengths above the shoulder; `depth` share of the standing height; `travels` seconds
    of walking or running at the same time; `comes_back`: the phases are over before the sub-action is;
    `seen`: there are phases that show it; `labels` of all phases of that time, its own first.
    """

    side: str = ""
    direction: str = ""
    count: float | None = None
    steps: int | None = None
    distance: float | None = None
    speed: float | None = None
    angle: float | None = None
    height: float | None = None
    lift: float | None = None
    pitch: float | None = None
    depth: float | None = None
    travels: float = 0.0
    comes_back: bool = False
    seen: bool = False
    labels: tuple[str, ...] = ()


def measure_step(grounded: Grounded, facts: Facts) -> Measured:
    """The figures of one sub-action from its phases and from what else goes on at the same time."""
    steps = _steps(grounded, facts) if grounded.sub.action in ("walk", "run", "turn", "other") else None
    return measure_phases(grounded, facts.phases, steps)


def measure_phases(grounded: Grounded, phases: Sequence[Phase], steps: int | None) -> Measured:
    """`measure_step` where only the phases of the motion are known, and the footsteps or None."""
    action, own = grounded.sub.action, grounded.phases
    travelled = sum(_shared(p, grounded) for p in phases if p.label in TRAVEL)
    labels = _labels(grounded, phases)
    if not own:
        return Measured(steps=steps, travels=travelled, labels=labels)
    flies = action in ("kick", "jump", "hop")
    height = _largest(own, "height")
    whole = all(_shared(p, grounded) > WHOLE * (p.end - p.start) for p in own)
    return Measured(
        side=_side(own),
        direction=_direction(own),
        count=_count(action, own),
        steps=steps,
        distance=sum(p.measures.get("distance", 0.0) for p in own) or None if whole else None,
        speed=_largest(own, "speed"),
        angle=sum(p.measures.get("angle", 0.0) for p in own) or None if whole else None,
        height=None if flies else height,
        lift=height if flies else None,
        pitch=_largest(own, "pitch"),
        depth=_largest(own, "depth"),
        travels=travelled,
        comes_back=max(p.end for p in own) < grounded.end - 0.15,
        seen=True,
        labels=labels,
    )


def _labels(grounded: Grounded, phases: Sequence[Phase]) -> tuple[str, ...]:
    """Labels of the phases that show the sub-action, then of those that have a third of its time or half of
    their own in it, the longest first."""
    seconds = [(_shared(p, grounded), p) for p in phases if p.label not in BACKGROUND]
    filling = [(t, p.label) for t, p in seconds if t > min(0.3 * grounded.seconds, 0.5 * (p.end - p.start))]
    others = [label for _, label in sorted(filling, reverse=True)]
    return tuple(dict.fromkeys([p.label for p in grounded.phases] + others))


def _shared(phase: Phase, grounded: Grounded) -> float:
    return max(0.0, min(phase.end, grounded.end) - max(phase.start, grounded.start))


def _largest(phases: Sequence[Phase], key: str) -> float | None:
    return max((p.measures[key] for p in phases if key in p.measures), default=None)


def _side(phases: Sequence[Phase]) -> str:
    """The side that the labels name: both where they name two or both."""
    sides = {word for p in phases for word in p.label.split("_") if word in ("left", "right", "both")}
    limb = any(p.label.split("_")[0] in LIMBS for p in phases)
    return "" if not limb or not sides else sides.pop() if len(sides) == 1 else "both"


def _direction(phases: Sequence[Phase]) -> str:
    """Where to, for the longest part of the time."""
    seconds: dict[str, float] = {}
    for p in phases:
        way = WAYS.get(p.label) or (p.label.removeprefix("turn_") if p.label.startswith("turn_") else "")
        seconds[way] = seconds.get(way, 0.0) + p.end - p.start
    return max(seconds, key=lambda way: seconds[way])


def _count(action: str, phases: Sequence[Phase]) -> float | None:
    if action == "wave":
        return sum(p.measures.get("cycles", 0.0) for p in phases) or None
    return float(len(phases)) if action in CYCLIC else None


def _steps(grounded: Grounded, facts: Facts) -> int:
    middles = [(step.start + step.end) / 2 for step in facts.gait.steps]
    return sum(grounded.start <= t < grounded.end for t in middles)
