"""Bodies below the floor."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joints import check_joints


def penetration(joints: Float[np.ndarray, "T J 3"]) -> float:
    """Mean over frames of the depth of the lowest joint below the floor y = 0, millimetres, 0 and up.

    Joints in metres, y up.  FACTS.md §5.  Raises InputError as `check_joints` does.
    """
    check_joints(joints)
    return float(np.maximum(-joints[..., 1].min(1), 0).mean() * 1e3)
