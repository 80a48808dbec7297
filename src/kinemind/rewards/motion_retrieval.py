"""Whether a description finds its motion: a reward of ours for understanding."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rewards.rollouts import Rollouts


def motion_retrieval(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """cos(f_t(â), f_m(m)) in [-1, 1] by the reward encoder: the written description and the motion that was
    to be described; -1 for an answer that cannot be read.

    Sees no true description, so that Chain-of-Motion may choose by it; trained on alone, it would teach words
    that please the encoder.
    """
    written = rollouts.judges.encoder.embed_texts([answer.answer for answer in rollouts.answers])
    return rollouts.scored((written * rollouts.true_motion_vectors).sum(1), -1.0).astype(np.float64)
