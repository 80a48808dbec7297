"""Footsteps: every swing of a foot between two rests, on the way or in place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.body import Body, spans

STEP_LENGTH = 0.12
"""Leg lengths a foot moves over the floor in a step, at least ..."""
STEP_LIFT = 0.08
"""... or is lifted in a step in place."""
SHORTEST_SWING, LONGEST_SWING = 0.1, 1.5
"""Seconds a foot is on its way in a step."""


@dataclass(frozen=True)
class Footstep:
    """A foot (`left` or `right`) on its way from `start` to its landing at `end`, seconds; `length` in metres
    over the floor."""

    side: str
    start: float
    end: float
    length: float


def footsteps(body: Body) -> tuple[Footstep, ...]:
    """All footsteps by the time of landing; a foot still in the air at the end has not stepped."""
    found: list[Footstep] = []
    last = len(body.joints) - 1
    for number, side in enumerate(("left", "right")):
        foot = (body.joint(f"{side}_ankle") + body.joint(f"{side}_foot")) / 2
        for swing in spans(~body.stance[:, number], body.fps, SHORTEST_SWING, bridge=0.05):
            first, end = max(0, round(swing.start * body.fps) - 1), round(swing.end * body.fps)
            if end > last or swing.seconds > LONGEST_SWING:
                continue
            way = foot[first : end + 1]
            length = float(np.hypot(way[-1, 0] - way[0, 0], way[-1, 2] - way[0, 2]))
            lift = float(way[:, 1].max() - max(way[0, 1], way[-1, 1]))
            if length > STEP_LENGTH * body.leg or lift > STEP_LIFT * body.leg:
                found.append(Footstep(side, swing.start, swing.end, length))
    return tuple(sorted(found, key=lambda step: (step.end, step.side)))
