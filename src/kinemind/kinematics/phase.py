"""A phase: one labelled stretch of a motion's time line, and the labels there are (DESIGN.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kinemind.kinematics.body import Span

LABELS = (
    "stand",
    "walk_forward",
    "walk_backward",
    "walk_left",
    "walk_right",
    "run",
    "hop",
    "jump",
    "turn_left",
    "turn_right",
    "raise_left_hand",
    "raise_right_hand",
    "raise_both_hands",
    "wave_left_hand",
    "wave_right_hand",
    "wave_both_hands",
    "reach_left_hand",
    "reach_right_hand",
    "punch_left",
    "punch_right",
    "kick_left",
    "kick_right",
    "bow",
    "crouch",
    "squat",
    "sit",
    "kneel",
    "lie",
    "get_up",
    "other",
)


@dataclass(frozen=True)
class Phase:
    """`label` is one of LABELS; times in seconds; `measures` are what it measures by its label.

    turn_*: angle (degrees, unsigned); wave_*: cycles; raise_*: height (arm lengths above the shoulder);
    walk_*, run: distance (m), speed (m/s), steps; jump, hop: height (m), air_time (s); kick_*: height (m);
    bow: pitch (degrees); crouch, squat: depth (share of standing height).
    """

    label: str
    start: float
    end: float
    measures: Mapping[str, float] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, str | float]:
        """One flat object: label, start, end, then the measures."""
        return {"label": self.label, "start": self.start, "end": self.end, **self.measures}


def phases_of(label: str, spans: Iterable[Span]) -> list[Phase]:
    """A phase of that label, without measures, for every span."""
    return [Phase(label, span.start, span.end) for span in spans]
