"""Hands: how high each wrist is, when it is raised, and whether it waves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.body import Body, Span, moving_average, spans

RAISED = -0.13
"""Arm lengths above the shoulder from which a wrist counts as raised (exhausted raises stay just under)."""
WAVING_HEIGHT = -0.2
"""Arm lengths relative to the shoulder from which a wrist can wave."""
SWINGS = ((0.09, 5), (0.025, 7))
"""What makes a wave: swings of at least so many arm lengths over the ground plane, at least so often.

On bench/train: 84 % of the waves pass the first, 98 % one of the two (waves made from the wrist hardly move
it), no raised hand passes either."""
SHORTEST = 0.25
"""Seconds a hand stays up, at least, to count as raised."""
LONGEST_SWING = 0.9
"""Seconds: a swing that takes longer is a movement of its own, not part of a wave."""


@dataclass(frozen=True)
class Hand:
    """One hand.  Heights in arm lengths above the shoulder (1 = straight up), times in seconds.

    `peak` is the highest height that the wrist keeps for 0.15 s; `above_head` whether it passes the head.
    `swings` counts half cycles of waving in the wave with most of them and `swing` is their median size
    in arm lengths.
    """

    peak: float
    above_head: bool
    raised: tuple[Span, ...]
    waves: tuple[Span, ...]
    swings: int
    swing: float
    peak_speed: float

    @property
    def waving(self) -> bool:
        return bool(self.waves)


def hand(body: Body, side: str) -> Hand:
    """Facts of the `left` or `right` hand."""
    wrist = body.seen_from(f"{side}_wrist", f"{side}_shoulder") / body.arm
    height = wrist[:, 1]
    head = body.joint(f"{side}_wrist")[:, 1] - body.joint("head")[:, 1]
    waves, swings, swing = _waves(wrist, body.fps)
    speed = np.linalg.norm(np.diff(wrist, axis=0), axis=-1) * body.fps * body.arm
    return Hand(
        peak=float(np.sort(height)[-min(len(height), max(1, round(0.15 * body.fps)))]),
        above_head=bool((head > 0).sum() >= 0.15 * body.fps),
        raised=tuple(spans(height > RAISED, body.fps, SHORTEST, bridge=0.25)),
        waves=waves,
        swings=swings,
        swing=swing,
        peak_speed=float(speed.max()) if len(speed) else 0.0,
    )


def _waves(wrist: Float[np.ndarray, "T 3"], fps: float) -> tuple[tuple[Span, ...], int, float]:
    """Stretches in which a raised wrist swings back and forth; swings of the best one and their size."""
    best: tuple[int, float] = (0, 0.0)
    found: list[Span] = []
    for up in spans(wrist[:, 1] > WAVING_HEIGHT, fps, 0.6, bridge=0.3):
        first, end = round(up.start * fps), round(up.end * fps)
        way = wrist[first:end, [0, 2]]
        way = way - moving_average(way, 1.2, fps)
        along = way @ np.linalg.svd(way - way.mean(0), full_matrices=False)[2][0]
        for swing, fewest in SWINGS:
            runs = [r for r in _quick_runs(zigzag(along, swing), LONGEST_SWING * fps) if len(r) > fewest]
            for run in runs:
                size = float(np.median(np.abs(np.diff(along[run]))))
                best = max(best, (len(run) - 1, size))
                found.append(Span((first + run[0]) / fps, (first + run[-1]) / fps))
            if runs:
                break
    return tuple(found), *best


def _quick_runs(extremes: list[int], longest: float) -> list[list[int]]:
    """The extremes cut where one is more than `longest` frames from the one before."""
    runs: list[list[int]] = []
    for frame in extremes:
        if runs and frame - runs[-1][-1] <= longest:
            runs[-1].append(frame)
        else:
            runs.append([frame])
    return runs


def zigzag(values: Float[np.ndarray, " T"], swing: float) -> list[int]:
    """Frames of the extremes of a curve between which it moves by at least `swing`, in order."""
    extremes: list[int] = []
    low = high = 0
    rising: bool | None = None
    for i, value in enumerate(values):
        low = i if value < values[low] else low
        high = i if value > values[high] else high
        if rising is not True and value - values[low] >= swing:
            extremes.append(low)
            rising, high = True, i
        elif rising is not False and values[high] - value >= swing:
            extremes.append(high)
            rising, low = False, i
        if rising is True:
            low = i if value < values[low] else high
        elif rising is False:
            high = i if value > values[high] else low
    if extremes:
        extremes.append(high if rising else low)
    return extremes
