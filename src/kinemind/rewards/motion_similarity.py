"""Motion-R1's motion reward: how near the motion is to the true one."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rewards.rollouts import Rollouts


def motion_similarity(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """cos(f_m(m̂), f_m(m)) in [-1, 1]: reward encoder's vectors of the written and the true motion.

    Motion-R1, arXiv 2506.10353 (r_motion).  -1 for an answer that cannot be read; NaN (no opinion) for one
    to a prompt without a true motion.
    """
    cosines = (rollouts.motion_vectors * rollouts.true_motion_vectors).sum(1)
    unknown = np.array([not codes for codes in rollouts.references]) & rollouts.parsed
    return np.where(unknown, np.nan, rollouts.scored(cosines, -1.0)).astype(np.float64)
