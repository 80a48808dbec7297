"""MoRL's alignment reward for generation."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rewards.rollouts import Rollouts
from kinemind.rewards.semantic_similarity import semantic_similarity


def text_motion_consistency(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """cos(E_text(t), E_motion(m̂)) in [-1, 1]; -1 for an answer that cannot be read.

    MoRL, arXiv 2602.14534 (R_align): the same cosine that Motion-R1 calls semantic similarity.
    """
    return semantic_similarity(rollouts)
