"""Steps of multi-step prompts, each with what shows it, and whether a motion shows them in their order.

A step is shown by a stretch of the measured phases.  Some are done once and are over (a bow, a raised hand);
others go on for as long as one likes (walking, standing) and may be cut anywhere: of a walk that a turn
interrupts the rest shows "walks on".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phase import Phase

SLACK = 0.5
"""Seconds by which a step may begin before the one it follows is done: phases are smoothed at their ends."""
ON_THE_WAY, STILL = 0.8, 0.3
"""Seconds of walking or running, and of standing, that show one."""
WAY = 0.5
"""Metres that a phase of walking or running covers."""
TURNED, BOWED, SUNK, WAVED = 45.0, 24.0, 0.15, 1.5
"""Degrees of a turn and of a bow, share of the standing height of a squat, cycles of a wave, at least."""
RAISING = 0.6
"""Seconds after which a hand that starts to go up is up; it may stay there during the next step."""


@dataclass(frozen=True)
class Shown:
    """A stretch that shows a step; the next one may begin at `done` (seconds)."""

    start: float
    done: float


@dataclass(frozen=True)
class JudgedStep:
    """`spans` are the phases that show the step; `lasting` seconds of one are enough where it may be cut (0:
    it is taken whole), `settles` seconds from its start it is done where it need not be over."""

    name: str
    spans: Callable[[Facts], Sequence[Phase]]
    lasting: float = 0.0
    settles: float = 0.0

    def shown(self, facts: Facts, earliest: float) -> Shown | None:
        """The first stretch from `earliest` seconds on that shows the step; None where there is none."""
        return min(self._stretches(facts, earliest), key=lambda s: s.done, default=None)

    def _stretches(self, facts: Facts, earliest: float) -> Iterator[Shown]:
        for phase in self.spans(facts):
            if self.lasting:
                start = max(phase.start, earliest)
                if phase.end - start >= self.lasting:
                    yield Shown(start, start + self.lasting)
            elif phase.start >= earliest - SLACK:
                up = phase.start + self.settles
                yield Shown(phase.start, min(phase.end, up) if self.settles else phase.end)


def order_of(steps: Sequence[JudgedStep], facts: Facts) -> tuple[Shown, ...]:
    """The stretches of as many of the first steps as are shown one after the other."""
    found: list[Shown] = []
    earliest = 0.0
    for step in steps:
        shown = step.shown(facts, earliest)
        if shown is None:
            break
        found.append(shown)
        earliest = shown.done
    return tuple(found)


def _phases(label: str, **least: float) -> Callable[[Facts], list[Phase]]:
    """Phases of a label whose measures are at least these."""

    def found(facts: Facts) -> list[Phase]:
        return [
            p for p in facts.phases
            if p.label == label and all(p.measures.get(name, 0.0) >= size for name, size in least.items())
        ]  # fmt: skip

    return found


def _any(*makers: Callable[[Facts], list[Phase]]) -> Callable[[Facts], list[Phase]]:
    return lambda facts: [phase for maker in makers for phase in maker(facts)]


def _way(label: str) -> JudgedStep:
    return JudgedStep(label.replace("_", " "), _phases(label, distance=WAY), lasting=ON_THE_WAY)


def _hand(action: str, hand: str, **least: float) -> JudgedStep:
    label = f"{action}_{hand}"
    return JudgedStep(label.replace("_", " "), _phases(label, **least), settles=RAISING)


WALK, WALK_BACK, RUN = _way("walk_forward"), _way("walk_backward"), _way("run")
STOP = JudgedStep("stand", _phases("stand"), lasting=STILL)
TURN_LEFT = JudgedStep("turn left", _phases("turn_left", angle=TURNED))
TURN_RIGHT = JudgedStep("turn right", _phases("turn_right", angle=TURNED))
RAISE_LEFT, RAISE_RIGHT = _hand("raise", "left_hand"), _hand("raise", "right_hand")
RAISE_BOTH = _hand("raise", "both_hands")
WAVE_LEFT, WAVE_RIGHT = _hand("wave", "left_hand", cycles=WAVED), _hand("wave", "right_hand", cycles=WAVED)
WAVE_BOTH = _hand("wave", "both_hands", cycles=WAVED)
KICK_LEFT = JudgedStep("kick left", _phases("kick_left"))
KICK_RIGHT = JudgedStep("kick right", _phases("kick_right"))
BOW = JudgedStep("bow", _phases("bow", pitch=BOWED))
SQUAT = JudgedStep("squat", _any(_phases("squat", depth=SUNK), _phases("crouch", depth=SUNK)))
LIE = JudgedStep("lie", _phases("lie"), settles=RAISING)
