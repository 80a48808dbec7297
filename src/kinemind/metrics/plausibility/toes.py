"""Which toes stand on the floor.

The height of the toe joint above the sole differs between skeletons, so slide and float are measured
after the clip's 5th-percentile toe height is taken off (FACTS.md §5).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float

from kinemind.metrics.plausibility.joints import check_joints
from kinemind.skeletons import HUMANML22, Skeleton

CONTACT_HEIGHT = 0.05
"""Metres: a toe below this may be in contact."""
CONTACT_VERTICAL_SPEED = 0.15
"""Metres a second: a toe that rises or sinks faster is not in contact."""


def toe_offset(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """The clip's 5th-percentile toe height over both toes, metres.

    Raises InputError as `check_joints` does.
    """
    check_joints(joints, skeleton)
    return float(np.percentile(joints[:, list(skeleton.feet[1::2]), 1], 5))


def sliding_contacts(
    joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22
) -> Bool[np.ndarray, "T-1 2"]:
    """Per frame step and (left, right) toe: low in both frames and hardly moving up or down.

    Raises InputError as `check_joints` does.
    """
    check_joints(joints, skeleton, fps)
    height = joints[:, list(skeleton.feet[1::2]), 1] - toe_offset(joints, skeleton)
    low = height < CONTACT_HEIGHT
    return low[1:] & low[:-1] & (np.abs(np.diff(height, axis=0)) * fps < CONTACT_VERTICAL_SPEED)
