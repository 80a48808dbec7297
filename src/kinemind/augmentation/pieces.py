"""Where clips may be cut, and how a body stands and moves at each cut (yaw-aligned)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.augmentation.sequences import LOCOMOTION, REST, SLOWING
from kinemind.augmentation.takes import Take
from kinemind.corpora import Clip
from kinemind.rigid import facing
from kinemind.rotations import yaw_rotation

STILL_FRAMES = 3
"""A gesture loses at most so many frames at each end, or those in which it rests."""
SHORTEST = 24
"""Frames of locomotion that are left after a cut, at least."""
SHORTEST_REST = 9
"""Frames of standing that are left after a cut, at least."""
SLOWING_REACH = 44
"""Frames before the end of a walk from which it brings a run to a stop."""
CUT_STEP = 2
POSE_UNIT, VELOCITY_UNIT, ROOT_UNIT = 0.05, 0.4, 0.2
"""Metres of mean joint distance, m/s of joint and of pelvis velocity that count the same in a cost of 1."""
FOOT_FACTOR = 2.0
STANDARD_LEG = 0.8
"""Metres: poses are compared at this leg length, since the figures differ in size."""


@dataclass(frozen=True, eq=False)
class Cuts:
    """Cuts of some takes: `features` of the body at each (unit: one cost), `clip` (number of the take),
    `frame`, `pose` and `root_velocity` of each.

    Ends are exclusive frames and describe the frame that would come next; starts describe their own frame.
    `first` is the row where each clip's cuts begin.
    """

    features: Float[np.ndarray, "N D"]
    pose: Float[np.ndarray, "N J 3"]
    root_velocity: Float[np.ndarray, "N 3"]
    clip: Int[np.ndarray, " N"]
    frame: Int[np.ndarray, " N"]
    first: Int[np.ndarray, " C"]


def ends(takes: Sequence[Take]) -> Cuts:
    """The frames after which each take may end."""
    return _gather(takes, at_end=True)


def starts(takes: Sequence[Take]) -> Cuts:
    """The frames at which each take may begin."""
    return _gather(takes, at_end=False)


def allowed(take: Take, at_end: bool) -> Int[np.ndarray, " K"]:
    """Cut frames: in the still ends of a gesture, anywhere in a way with enough left, never in a turn."""
    count, content = take.clip.num_frames, take.content
    if content == REST:
        reach = min(STILL_FRAMES, (take.last - take.first - SHORTEST_REST) // 2)
        return _ending(take.last, reach) if at_end else np.arange(take.first, take.first + reach + 1)
    if content == SLOWING:
        return _ending(count, 6) if at_end else np.arange(max(0, count - SLOWING_REACH), max(1, count - 12))
    if content not in LOCOMOTION:
        reach = min(STILL_FRAMES, max(0, count // 8))
        rest = take.resting_ends[at_end]
        return _ending(count, max(reach, rest)) if at_end else np.arange(0, max(reach, rest) + 1)
    first, last = min(SHORTEST, count), max(0, count - SHORTEST)
    if take.turned is not None:
        begin, end = take.turned
        first, last = max(first, end), min(last, begin)
    if at_end:
        return np.arange(count, first - 1, -CUT_STEP)[::-1]
    return np.arange(0, last + 1, CUT_STEP)


def _ending(count: int, reach: int) -> Int[np.ndarray, " K"]:
    return np.arange(count - reach, count + 1)


def state(
    joints: Float[np.ndarray, "T J 3"], frames: Int[np.ndarray, " K"], at_end: bool, clip: Clip
) -> tuple[Float[np.ndarray, "K J 3"], Float[np.ndarray, "K J 3"]]:
    """Pose (pelvis at x = z = 0, facing +Z, metres at the standard leg) and joint velocities (m/s)."""
    skeleton, fps = clip.motion.skeleton, clip.motion.fps
    joints = joints.astype(np.float64)
    if at_end:
        step = joints[frames - 1] - joints[np.maximum(frames - 2, 0)]
        pose = joints[frames - 1] + step
    else:
        following = np.minimum(frames + 1, len(joints) - 1)
        step = joints[following] - joints[frames]
        pose = joints[frames]
    thigh, shin = skeleton.leg[0], skeleton.leg[1]
    hip = skeleton.parents[thigh]
    upper, lower = joints[0, thigh] - joints[0, hip], joints[0, shin] - joints[0, thigh]
    leg = np.linalg.norm(upper) + np.linalg.norm(lower)
    scale = STANDARD_LEG / max(float(leg), 1e-3)
    unturn = np.swapaxes(yaw_rotation(-facing(pose, skeleton)), -1, -2)
    centre = pose[:, :1] * np.array([1.0, 0.0, 1.0])
    return ((pose - centre) @ unturn) * scale, (step @ unturn) * fps


def _gather(takes: Sequence[Take], at_end: bool) -> Cuts:
    features, poses, velocities, owner, frame, first = [], [], [], [], [], []
    total = 0
    for number, take in enumerate(takes):
        clip, frames = take.clip, allowed(take, at_end)
        pose, velocity = state(clip.motion.joints, frames, at_end, clip)
        features.append(_features(pose, velocity, clip))
        poses.append(pose.astype(np.float32))
        velocities.append(velocity[:, 0].astype(np.float32))
        owner.append(np.full(len(frames), number))
        frame.append(frames)
        first.append(total)
        total += len(frames)
    return Cuts(
        features=np.concatenate(features),
        pose=np.concatenate(poses),
        root_velocity=np.concatenate(velocities),
        clip=np.concatenate(owner),
        frame=np.concatenate(frame),
        first=np.array(first),
    )


def _features(
    pose: Float[np.ndarray, "K J 3"], velocity: Float[np.ndarray, "K J 3"], clip: Clip
) -> Float[np.ndarray, "K D"]:
    """A vector whose squared distance is the cost: pose, velocities, pelvis velocity, feet more."""
    count = pose.shape[1]
    weight = np.ones((count, 1))
    weight[list(clip.motion.skeleton.feet)] = FOOT_FACTOR
    parts = [
        pose * weight / (POSE_UNIT * np.sqrt(count)),
        velocity / (VELOCITY_UNIT * np.sqrt(count)),
        velocity[:, :1] / ROOT_UNIT,
    ]
    return np.concatenate([p.reshape(len(pose), -1) for p in parts], axis=1).astype(np.float32)
