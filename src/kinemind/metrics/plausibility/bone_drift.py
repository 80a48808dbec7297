"""Bones that change their length."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joints import check_joints
from kinemind.skeletons import HUMANML22, Skeleton


def bone_drift(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """Largest relative departure of a bone's length from its median over time, 0 and up.  FACTS.md §5.

    Joints in metres.  Raises InputError as `check_joints` does.
    """
    check_joints(joints, skeleton)
    bones = joints[:, 1:] - joints[:, list(skeleton.parents[1:])]
    length = np.linalg.norm(bones.astype(np.float64), axis=-1)
    median = np.maximum(np.median(length, axis=0), 1e-6)
    return float((np.abs(length - median) / median).max())
