"""The gait: what a body does for the longest time on its feet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kinemind.kinematics.phase import Phase
from kinemind.kinematics.steps import Footstep

FEWEST_IN_PLACE = 3
"""Steps without travelling that make a gait in place."""


@dataclass(frozen=True)
class Gait:
    """`kind` is none, in_place, walk, run or hop; `steps` are all footsteps by the time of landing."""

    kind: str
    steps: tuple[Footstep, ...]


def gait(steps: tuple[Footstep, ...], phases: Sequence[Phase]) -> Gait:
    """The gait of a motion with these footsteps and locomotion phases."""
    seconds = {"walk": 0.0, "run": 0.0, "hop": 0.0}
    for phase in phases:
        kind = phase.label.split("_")[0]
        if kind in seconds:
            seconds[kind] += phase.end - phase.start
    kind = max(seconds, key=lambda name: seconds[name])
    if not seconds[kind]:
        kind = "in_place" if len(steps) >= FEWEST_IN_PLACE else "none"
    return Gait(kind, steps)
