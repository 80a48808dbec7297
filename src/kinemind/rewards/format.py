"""The format reward: whether an answer keeps the grammar of its dialect."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.language.grammar import Status
from kinemind.rewards.rollouts import Rollouts

_OUT_OF_VOCABULARY: frozenset[Status] = frozenset({"out_of_vocabulary", "wrong_level"})
_COUNT: frozenset[Status] = frozenset({"too_short", "too_long"})


def format(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """1 for a whole answer, less for a broken one.

    Motion-R1 (arXiv 2506.10353): 0 or 1.  MoRL's code grades what is broken, in [-1, 1]: -0.3 for a token
    out of the vocabulary, -0.5 for too few or too many motion tokens, -1 for all else.
    """
    if rollouts.dialect == "motion-r1":
        return rollouts.parsed.astype(np.float64)
    return np.array([_graded(answer.status) for answer in rollouts.answers], np.float64)


def _graded(status: Status) -> float:
    if status == "ok":
        return 1.0
    if status in _OUT_OF_VOCABULARY:
        return -0.3
    return -0.5 if status in _COUNT else -1.0
