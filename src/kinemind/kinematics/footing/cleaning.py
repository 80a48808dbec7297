"""Foot-slide clean-up: standing feet stay in place, and nothing else moves more than it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Bool, Float

from kinemind.kinematics.footing.legs import Leg, bone_lengths_of, legs_of, reach, stretched
from kinemind.kinematics.footing.pelvis import pelvis_shift
from kinemind.kinematics.footing.pinning import pinned, step_lift
from kinemind.kinematics.footing.rotating import turned_legs
from kinemind.kinematics.footing.stances import stance
from kinemind.metrics.plausibility.toes import toe_offset
from kinemind.motion import Motion

UNTOUCHED = 1e-6
"""Metres: where no foot moves by more, the motion is returned as it was."""


def clean_feet(motion: Motion, lift_steps: bool = True) -> Motion:
    """The motion with its standing feet pinned to the floor: same frames, bones, text and steps.

    Each foot is moved as a whole, by a path that stops its toe while it stands, lifts it out of the floor
    y = 0 and is as smooth as can be around (`pinned`); with `lift_steps` a swinging foot that skims the floor
    is brought to the height of a step (`step_lift`).  The pelvis gives way where a leg would have to
    stretch (`pelvis_shift`); thigh and shin follow by two-bone inverse kinematics, at the lengths that they
    have in the same frame, the knee bent to the side it was bent to.  Rotations are kept where the motion
    has them.  A motion without standing feet, or under four frames long, is returned as it is.

    Raises InputError for a skeleton without named legs (left_hip, left_knee, left_ankle, left_foot, …).
    """
    legs = legs_of(motion.skeleton)
    if len(motion) < 4:
        return motion
    joints = motion.joints.astype(np.float64)
    floor = max(toe_offset(joints, motion.skeleton), 0.0)
    pins, shifts = [], []
    for leg in legs:
        toe = joints[:, leg.toe]
        standing = _stance(joints, leg, floor, motion.fps)
        pin = pinned(toe, standing, motion.fps)
        shift = pin.copy()
        if lift_steps:
            shift[:, 1] += step_lift(toe + pin, standing, floor, motion.fps)
        pins.append(pin)
        shifts.append(shift)
    if max(float(np.abs(shift).max()) for shift in shifts) < UNTOUCHED:
        return motion
    # a swinging foot is lifted by its own knee, so the pelvis follows the pins alone
    pelvis = pelvis_shift(joints, legs, pins, motion.fps)
    moved = joints + pelvis[:, None]
    for leg, shift in zip(legs, shifts, strict=True):
        _place(moved, joints, leg, shift, pelvis)
    if motion.rotations is None:
        return replace(motion, joints=moved.astype(np.float32))
    rotations = turned_legs(motion.rotations, motion.skeleton, legs, joints, moved)
    return replace(motion, joints=moved.astype(np.float32), rotations=rotations.astype(np.float32))


def _stance(joints: Float[np.ndarray, "T J 3"], leg: Leg, floor: float, fps: float) -> Bool[np.ndarray, " T"]:
    thigh, shin = bone_lengths_of(joints, leg)
    above = joints[:, leg.toe].copy()
    above[:, 1] = np.maximum(above[:, 1], floor)  # a toe in the floor will be lifted out of it
    return stance(above, floor, float(np.median(thigh + shin)), fps)


def _place(
    moved: Float[np.ndarray, "T J 3"],
    joints: Float[np.ndarray, "T J 3"],
    leg: Leg,
    shift: Float[np.ndarray, "T 3"],
    pelvis: Float[np.ndarray, "T 3"],
) -> None:
    """Knee, ankle and what hangs on the ankle, written into `moved`, whose hips are in place."""
    hip = moved[:, leg.hip]
    ankle = reach(joints, leg, hip, joints[:, leg.ankle] + shift)
    moved[:, leg.knee] = stretched(joints, leg, hip, ankle, shift - pelvis)
    moved[:, leg.ankle] = ankle
    for joint in leg.foot:
        moved[:, joint] = joints[:, joint] + ankle - joints[:, leg.ankle]
