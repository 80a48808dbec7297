"""All kinematic facts of one motion."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kinemind.kinematics import plausibility
from kinemind.kinematics.body import Body
from kinemind.kinematics.contacts import contacts
from kinemind.kinematics.feet import Foot, foot
from kinemind.kinematics.hands import Hand, hand
from kinemind.kinematics.phases import Parts, Phase, phases
from kinemind.kinematics.travel import Travel, travel
from kinemind.kinematics.trunk import Trunk, trunk
from kinemind.kinematics.turns import Turns, turns
from kinemind.kinematics.vertical import Vertical, vertical
from kinemind.motion import Motion


@dataclass(frozen=True)
class Plausibility:
    """Physical figures (see `plausibility`): mm a frame, share, mm, m/s³, share.  NaN where not defined."""

    foot_slide_mm_per_frame: float
    float_ratio: float
    penetration_mm: float
    jerk: float
    bone_drift: float


@dataclass(frozen=True)
class Facts:
    """What a motion does, measured: metres, seconds, degrees, limb lengths as each part says."""

    seconds: float
    fps: float
    travel: Travel
    turns: Turns
    left_hand: Hand
    right_hand: Hand
    trunk: Trunk
    left_foot: Foot
    right_foot: Foot
    foot_contact: tuple[float, float]
    vertical: Vertical
    plausibility: Plausibility
    phases: tuple[Phase, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries; NaN becomes None."""
        return _plain(asdict(self))


def measure(motion: Motion) -> Facts:
    """The facts of a motion at its own frame rate."""
    body = Body.of(motion)
    left_share, right_share = contacts(body).mean(0).tolist()
    parts = Parts(
        turns=turns(body),
        left_hand=hand(body, "left"),
        right_hand=hand(body, "right"),
        trunk=trunk(body),
        left_foot=foot(body, "left"),
        right_foot=foot(body, "right"),
        vertical=vertical(body),
    )
    joints, fps, skeleton = motion.joints, motion.fps, motion.skeleton
    figures = Plausibility(
        plausibility.foot_slide(joints, fps, skeleton),
        plausibility.float_ratio(joints, fps, skeleton),
        plausibility.penetration(joints),
        plausibility.jerk(joints, fps),
        plausibility.bone_drift(joints, skeleton),
    )
    return Facts(
        seconds=motion.seconds,
        fps=fps,
        travel=travel(body),
        turns=parts.turns,
        left_hand=parts.left_hand,
        right_hand=parts.right_hand,
        trunk=parts.trunk,
        left_foot=parts.left_foot,
        right_foot=parts.right_foot,
        vertical=parts.vertical,
        foot_contact=(left_share, right_share),
        plausibility=figures,
        phases=phases(body, parts),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 4) if value == value else None
    return value
