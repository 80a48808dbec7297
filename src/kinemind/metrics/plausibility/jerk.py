"""How abruptly joints change their acceleration."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joints import check_joints


def jerk_curve(joints: Float[np.ndarray, "T J 3"], fps: float) -> Float[np.ndarray, " T-3"]:
    """Norm of the third difference times fps³, mean over joints, m/s³; entry i spans frames i to i+3.

    Raises InputError as `check_joints` does.
    """
    check_joints(joints, fps=fps)
    return np.linalg.norm(np.diff(joints.astype(np.float64), n=3, axis=0), axis=-1).mean(-1) * fps**3


def jerk(joints: Float[np.ndarray, "T J 3"], fps: float) -> float:
    """Mean jerk over joints and frames, m/s³, 0 and up; 0 for fewer than 4 frames.  FACTS.md §5.

    Raises InputError as `check_joints` does.
    """
    check_joints(joints, fps=fps)
    return float(jerk_curve(joints, fps).mean()) if len(joints) > 3 else 0.0
