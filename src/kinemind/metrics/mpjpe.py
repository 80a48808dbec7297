"""Mean error of joint positions."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.plausibility.joints import check_joints


def mpjpe_mm(
    predicted: Float[np.ndarray, "T J 3"], target: Float[np.ndarray, "U K 3"]
) -> Float[np.ndarray, " T"]:
    """Mean distance of the joints a frame, root aligned (each frame's pelvis at the origin), millimetres.

    Joints in metres, joint 0 the pelvis; 0 and up.  As `calculate_mpjpe` of MoMask's `metrics.py`, which
    is in metres (Guo et al., "MoMask", CVPR 2024); the figure of a set is the mean over all its frames.
    Raises InputError for NaN, no frames and two different shapes.
    """
    for joints in (predicted, target):
        check_joints(joints)
    if predicted.shape != target.shape:
        raise InputError(f"joints of the shapes {predicted.shape} and {target.shape} do not compare")
    predicted, target = predicted.astype(np.float64), target.astype(np.float64)
    difference = (predicted - predicted[:, :1]) - (target - target[:, :1])
    return np.linalg.norm(difference, axis=-1).mean(-1) * 1e3
