"""Whether a motion shows the steps of a plan one after the other, by its measured phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.labels import labels_for
from kinemind.kinematics.phase import Phase
from kinemind.language.plan_step import PlanStep

SLACK = 0.5
"""Seconds by which a step may begin before the one it follows is done: phases are smoothed at their ends."""
ENOUGH = 0.4
"""Seconds of something that goes on, walking or standing, that show it (half of a shorter step)."""
UP = 0.6
"""Seconds after which a hand that goes up is up: it may stay there while the next step begins."""
SECOND_BEST = 0.5
"""What a step is worth that is shown by something like it: a wave so small that a hand is seen to go up."""
GOES_ON = ("stand", "walk", "run", "lie", "sit", "kneel", "crouch")
"""Actions that go on for as long as one likes and may be cut anywhere."""
CLEAR = {"angle": 45.0, "cycles": 1.5, "pitch": 24.0, "distance": 0.5, "depth": 0.15}
"""Measures at which a turn (degrees), a wave, a bow (degrees), a way (m) and a squat (share of the standing
height) are plain to see; smaller ones count in proportion."""
GESTURES = ("turn", "raise", "wave", "punch", "kick", "bow", "squat", "jump", "hop", "lie")
"""Labels that nobody does by the way."""


@dataclass(frozen=True)
class Seen:
    """One step of a plan: `worth` 0 (not seen) to 1 (plain), None where joints cannot tell; and by which
    phase it is shown."""

    worth: float | None
    phase: Phase | None = None


def seen_in_order(steps: Sequence[PlanStep], phases: Sequence[Phase]) -> tuple[Seen, ...]:
    """What each step is worth, where every step must follow the one before it (one that is meanwhile begins
    with it).  A step that is not seen holds none of the others up."""
    found: list[Seen] = []
    earliest = since = 0.0
    for step in steps:
        labels = labels_of(step.text)
        if not labels:
            found.append(Seen(None))
            continue
        begin = since if step.meanwhile else earliest
        best = max(
            (one for phase in phases if (one := _shown(step, labels, phase, begin))),
            key=lambda one: (one[0].worth or 0.0, -one[1]),
            default=None,
        )
        if best is None:
            found.append(Seen(0.0))
            continue
        found.append(best[0])
        if not step.meanwhile:
            assert best[0].phase is not None
            since, earliest = max(begin, best[0].phase.start), max(earliest, best[1])
    return tuple(found)


def unasked(steps: Sequence[PlanStep], phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """Gestures that no step of the plan accounts for; none where a step's words are not understood, since
    it may be that."""
    wanted = [labels_of(step.text) for step in steps]
    if not all(wanted):
        return ()
    known = {label for labels in wanted for label in labels}
    return tuple(
        phase
        for phase in phases
        if phase.label.split("_")[0] in GESTURES and phase.label not in known and _clear(phase) >= 1.0
    )


@lru_cache(maxsize=1 << 14)
def labels_of(text: str) -> tuple[str, ...]:
    """The phase labels that can show what a step's words say, the plainest first; () where joints cannot
    tell."""
    first = decompose(text)[0]
    return labels_for(first.action, first.side, first.direction)


def _shown(step: PlanStep, labels: Sequence[str], phase: Phase, earliest: float) -> tuple[Seen, float] | None:
    """What the phase shows of the step, and when the next step may begin."""
    if phase.label not in labels:
        return None
    kind = phase.label.split("_")[0]
    if kind in GOES_ON:
        start = max(phase.start, earliest)
        enough = min(ENOUGH, 0.5 * step.duration) if step.duration > 0 else ENOUGH
        if phase.end - start < enough - 1e-6:
            return None
        done = start + enough
    elif phase.start >= earliest - SLACK:
        done = min(phase.end, phase.start + UP) if kind == "raise" else phase.end
    else:
        return None
    like = 1.0 if kind == labels[0].split("_")[0] else SECOND_BEST
    return Seen(like * _clear(phase), phase), done


def _clear(phase: Phase) -> float:
    """0 to 1: how plain a phase is by its measures."""
    return min(
        [1.0, *(phase.measures[name] / size for name, size in CLEAR.items() if name in phase.measures)]
    )
