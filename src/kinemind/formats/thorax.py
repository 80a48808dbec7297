"""The thorax bone that the cgspeed BVH conversion of the CMU database leaves out.

That conversion hangs neck and shoulders on the lower end of the thorax.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def thorax_vector(upperback: Float[np.ndarray, "3"]) -> Float[np.ndarray, "3"]:
    """The subject's thorax bone in the file's unit, from its upper back bone (the `Spine1` offset)."""
    return upperback
