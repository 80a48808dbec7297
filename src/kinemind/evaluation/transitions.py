"""Where the sub-actions of a sequence meet: cutting a motion into them, and the frames around the joins.

Windows and jerk after FlowMDM (Barquero et al., CVPR 2024): `runners/eval.py` with --transition_length 30 for
BABEL at 30 fps, `calculate_jerk` and `evaluate_jerk` of its metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from jaxtyping import Float

from kinemind.encoders.contrastive.motion_text import MIN_FRAMES
from kinemind.motion import Step

WINDOW = 1.0
"""Seconds of a transition, half of it on each side of the join: FlowMDM's 30 frames on BABEL."""
_TOGETHER = 1e-6


def cut_by_steps(steps: Sequence[Step], count: int, fps: float, frames: int) -> tuple[int, ...] | None:
    """`count` + 1 edges, in frames, at the steps of a plan; None where it has another number of steps.

    A step that goes on meanwhile, so starts before the one ahead of it has ended, is none of them.
    """
    starts: list[float] = []
    end = 0.0
    for step in steps:
        if not starts or step.start >= end - _TOGETHER:
            starts.append(step.start)
            end = step.end
    if len(starts) != count:
        return None
    return (0, *(min(round(start * fps), frames) for start in starts[1:]), frames)


def cut_in_proportion(lengths: Sequence[int], frames: int) -> tuple[int, ...]:
    """`len(lengths)` + 1 edges that divide so many frames as the lengths divide their sum."""
    total = sum(lengths)
    return tuple(round(frames * end / total) for end in accumulate(lengths, initial=0))


def widened(start: int, end: int, frames: int) -> tuple[int, int]:
    """The segment, or where it has under MIN_FRAMES frames so many around its middle, within the motion."""
    if end - start >= MIN_FRAMES:
        return start, end
    first = min(max((start + end - MIN_FRAMES) // 2, 0), max(frames - MIN_FRAMES, 0))
    return first, min(first + MIN_FRAMES, frames)


def window(join: int, fps: float, frames: int) -> tuple[int, int] | None:
    """First and last (exclusive) frame of the WINDOW around a join; None where it leaves the motion.

    `join` is the first frame of the later part.
    """
    length = round(WINDOW * fps)
    first = join - length // 2
    return (first, first + length) if first >= 0 and first + length <= frames else None


def largest_jerk(joints: Float[np.ndarray, "T J 3"], fps: float) -> Float[np.ndarray, " F"]:
    """FlowMDM's jerk, m/s³, one entry for each 4 frames in a row: third difference times fps³.

    Absolute values summed over x, y and z, the largest of all joints.  FlowMDM leaves out fps³; and it has
    another norm than `metrics.plausibility.jerk` (Euclidean, mean over joints).
    """
    third = np.diff(joints.astype(np.float64), n=3, axis=0) * fps**3
    return np.asarray(np.abs(third).sum(-1).max(-1))


def mean_curve_peak(curves: Float[np.ndarray, "N F"]) -> float:
    """FlowMDM's peak jerk (PJ): the largest value of the transitions' mean curve, m/s³, 0 and up."""
    return float(curves.mean(0).max())


def area_under_jerk(curves: Float[np.ndarray, "N F"], usual: float, fps: float) -> float:
    """FlowMDM's AUJ: area between the transitions' mean curve and the usual jerk, m/s², 0 and up.

    sum_t |mean_n curve_n(t) - usual| / fps, where `usual` is the mean of `largest_jerk` over the ground
    truth, m/s³ (in FlowMDM's code a constant that was "extracted from the GT").  FlowMDM counts in metres
    and frames, so its figure is this over fps²; it depends on the frame rate all the same, so figures at 20
    and at 30 fps do not compare.
    """
    return float(np.abs(curves.mean(0) - usual).sum() / fps)
