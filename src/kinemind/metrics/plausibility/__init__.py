"""Physical plausibility of a motion, at its own frame rate, metres, y up, floor at y = 0 (FACTS.md §5)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.bone_drift import bone_drift
from kinemind.metrics.plausibility.float_ratio import float_ratio
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.jerk import jerk
from kinemind.metrics.plausibility.joint_limits import joint_limit_violation
from kinemind.metrics.plausibility.joints import check_joints
from kinemind.metrics.plausibility.penetration import penetration
from kinemind.skeletons import HUMANML22, Skeleton


def plausibility(
    joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22
) -> dict[str, float]:
    """The figures of one motion, each as the function of its file defines it; joints in metres.

    `foot_slide_mm_per_frame` (NaN where no toe is ever in contact), `float_ratio` (0 to 1), `penetration_mm`,
    `jerk` (m/s³), `bone_drift` (share of a bone's length), `joint_limit_violation` (share of frames).

    Raises InputError for no frames, NaN or infinite joints, joints that are not the skeleton's, and a frame
    rate out of (0, 1000]; so does each function alone.
    """
    check_joints(joints, skeleton, fps)
    return {
        "foot_slide_mm_per_frame": foot_slide(joints, fps, skeleton),
        "float_ratio": float_ratio(joints, fps, skeleton),
        "penetration_mm": penetration(joints),
        "jerk": jerk(joints, fps),
        "bone_drift": bone_drift(joints, skeleton),
        "joint_limit_violation": joint_limit_violation(joints, skeleton),
    }
