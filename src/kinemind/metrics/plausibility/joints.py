"""Joints as the metrics take them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.metrics.vectors import LARGEST
from kinemind.skeletons import Skeleton

FASTEST = 1000
"""Frames a second, the limit of a Motion too."""


def check_joints(
    joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton | None = None, fps: float | None = None
) -> None:
    """Raises InputError for what no figure can be told of, so that a broken motion never looks perfect.

    That is: another shape than (frames, joints, 3), no frames, NaN or infinite positions, another number of
    joints than the skeleton's, a frame rate out of (0, 1000].
    """
    if joints.ndim != 3 or joints.shape[2] != 3:
        raise InputError(f"joints have the shape (frames, joints, 3), not {joints.shape}")
    if not joints.size:
        raise InputError("the motion has no frames or no joints")
    if skeleton is not None and joints.shape[1] != skeleton.num_joints:
        raise InputError(
            f"the skeleton {skeleton.name} has {skeleton.num_joints} joints, the motion has {joints.shape[1]}"
        )
    # NaN compares as no number does, so this refuses it too; in float32 the limit itself would be infinite
    if not float(np.abs(joints).max()) <= LARGEST:
        raise InputError("the joints hold NaN, infinite or far too large positions")
    if fps is not None and not 0 < fps <= FASTEST:
        raise InputError(f"the frame rate must lie between 0 and {FASTEST} per second, not {fps}")
