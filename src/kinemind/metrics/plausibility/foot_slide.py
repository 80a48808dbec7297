"""Feet that slide over the floor they stand on."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.toes import sliding_contacts
from kinemind.skeletons import HUMANML22, Skeleton


def foot_slide(joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22) -> float:
    """Mean horizontal way of a toe in contact, millimetres a frame, 0 and up.  FACTS.md §5.

    In contact: under 50 mm above the clip's own toe height in both frames and rising or sinking at under
    0.15 m/s.  NaN where no toe is ever in contact.  Joints in metres, y up.
    Raises InputError as `check_joints` does.
    """
    contact = sliding_contacts(joints, fps, skeleton)
    if not contact.any():
        return float("nan")
    toes = joints[:, list(skeleton.feet[1::2])][..., [0, 2]]
    return float(np.linalg.norm(np.diff(toes, axis=0), axis=-1)[contact].mean() * 1e3)
