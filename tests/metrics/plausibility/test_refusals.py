"""A broken motion never looks perfect: every figure refuses it."""

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.metrics.plausibility import plausibility
from kinemind.metrics.plausibility.bone_drift import bone_drift
from kinemind.metrics.plausibility.float_ratio import float_ratio
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.jerk import jerk, jerk_curve
from kinemind.metrics.plausibility.joint_angles import joint_angles
from kinemind.metrics.plausibility.joint_limits import joint_excess, joint_limit_excess, joint_limit_violation
from kinemind.metrics.plausibility.penetration import penetration
from kinemind.metrics.plausibility.toes import sliding_contacts, toe_offset
from kinemind.metrics.plausibility.transition_peak_jerk import join_jerk_ratios, transition_peak_jerk
from tests.standing import standing

TIMED = {
    "plausibility": plausibility,
    "foot_slide": foot_slide,
    "float_ratio": float_ratio,
    "sliding_contacts": sliding_contacts,
    "jerk": jerk,
    "jerk_curve": jerk_curve,
    "transition_peak_jerk": lambda joints, fps: transition_peak_jerk(joints, fps, 20),
    "join_jerk_ratios": lambda joints, fps: join_jerk_ratios(joints, fps, (20, 20)),
}
UNTIMED = {
    function.__name__: lambda joints, fps, function=function: function(joints)
    for function in (
        bone_drift, penetration, toe_offset, joint_angles, joint_excess, joint_limit_violation,
        joint_limit_excess,
    )
}  # fmt: skip
OF_ANY_SKELETON = ("jerk", "jerk_curve", "transition_peak_jerk", "join_jerk_ratios", "penetration")


def broken(value: float) -> np.ndarray:
    joints = standing(40)
    joints[7, 4, 1] = value
    return joints


BROKEN = {
    "NaN": (broken(np.nan), "NaN"),
    "infinite": (broken(-np.inf), "infinite"),
    "infinite in float32": (broken(np.inf).astype(np.float32), "infinite"),
    "far too large": (broken(1e200), "far too large"),
    "no frames": (standing(40)[:0], "no frames"),
    "flat": (standing(40)[..., :2], "shape"),
    "one frame alone": (standing(40)[0], "shape"),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("figure", TIMED | UNTIMED)
def test_broken_joints_are_refused(figure: str, what: str, unchecked: None) -> None:
    joints, sentence = BROKEN[what]
    with pytest.raises(InputError, match=sentence):
        (TIMED | UNTIMED)[figure](joints, 20.0)


@pytest.mark.parametrize("figure", [name for name in TIMED | UNTIMED if name not in OF_ANY_SKELETON])
def test_joints_of_another_skeleton_are_refused(figure: str) -> None:
    with pytest.raises(InputError, match="22 joints, the motion has 21"):
        (TIMED | UNTIMED)[figure](standing(40)[:, :21], 20.0)


@pytest.mark.parametrize("fps", [0.0, -20.0, float("nan"), float("inf")])
@pytest.mark.parametrize("figure", TIMED)
def test_impossible_frame_rates_are_refused(figure: str, fps: float) -> None:
    with pytest.raises(InputError, match="frame rate"):
        TIMED[figure](standing(40), fps)
