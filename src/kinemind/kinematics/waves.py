"""Waves: a lifted hand that swings to and fro."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.kinematics.arms import Arm
from kinemind.kinematics.body import Span, moving_average, spans
from kinemind.kinematics.lifts import SLOW
from kinemind.kinematics.onsets import whole

WAVING_HEIGHT = -0.2
"""Arm lengths relative to the shoulder from which a wrist can wave."""
SWINGS = ((0.09, 6), (0.025, 7), (0.012, 10))
"""What makes a wave: swings of at least so many arm lengths over the ground plane, with more than so many
turning points.  On bench/train every wave passes one of the three (waves made from the wrist alone move it by
a centimetre) and of 890 raises one does."""
LONGEST_SWING = 1.1
"""Seconds: a swing that takes longer is a movement of its own, not part of a wave."""
PAUSE = 2.0
"""Seconds: waves of one lifted hand with a shorter pause in between are one."""

LONGER = 1.5
"""Times the length that small swings go on for, compared with large ones, to be taken instead of them."""


@dataclass(frozen=True)
class Wave(Span):
    """`start` to `end` is the swinging, `lifted` to `lowered` the arm's way up and down with it, seconds.
    `cycles` counts to and fro as one; `swing` is the median size of a half cycle in arm lengths."""

    lifted: float
    lowered: float
    cycles: float
    swing: float

    @property
    def swings(self) -> int:
        """Half cycles."""
        return round(2 * self.cycles)


def waves(left: Arm, right: Arm) -> tuple[tuple[Wave, ...], tuple[Wave, ...]]:
    """All waves of the (left, right) arm, in order.

    A hand that is up while the other one waves is held to a third of the swing: two hands that wave
    together seldom swing as far.
    """
    found = _waves(left, SWINGS), _waves(right, SWINGS)
    fainter = tuple((swing / 3, fewest - 2) for swing, fewest in SWINGS)
    if found[0] and not found[1]:
        return found[0], _at_the_time_of(_waves(right, fainter), found[0])
    if found[1] and not found[0]:
        return _at_the_time_of(_waves(left, fainter), found[1]), found[1]
    return found


def _at_the_time_of(faint: tuple[Wave, ...], clear: tuple[Wave, ...]) -> tuple[Wave, ...]:
    return tuple(
        a for a in faint if any(min(a.end, b.end) - max(a.start, b.start) > 0.5 * b.seconds for b in clear)
    )


def _waves(arm: Arm, swings: tuple[tuple[float, int], ...]) -> tuple[Wave, ...]:
    found: list[Wave] = []
    for up in spans(arm.height > WAVING_HEIGHT, arm.fps, 0.6, bridge=0.3):
        runs = _runs(arm, up, swings)
        way = whole(arm.height, up, arm.fps, SLOW)
        for number, (start, end, count, size) in enumerate(runs):
            lifted = way.start if number == 0 else start
            lowered = way.end if number == len(runs) - 1 else runs[number + 1][0]
            found.append(Wave(start, end, lifted, lowered, count / 2, size))
    return tuple(found)


def _runs(arm: Arm, up: Span, swings: tuple[tuple[float, int], ...]) -> list[tuple[float, float, int, float]]:
    """(start, end, half cycles, median size) of the swinging within a stretch.

    The coarsest rule that finds any counts, unless a finer one finds it for much longer.
    """
    first, end = round(up.start * arm.fps), round(up.end * arm.fps)
    along = swing_curve(arm.wrist[first:end], arm.fps)
    best: list[Int[np.ndarray, " N"]] = []
    for smallest, fewest in swings:
        runs = _runs_of(np.array(zigzag(along, smallest), int), fewest, arm.fps)
        if sum(np.ptp(r) for r in runs) > LONGER * sum(np.ptp(r) for r in best):
            best = runs
    return [
        (
            (first + int(run[0])) / arm.fps,
            (first + int(run[-1])) / arm.fps,
            len(run) - 1,
            float(np.median(np.abs(np.diff(along[run])))),
        )
        for run in best
    ]


def _runs_of(turns: Int[np.ndarray, " N"], fewest: int, fps: float) -> list[Int[np.ndarray, " M"]]:
    """Turning points in quick succession, more than `fewest` at a time; runs with short pauses are one."""
    cuts = np.flatnonzero(np.diff(turns) > LONGEST_SWING * fps) + 1
    runs: list[Int[np.ndarray, " M"]] = []
    for run in np.split(turns, cuts):
        if len(run) > fewest and runs and run[0] - runs[-1][-1] < PAUSE * fps:
            runs[-1] = np.concatenate([runs[-1], run])
        elif len(run) > fewest:
            runs.append(run)
    return runs


def swing_curve(wrist: Float[np.ndarray, "T 3"], fps: float) -> Float[np.ndarray, " T"]:
    """The wrist's way over the ground plane along the line that it swings on, slow drifts taken off."""
    way = wrist[:, [0, 2]] - moving_average(wrist[:, [0, 2]], 1.2, fps)
    way = way - way.mean(0)
    return np.asarray(way @ np.linalg.eigh(way.T @ way)[1][:, 1])


def zigzag(values: Float[np.ndarray, " T"], swing: float) -> list[int]:
    """Frames of the extremes of a curve between which it moves by at least `swing`, in order.

    The extremes are the same for a curve and its negative.
    """
    if len(values) < 3 or np.ptp(values) < swing:
        return []
    slope = np.sign(np.diff(values))
    moving = np.flatnonzero(slope)
    corners = moving[1:][slope[moving][1:] != slope[moving][:-1]]
    extremes: list[int] = []
    low = high = 0
    way = 0
    for i in (*corners.tolist(), len(values) - 1):
        low = i if values[i] < values[low] else low
        high = i if values[i] > values[high] else high
        if way <= 0 and values[i] - values[low] >= swing:
            extremes.append(low)
            way, high = 1, i
        elif way >= 0 and values[high] - values[i] >= swing:
            extremes.append(high)
            way, low = -1, i
    extremes.append(high if way > 0 else low)
    return extremes
