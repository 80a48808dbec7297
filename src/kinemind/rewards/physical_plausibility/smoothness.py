"""Movement that is neither jerky nor dead: jumps in velocity and acceleration, smoothness, liveliness.

All constants were measured on 700 clips of bench/train (real mocap at 20 fps), and hold at that rate.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from jaxtyping import Float

from kinemind.rewards.physical_plausibility.penalty import GENTLE, beyond, score_of
from kinemind.skeletons import Skeleton

FPS = 20.0
"""Frames a second for which the constants hold."""

TRUNK = (27.0, 520.0)
BODY = (10.0, 230.0)
"""As in JUMPS, of the mean of all joints over the floor: only friction pushes it, so it gives away a body
that is moved as a whole long before any one joint is too fast."""
JUMPS: dict[str, tuple[float, float]] = {
    "knee": (61.0, 1450.0),
    "ankle": (67.0, 1200.0),
    "heel": (67.0, 1200.0),
    "foot": (83.0, 1800.0),
    "shoulder": (30.0, 550.0),
    "elbow": (49.0, 980.0),
    "wrist": (83.0, 1850.0),
}
"""Largest jump of a joint's velocity (m/s²) and of its acceleration (m/s³) between frames: the 99.99th
percentile of each joint's frames on train, mean of both sides, rounded; a heel is taken as an ankle;
TRUNK for joints that are not here."""

STILLEST_ACCELERATION = 1.0
"""m/s²: a little more than real mocap of a standing body has (0.7), so that noise is not taken for life."""
SMOOTH_RANGE = (0.70, 1.11)
"""5th and 95th percentile over clips of train of the smoothness ratio (see `smoothness`)."""
VARNISH_COST, TREMOR_COST = 1.0, 2.0
"""Penalty a unit of the logarithm of the ratio below and above its range.  Less below: some real mocap was
smoothed by its makers (on train the ratio goes down to 0.45)."""

LIVELY_SECONDS = 0.25
LIVELY_WAY = 0.8e-3
"""Metres that the joints move on average, seen from the pelvis, within LIVELY_SECONDS: 99 of 100 clips of
train, standing ones too, always move farther than 0.65 mm."""
LIVELY_STEEP = 20.0
"""Penalty of a motion that is still all the time; a twentieth of stillness costs exp(-1)."""
USUAL_WAY = 2.2e-3
"""Metres, as LIVELY_WAY, that the joints move in the median of a clip: 99 of 100 clips of train move
farther.  Of latent frames repeated for seconds, half decode to a drift of 0.7 to 1.8 mm, which passes the
other limit."""
USUAL_COST = 2.0
"""Penalty of a motion whose median is no movement."""


def jumps(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> tuple[float, float]:
    """Scores in [0, 1] of the jumps of velocity and of acceleration between frames.

    The strain of a joint is its second (third) difference over the joint's limit in JUMPS; the mean over
    joints and frames costs a little, so that noise within the limits costs something, and what the worst
    frame goes beyond its limit costs much.  Joints in metres at 20 fps; 1 for too few frames to differ.
    """
    over_floor = joints.mean(1, keepdims=True) * [1.0, 0.0, 1.0]
    moving = np.diff(np.concatenate([joints, over_floor], axis=1), axis=0)
    limits = _limits(skeleton)
    scores = []
    for order in (2, 3):
        moving = np.diff(moving, axis=0)
        if not len(moving):
            scores.append(1.0)
            continue
        strain = np.sqrt((moving * moving).sum(-1)) * FPS**order / limits[order - 2]
        scores.append(score_of(GENTLE * float(strain.mean()) + beyond(float(strain.max()))))
    return scores[0], scores[1]


@cache
def _limits(skeleton: Skeleton) -> tuple[Float[np.ndarray, " N"], Float[np.ndarray, " N"]]:
    plain = [name.removeprefix("left_").removeprefix("right_") for name in skeleton.joint_names]
    table = np.array([*(JUMPS.get(name, TRUNK) for name in plain), BODY])
    return table[:, 0], table[:, 1]


def smoothness(joints: Float[np.ndarray, "T J 3"]) -> float:
    """Score in [0, 1]: 1 where movement is as smooth as real movement, less for tremor and for varnish.

    The ratio of root mean square third to second differences (the second with STILLEST_ACCELERATION added)
    tells how high the frequencies are whatever the speed: about 0.9 on real motion, 1.8 for white noise,
    0.5 for a motion that was low-passed away.  Joints in metres at 20 fps; 1 for under four frames.
    """
    if len(joints) < 4:
        return 1.0
    second = np.diff(joints, n=2, axis=0)
    third = np.diff(second, axis=0)
    fastest = float((second * second).sum(-1).mean()) + (STILLEST_ACCELERATION / FPS**2) ** 2
    ratio = float(np.sqrt((third * third).sum(-1).mean() / fastest))
    low, high = SMOOTH_RANGE
    pitch = float(np.log(max(ratio, 1e-6)))
    varnish, tremor = max(np.log(low) - pitch, 0.0), max(pitch - np.log(high), 0.0)
    return score_of(float(VARNISH_COST * varnish + TREMOR_COST * tremor))


def liveliness(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> float:
    """Score in [0, 1]: 1 where the pose never stands perfectly still, near 0 for a statue, gliding or not.

    Real bodies sway and breathe.  Seen from the pelvis and its heading, every 0.25 s the joints must have
    moved LIVELY_WAY, and in the median USUAL_WAY; the shares that are missing are the penalty, the first
    averaged over the clip.  0 for a motion too short to show any.  Joints in metres at 20 fps.
    """
    lag = round(LIVELY_SECONDS * FPS)
    if len(joints) <= lag:
        return 0.0
    seen = _from_pelvis(joints, skeleton)
    way = seen[lag:] - seen[:-lag]
    moved = np.sqrt((way * way).sum(-1)).mean(1)
    still = float(np.maximum(1 - moved / LIVELY_WAY, 0).mean())
    usually_still = max(1 - float(np.median(moved)) / USUAL_WAY, 0.0)
    return score_of(LIVELY_STEEP * still + USUAL_COST * usually_still)


def _from_pelvis(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, "T J 3"]:
    local = joints - joints[:, :1]
    across = joints[:, skeleton.hips[0]] - joints[:, skeleton.hips[1]]
    across = across + joints[:, skeleton.shoulders[0]] - joints[:, skeleton.shoulders[1]]
    length = np.maximum(np.hypot(across[:, 0], across[:, 2]), 1e-9)[:, None]
    cosine, sine = across[:, :1] / length, across[:, 2:] / length
    x, y, z = np.moveaxis(local, -1, 0)
    return np.stack([cosine * x + sine * z, y, cosine * z - sine * x], -1)
