"""Where clips may be cut, and how a body stands and moves at each cut (yaw-aligned)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.augmentation.sequences import LOCOMOTION, TURNS
from kinemind.corpora import Clip
from kinemind.kinematics.body import Body
from kinemind.kinematics.turns import turns
from kinemind.rigid import facing
from kinemind.rotations import yaw_rotation

STILL_FRAMES = 3
"""A gesture loses at most so many frames at each end."""
SHORTEST = 24
"""Frames of locomotion that are left after a cut, at least."""
CUT_STEP = 2
POSE_UNIT, VELOCITY_UNIT, ROOT_UNIT = 0.05, 0.4, 0.2
"""Metres of mean joint distance, m/s of joint and of pelvis velocity that count the same in a cost of 1."""
FOOT_FACTOR = 2.0
STANDARD_LEG = 0.8
"""Metres: poses are compared at this leg length, since the figures differ in size."""


@dataclass(frozen=True, eq=False)
class Cuts:
    """Cuts of some clips: `features` of the body at each (unit: one cost), `clip`,
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


def ends(clips: Sequence[Clip]) -> Cuts:
    """The frames after which each clip may end."""
    return _gather(clips, at_end=True)


def starts(clips: Sequence[Clip]) -> Cuts:
    """The frames at which each clip may begin."""
    return _gather(clips, at_end=False)


def allowed(clip: Clip, at_end: bool) -> Int[np.ndarray, " K"]:
    """Cut frames: near the end for gestures, anywhere with enough left for locomotion, never in a turn."""
    count, content = clip.num_frames, clip.content or ""
    if content not in LOCOMOTION:
        reach = min(STILL_FRAMES, max(0, count // 8))
        return np.arange(count - reach, count + 1) if at_end else np.arange(0, reach + 1)
    first, last = min(SHORTEST, count), max(0, count - SHORTEST)
    if content in TURNS:
        found = turns(Body.of(clip.motion)).turns
        if content.startswith("walk") and found:
            begin, end = round(found[0].start * clip.motion.fps), round(found[-1].end * clip.motion.fps)
        else:  # a jog along a circle turns all through
            begin, end = count // 4, count - count // 4
        first, last = max(first, min(end, count)), min(last, max(begin, 0))
    if at_end:
        return np.arange(count, first - 1, -CUT_STEP)[::-1]
    return np.arange(0, last + 1, CUT_STEP)


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


def _gather(clips: Sequence[Clip], at_end: bool) -> Cuts:
    features, poses, velocities, owner, frame, first = [], [], [], [], [], []
    total = 0
    for number, clip in enumerate(clips):
        frames = allowed(clip, at_end)
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
