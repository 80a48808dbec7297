"""Joints bent farther than a body can bend them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joint_angles import joint_angles
from kinemind.skeletons import HUMANML22, Skeleton

RANGES: dict[str, tuple[float, float]] = {
    "knee_flexion": (0, 150),
    "knee_hyperextension": (-90, 0),
    "elbow_flexion": (0, 150),
    "hip_flexion": (0, 120),
    "hip_extension": (-90, 30),
    "hip_abduction": (-30, 45),
    "spine_flexion": (-25, 80),
    "spine_side": (-35, 35),
    "spine_twist": (-45, 45),
    "neck_flexion": (-45, 75),
    "neck_side": (-45, 45),
}
"""Degrees that healthy adults reach, by the American Academy of Orthopaedic Surgeons (the knee's 150 by the
American Medical Association), as Norkin and White tabulate them ("Measurement of Joint Motion: A Guide to
Goniometry").  The neck's 45 forward are 75 here: the head joint of some skeletons lies up to 30 in front of
the neck when the head is upright.  The trunk's 80 stand for the whole spine."""
TOLERANCE = 15.0
"""Degrees beyond the ranges that are let pass: joint centres are estimated, an axis of the pelvis is not its
bone, and a turn of the limb about its own length is not seen."""


def joint_excess(
    joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22
) -> dict[str, Float[np.ndarray, " T"]]:
    """How far each angle of `joint_angles` is outside its range with the tolerance, radians, 0 and up."""
    found = {}
    for name, angle in joint_angles(joints, skeleton).items():
        low, high = np.radians(RANGES[name.removeprefix("left_").removeprefix("right_")])
        slack = np.radians(TOLERANCE)
        found[name] = np.maximum(np.maximum(low - slack - angle, angle - high - slack), 0.0)
    return found


def joint_limit_violation(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """Share of frames (0 to 1) in which a joint is outside its anatomical range.

    Knees (flexion, bending forward), elbows (flexion), hips, spine and neck, from the positions alone: see
    `joint_angles` for the angles, RANGES and TOLERANCE for the limits and their source.  Shoulders, wrists
    and ankles, and turns of a limb about itself, are not judged; nor can an elbow that bends backward be told
    from an arm that is turned: such a rule blamed a real person in a third of all frames.  Invariant to
    place, heading and size.  Joints in metres.  Raises InputError as `check_joints` does.
    """
    return float((_largest(joints, skeleton) > 0).mean())


def joint_limit_excess(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22) -> float:
    """Mean over frames of how far the worst joint is outside its range, radians, 0 and up.

    Angles, limits and errors as in `joint_limit_violation`.
    """
    return float(_largest(joints, skeleton).mean())


def _largest(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, " T"]:
    return np.max(list(joint_excess(joints, skeleton).values()), axis=0)
