"""Overlapping labelled segments of a recording become its sequence of sub-actions.

BABEL's segments overlap, hold each other, and have segments named "transition" between them.  TEACH and
FlowMDM make chains of them in this way (Athanasiou et al., 3DV 2022, teach/data/babel.py; Barquero et al.,
CVPR 2024, data_loaders/amass/babel_flowmdm.py), and so does `sequence`:

- two segments follow each other where the first begins and ends before the second does, so a segment within
  another one is never a link; here it is dropped, and of two with the same times the last one stays;
- two that overlap or touch meet at the middle of their overlap;
- two that a transition joins (it touches or overlaps both) meet at the middle of the gap between them,
  and the transition itself is no sub-action;
- nothing else joins two segments: time that has no label stays a gap.

They differ from this in one thing: where several chains are possible they take all of them, a motion here
has one sequence of steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kinemind.motion import Step

TRANSITION = "transition"
TOUCHING = 1e-3
"""Seconds; BABEL rounds its times to milliseconds, so segments nearer than this touch."""


def sequence(segments: Sequence[Step], seconds: float) -> tuple[Step, ...]:
    """The segments (s) as steps in order, none overlapping, within a motion of `seconds`.

    A segment whose text is "transition" joins its neighbours and is left out.
    """
    inside = [Step(s.text, max(0.0, s.start), min(s.end, seconds)) for s in segments]
    inside = [s for s in inside if s.end > s.start]
    transitions = [s for s in inside if s.text == TRANSITION]
    actions = without_contained([s for s in inside if s.text != TRANSITION])
    starts, ends = [s.start for s in actions], [s.end for s in actions]
    for i, (before, after) in enumerate(pairwise(actions)):
        overlapping = after.start <= before.end + TOUCHING
        if overlapping or any(_joins(t, before, after) for t in transitions):
            ends[i] = starts[i + 1] = 0.5 * (before.end + after.start)
    return tuple(Step(s.text, a, b) for s, a, b in zip(actions, starts, ends, strict=True))


def without_contained(segments: Sequence[Step]) -> list[Step]:
    """The segments that lie in no other, in order of time; of equal times the last one given."""
    last = {(s.start, s.end): s for s in segments}
    kept: list[Step] = []
    # at equal starts the longer comes first, so a segment can only lie within one before it
    for segment in sorted(last.values(), key=lambda s: (s.start, -s.end)):
        if not kept or segment.end > kept[-1].end:
            kept.append(segment)
    return kept


def _joins(transition: Step, before: Step, after: Step) -> bool:
    return transition.start <= before.end + TOUCHING and transition.end >= after.start - TOUCHING
