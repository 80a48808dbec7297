"""Joints bent as far as anatomy lets them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joint_angles import joint_angles
from kinemind.metrics.plausibility.joint_limits import RANGES, TOLERANCE
from kinemind.rewards.physical_plausibility.penalty import GENTLE, STEEP, beyond, score_of
from kinemind.skeletons import Skeleton

WORST_FRAME = 0.3
"""Share of its own penalty that the worst frame adds, so that a knee that snaps once in a long clip is seen.
More would blame deep squats and kneeling, where the front of a knee is hard to tell from positions."""


def joint_limits(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> float:
    """Score in [0, 1] of how well knees, elbows, hips, spine and neck keep their ranges.

    The strain of a frame is the worst angle's excess over its range in units of TOLERANCE (15 degrees): up to
    1 it costs little (joint centres are estimated), beyond it much, as a mean over frames; the worst frame
    counts once more, as WORST_FRAME.  Angles and ranges as in `metrics.plausibility`.  Joints in metres.
    """
    angles = joint_angles(joints, skeleton)
    ranges = np.array([RANGES[name.removeprefix("left_").removeprefix("right_")] for name in angles])
    values = np.degrees(np.array(list(angles.values())))
    excess = np.maximum(ranges[:, :1] - values, values - ranges[:, 1:]).max(0)
    strain = np.maximum(excess, 0.0) / TOLERANCE
    mean_beyond = STEEP * float(np.maximum(strain - 1, 0).mean())
    return score_of(GENTLE * float(strain.mean()) + mean_beyond + WORST_FRAME * beyond(float(strain.max())))
