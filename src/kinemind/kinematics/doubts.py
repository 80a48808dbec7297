"""Motions that cannot be a body, or look as if they were not in metres with y up."""

from __future__ import annotations

import numpy as np

from kinemind.errors import InputError
from kinemind.kinematics.body import GUESSED_RATE
from kinemind.motion import Motion

NO_SIZE = 1e-3
"""Metres from the lowest to the highest joint, or from side to side: there is no body."""
SHORTEST, TALLEST = 0.4, 3.0
"""Metres from pelvis to neck and from hip to ankle together, about 1.3 for an adult."""
LEVEL = 0.5
"""Share of the trunk's length that it rises in y, at most, all the time in a body laid on its side."""
UPRIGHT = 0.8
"""Share of the lengths of trunk and thighs that they rise in z, on average, in a body that stands in it."""


def require_body(motion: Motion) -> None:
    """Raises InputError where the joints are all in one place."""
    extent = np.ptp(motion.joints, axis=1).max(-1)
    if not float(np.median(extent)) > NO_SIZE:
        raise InputError("the joints of this motion are all in one place; there is no body to describe")


def doubts(motion: Motion) -> tuple[str, ...]:
    """Why the facts of a motion may be wrong, a sentence each."""
    joints, skeleton = motion.joints.astype(np.float64), motion.skeleton
    trunk = joints[:, skeleton.index("neck")] - joints[:, skeleton.index("pelvis")]
    legs = [
        joints[:, skeleton.index(f"{side}_hip")] - joints[:, skeleton.index(f"{side}_ankle")]
        for side in ("left", "right")
    ]
    bones = np.stack([trunk, *legs])
    lengths = np.linalg.norm(bones, axis=-1).clip(1e-9)
    found = []
    tall = float(np.median(lengths[0] + lengths[1:].mean(0)))
    if not SHORTEST < tall < TALLEST:
        found.append(f"trunk and leg are {tall:.3g} m long together, so the file may not be in metres")
    rises = bones / lengths[..., None]
    if (np.abs(rises[0, :, 1]) < LEVEL).all() and (np.abs(rises[..., 2].mean(1)) > UPRIGHT).all():
        found.append("the body stands along z and lies in y all the time, so the file may have z up, not y")
    if motion.fps < GUESSED_RATE:
        found.append(
            f"at {motion.fps:g} frames a second steps and gestures are not seen, only where the body goes"
        )
    return tuple(found)
