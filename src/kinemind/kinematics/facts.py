"""All kinematic facts of one motion."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from kinemind.kinematics.arm_phases import arm_phases
from kinemind.kinematics.body import Body
from kinemind.kinematics.contacts import contacts
from kinemind.kinematics.feet import Foot, foot
from kinemind.kinematics.gait import Gait, gait
from kinemind.kinematics.hands import Hand, hands
from kinemind.kinematics.head import Head, head
from kinemind.kinematics.locomotion import locomotion
from kinemind.kinematics.phases import Phase, body_phases, in_order
from kinemind.kinematics.steps import footsteps
from kinemind.kinematics.stillness import stillness
from kinemind.kinematics.symmetry import symmetry
from kinemind.kinematics.travel import Travel, travel
from kinemind.kinematics.trunk import Trunk, trunk
from kinemind.kinematics.turns import Turns, turns
from kinemind.kinematics.vertical import Vertical, on_feet, vertical
from kinemind.metrics.plausibility.bone_drift import bone_drift
from kinemind.metrics.plausibility.float_ratio import float_ratio
from kinemind.metrics.plausibility.foot_slide import foot_slide
from kinemind.metrics.plausibility.jerk import jerk
from kinemind.metrics.plausibility.penetration import penetration
from kinemind.motion import Motion


@dataclass(frozen=True)
class Plausibility:
    """Figures of `metrics.plausibility`: mm a frame, share, mm, m/s³, share.  NaN where not defined."""

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
    gait: Gait
    left_hand: Hand
    right_hand: Hand
    trunk: Trunk
    left_foot: Foot
    right_foot: Foot
    foot_contact: tuple[float, float]
    vertical: Vertical
    head: Head
    symmetry: float
    stillness: float
    plausibility: Plausibility
    phases: tuple[Phase, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain lists and dictionaries; NaN becomes None; a phase's measures stand beside its times."""
        return _plain({**asdict(self), "phases": [phase.to_json() for phase in self.phases]})


def measure(motion: Motion) -> Facts:
    """The facts of a motion at its own frame rate."""
    body = Body.of(motion)
    left_share, right_share = contacts(body).mean(0).tolist()
    left_hand, right_hand = hands(body)
    trunk_facts, turn_facts, low = trunk(body), turns(body), vertical(body)
    steps = footsteps(body)
    left_foot, right_foot = foot(body, "left", steps), foot(body, "right", steps)
    way = locomotion(body, on_feet(low, len(body.joints), body.fps), low.jumps, steps)
    found = [
        *way,
        *arm_phases(left_hand, right_hand, (*left_foot.kicks, *right_foot.kicks, *low.jumps)),
        *body_phases(turn_facts, trunk_facts, left_foot, right_foot, low),
    ]
    joints, fps, skeleton = motion.joints, motion.fps, motion.skeleton
    figures = Plausibility(
        foot_slide(joints, fps, skeleton),
        float_ratio(joints, fps, skeleton),
        penetration(joints),
        jerk(joints, fps),
        bone_drift(joints, skeleton),
    )
    return Facts(
        seconds=motion.seconds,
        fps=fps,
        travel=travel(body),
        turns=turn_facts,
        gait=gait(steps, found),
        left_hand=left_hand,
        right_hand=right_hand,
        trunk=trunk_facts,
        left_foot=left_foot,
        right_foot=right_foot,
        vertical=low,
        foot_contact=(left_share, right_share),
        head=head(body),
        symmetry=symmetry(body),
        stillness=stillness(body),
        plausibility=figures,
        phases=in_order(found, motion.seconds),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        return round(value, 4) if value == value else None
    return value
