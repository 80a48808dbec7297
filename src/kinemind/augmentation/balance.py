"""Sampling weights that balance a set of clips by content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kinemind.corpora import Clip

TEMPER = 0.5
"""0 keeps the clips as they come, 1 gives every content the same share."""


def balance_weights(clips: Sequence[Clip], temper: float = TEMPER) -> Float[np.ndarray, " N"]:
    """Weight of each clip, proportional to (clips of its content) ** -temper; mean 1."""
    counts = Counter(clip.content for clip in clips)
    weights = np.array([counts[clip.content] ** -temper for clip in clips], np.float64)
    return weights / weights.mean() if len(weights) else weights
