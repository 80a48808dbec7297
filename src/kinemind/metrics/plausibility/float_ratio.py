"""Bodies that hover."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.intervals import intervals
from kinemind.metrics.plausibility.falling import falls_freely
from kinemind.metrics.plausibility.joints import check_joints
from kinemind.metrics.plausibility.toes import toe_offset
from kinemind.skeletons import HUMANML22, Skeleton

FLOAT_HEIGHT = 0.08
"""Metres: feet higher than this do not stand on the floor."""
LONGEST_JUMP = 1.0
"""Seconds: both feet off for longer is no jump."""


def float_ratio(joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22) -> float:
    """Share of frames (0 to 1) whose lowest foot or ankle joint is above 80 mm, jumps left out.  FACTS.md §5.

    A jump: both feet off for under 1 s while the pelvis falls freely on the whole (mean vertical
    acceleration below -g/2 over the flight, or a flight too short to tell, under three frames).
    Joints in metres, y up; heights count from the clip's 5th-percentile toe height.
    Raises InputError as `check_joints` does.
    """
    check_joints(joints, skeleton, fps)
    lowest = joints[:, list(skeleton.feet), 1].min(1) - toe_offset(joints, skeleton)
    off = lowest > FLOAT_HEIGHT
    floating = off.copy()
    for first, end in intervals(off):
        if (end - first) / fps < LONGEST_JUMP and falls_freely(joints[first:end, 0, 1], fps):
            floating[first:end] = False
    return float(floating.mean())
