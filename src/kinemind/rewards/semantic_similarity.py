"""Motion-R1's semantic reward: how well the motion fits the sentence it was asked for with."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rewards.rollouts import Rollouts


def semantic_similarity(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """cos(f_m(m̂), f_t(T)) in [-1, 1]: reward encoder's vectors of the written motion and the caption.

    Motion-R1, arXiv 2506.10353 (r_semantic).  -1 for an answer that cannot be read.
    """
    cosines = (rollouts.motion_vectors * rollouts.caption_vectors).sum(1)
    return rollouts.scored(cosines, -1.0).astype(np.float64)
