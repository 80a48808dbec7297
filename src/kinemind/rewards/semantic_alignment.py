"""MoRL's semantic reward for understanding: how near the description is to a true one."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rewards.rollouts import Rollouts


def semantic_alignment(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """cos(E_text(â), E_text(a)) in [-1, 1]: sentence vectors of the written and the true description.

    MoRL, arXiv 2602.14534 (R_sem).  -1 for an answer that cannot be read.
    """
    sentences = rollouts.judges.sentences
    written = sentences.embed([answer.answer for answer in rollouts.answers])
    true = sentences.embed(rollouts.captions)
    return rollouts.scored((written * true).sum(1), -1.0).astype(np.float64)
