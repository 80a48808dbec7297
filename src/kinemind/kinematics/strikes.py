"""Reaches and punches: an arm that stretches forward, to stay there or to come straight back."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float
from scipy.signal import find_peaks

from kinemind.kinematics.arms import Arm
from kinemind.kinematics.body import Span, spans
from kinemind.kinematics.onsets import onset, rate, settled, whole

FORWARD = 0.62
"""Arm lengths in front of the shoulder from which a hand is stretched out.  On bench/train 99 % of the hands
raised on request are nearer at their top, 95 % of those that grab something from a shelf are farther."""
STRAIGHT = 0.8
"""Arm lengths from shoulder to wrist of a stretched arm."""
LEVEL = 0.5
"""Arm lengths above or below the shoulder that a stretched hand keeps to."""
HOLD = 0.2
"""Seconds a reaching hand stays out, at least."""
OUT = 0.35
"""Arm lengths a hand goes forward in a reach, at least; an arm held out all through does not reach."""
SLOW = 0.15
"""Arm lengths a second: a hand that goes forward more slowly rests."""
PUNCH_STRETCH = 0.3
"""Arm lengths by which an arm unfolds and folds again in a punch."""
PUNCH_SECONDS = 0.6
"""Seconds that each of the two takes, at most."""
PUNCH_SPEED = 1.4
"""Arm lengths a second: a fist is at least as fast on its way out."""
PUNCH_LEVEL = 0.45
"""Arm lengths above or below the shoulder of a fist that has struck."""


@dataclass(frozen=True)
class Punch(Span):
    """From where the fist starts out to where it is back, seconds; `speed` relative to the shoulder, m/s."""

    at: float
    speed: float


def punches(arm: Arm) -> tuple[Punch, ...]:
    """Quick thrusts at the height of the shoulder, arm unfolded and folded again."""
    stretch, fps = arm.stretch, arm.fps
    if len(stretch) < 5:
        return ()
    way = round(PUNCH_SECONDS * fps)
    with warnings.catch_warnings():  # a peak without any prominence is no punch, and nothing to warn of
        warnings.filterwarnings("ignore", message="some peaks have", category=RuntimeWarning)
        peaks, _ = find_peaks(stretch, height=STRAIGHT, prominence=PUNCH_STRETCH, wlen=2 * way + 1)
    speed = np.linalg.norm(rate(arm.wrist, fps), axis=-1)
    opening = rate(stretch, fps)
    found = []
    for peak in peaks.tolist():
        first, end = max(0, peak - way), min(len(stretch), peak + way + 1)
        out = slice(first, peak + 1)
        if (
            abs(float(arm.wrist[peak, 1])) < PUNCH_LEVEL
            and float(arm.wrist[peak, 2]) > 0.3
            and float(opening[out].max()) > PUNCH_SPEED
        ):
            start = first + onset(stretch[out], peak - first, fps, SLOW)
            back = peak + settled(stretch[peak:end], 0, fps, SLOW)
            found.append(
                Punch(start / fps, (back + 1) / fps, peak / fps, float(speed[out].max()) * arm.scale)
            )
    return tuple(found)


def reaches(arm: Arm, lowest: Float[np.ndarray, " T"]) -> tuple[Span, ...]:
    """Stretches in which the hand goes out in front, stays there for a moment and comes back.

    `lowest` is the wrist's height above the floor in leg lengths: a hand that props up the body does not
    reach.
    """
    fps = arm.fps
    forward = arm.wrist[:, 2]
    found: list[Span] = []
    for span in spans(stretched_out(arm) & (lowest > 0.3), fps, HOLD, bridge=0.15):
        first, end = round(span.start * fps), round(span.end * fps)
        way = whole(forward, span, fps, SLOW)
        if float(forward[first:end].max() - forward[round(way.start * fps)]) >= OUT:
            found.append(Span(max(way.start, found[-1].end if found else 0.0), way.end))
    return tuple(found)


def stretched_out(arm: Arm) -> Bool[np.ndarray, " T"]:
    """Frames in which the arm of an upright body is nearly straight, level and in front."""
    level = np.abs(arm.wrist[:, 1]) < LEVEL
    return arm.upright & level & (arm.wrist[:, 2] > FORWARD) & (arm.stretch > STRAIGHT)
