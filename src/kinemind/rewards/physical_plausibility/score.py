"""The score of one motion by its components, and the reward of a batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joints import check_joints
from kinemind.motion import Motion, resample_positions
from kinemind.rewards.physical_plausibility.ground import floating, foot_slide, penetration
from kinemind.rewards.physical_plausibility.limbs import joint_limits
from kinemind.rewards.physical_plausibility.smoothness import FPS, jumps, liveliness, smoothness
from kinemind.rewards.rollouts import Rollouts
from kinemind.skeletons import HUMANML22, Skeleton

WEIGHTS: dict[str, float] = {
    "joint_limits": 0.30,
    "velocity_jumps": 0.125,
    "acceleration_jumps": 0.075,
    "smoothness": 0.10,
    "foot_slide": 0.25,
    "penetration": 0.05,
    "floating": 0.10,
}
"""Weights of the mean, 1 in all.

The first three are MoRL's reward and keep the proportions of its code (0.6, 0.25, 0.15; its paper says 0.8
and 0.2) in one half of the whole.  The other half is what MoRL leaves out: it cannot see a body glide, sink,
hover or turn to varnish, and a motion tokenizer does all four sooner than it bends a knee backward.  Foot
slide has half of that half, being the fault of generated motion that people see first.
"""

SHORTEST = 1.0
"""Seconds: the shortest real clip of bench.  A shorter motion scores in proportion,
since it has less time to fail."""


@dataclass(frozen=True)
class Plausibility:
    """Scores of one motion, each in [0, 1] with 1 best; `total` puts them together."""

    joint_limits: float
    velocity_jumps: float
    acceleration_jumps: float
    smoothness: float
    foot_slide: float
    penetration: float
    floating: float
    liveliness: float
    length: float

    @property
    def total(self) -> float:
        """The weighted mean of WEIGHTS times `liveliness` times `length`.

        The two are factors and not members of the mean: a statue has perfect joints and feet, which no other
        member could outweigh; real motion has 1 in both.
        """
        mean = sum(weight * getattr(self, name) for name, weight in WEIGHTS.items())
        return float(min(mean * self.liveliness * self.length, 1.0))


def plausibility_score(
    joints: Float[np.ndarray, "T J 3"], fps: float, skeleton: Skeleton = HUMANML22
) -> Plausibility:
    """How plausible one motion is physically; joints in metres, y up, floor at y = 0.

    Every component has a gentle slope where real motion is and a steep one beyond (`penalty`); the limits
    were measured on bench/train at 20 fps, and motions of another rate are resampled to it first.  The same
    for every place on the floor and heading.  A motion under 0.3 s gets a total of 0.

    What a policy could do about it: very short, frozen, gliding, hovering, over-smooth and slowed motions all
    score lower than real ones; a body that stands and sways does not, so that this reward needs another that
    asks for what the caption says.

    Raises InputError for no frames, NaN or infinite joints, joints that are not the skeleton's, and a frame
    rate out of (0, 1000].
    """
    check_joints(joints, skeleton, fps)
    seconds = len(joints) / fps
    joints = joints.astype(np.float64)
    if abs(fps - FPS) > 1e-6:
        joints = resample_positions(joints, fps, FPS)
    velocity_jumps, acceleration_jumps = jumps(joints, skeleton)
    return Plausibility(
        joint_limits=joint_limits(joints, skeleton),
        velocity_jumps=velocity_jumps,
        acceleration_jumps=acceleration_jumps,
        smoothness=smoothness(joints),
        foot_slide=foot_slide(joints, skeleton, FPS),
        penetration=penetration(joints),
        floating=floating(joints, FPS),
        liveliness=liveliness(joints, skeleton),
        length=min(seconds / SHORTEST, 1.0),
    )


def physical_plausibility(rollouts: Rollouts) -> Float[np.ndarray, " B"]:
    """R_phys in [0, 1]: the total of `plausibility_score` of the written motion, in metres and radians.

    After MoRL, arXiv 2602.14534 (R_phys), whose code judges z-normalised features and gives a missing motion
    the best score.  0, the lowest, for an answer that cannot be read.
    """
    totals: dict[int, float] = {}
    for motion in rollouts.motions:
        if motion is not None and id(motion) not in totals:
            totals[id(motion)] = _total(motion)
    values = np.array([0.0 if motion is None else totals[id(motion)] for motion in rollouts.motions])
    return rollouts.scored(values, 0.0).astype(np.float64)


def _total(motion: Motion) -> float:
    return plausibility_score(motion.joints, motion.fps, motion.skeleton).total
