"""Bodies that fall freely."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

GRAVITY = 9.81
"""m/s²."""


def falls_freely(height: Float[np.ndarray, " T"], fps: float) -> bool:
    """Whether a pelvis at these heights (metres) is in ballistic flight: its mean vertical acceleration, by a
    parabola through them, is below -g/2.  Under three frames cannot tell and count as flight."""
    if len(height) < 3:
        return True
    acceleration = 2 * np.polyfit(np.arange(len(height)) / fps, height, 2)[0]
    return bool(acceleration < -GRAVITY / 2)
