"""The procedural figure: where pelvis, trunk, arms and feet are over time, and its rigid-bone motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from jaxtyping import Float

from kinemind.formats.smpl.t_pose import t_pose_offsets
from kinemind.motion import Motion, Step
from kinemind.rigid import forward_kinematics
from kinemind.rotations import minimal_rotation, yaw_rotation
from kinemind.skeletons import HUMANML22

FPS = 20.0
OFFSETS = t_pose_offsets()
_LEGS = ((1, 4, 7, 10), (2, 5, 8, 11))
_ARMS = ((16, 18, 20), (17, 19, 21))
_TRUNK = (3, 6, 9)
LEG = float(sum(np.linalg.norm(OFFSETS[j]) for j in (4, 7)))
"""Length of the left leg from hip to ankle, metres."""
HANGING = ((0.22, -0.97, 0.0), (0.12, -0.96, 0.25))
"""Directions of the left upper arm and forearm at rest, in the frame of the chest."""
STANDING_FEET = np.array([[0.1, -OFFSETS[10, 1], 0.0], [-0.1, -OFFSETS[11, 1], 0.0]])
"""Ankles of the standing figure, metres, in the frame of the body on the floor."""
STANDING_HEIGHT = float(STANDING_FEET[0, 1] - OFFSETS[1, 1]) + 0.98 * LEG


@dataclass(frozen=True)
class Track:
    """What the figure does, frame by frame.

    `root` is the pelvis, `feet` the ankles (left, right), both in the world in metres; angles in radians
    (yaw positive to the left; `lean` forward, shared by the spine; `tilt` forward, of the pelvis; `twist`
    of the trunk to the left; `toes` up positive).  `arms[t, side]` are the directions of upper arm and
    forearm in the frame of the chest; for the right arm +X points to the right.
    """

    root: Float[np.ndarray, "T 3"]
    yaw: Float[np.ndarray, " T"]
    lean: Float[np.ndarray, " T"]
    tilt: Float[np.ndarray, " T"]
    twist: Float[np.ndarray, " T"]
    arms: Float[np.ndarray, "T 2 2 3"]
    feet: Float[np.ndarray, "T 2 3"]
    foot_yaw: Float[np.ndarray, "T 2"]
    toes: Float[np.ndarray, "T 2"]

    def __len__(self) -> int:
        return len(self.root)


@dataclass(frozen=True)
class Stance:
    """Where the standing figure is on the floor: x, z in metres and yaw in radians."""

    x: float = 0.0
    z: float = 0.0
    yaw: float = 0.0


def standing(stance: Stance, frames: int) -> Track:
    """The figure at rest for some frames, arms hanging."""
    turn = yaw_rotation(np.array(stance.yaw))
    place = np.array([stance.x, 0.0, stance.z])
    zero = np.zeros(frames)
    return Track(
        root=np.tile(place + [0.0, STANDING_HEIGHT, 0.0], (frames, 1)),
        yaw=np.full(frames, stance.yaw),
        lean=zero.copy(),
        tilt=zero.copy(),
        twist=zero.copy(),
        arms=np.tile(np.array(HANGING), (frames, 2, 1, 1)),
        feet=np.tile(STANDING_FEET @ turn.T + place, (frames, 1, 1)),
        foot_yaw=np.full((frames, 2), stance.yaw),
        toes=np.zeros((frames, 2)),
    )


def stance_after(track: Track) -> Stance:
    return Stance(float(track.root[-1, 0]), float(track.root[-1, 2]), float(track.yaw[-1]))


def chain(tracks: list[Track]) -> Track:
    """Tracks one after the other; each must begin where the one before ended."""
    return Track(*(np.concatenate([getattr(t, f.name) for t in tracks]) for f in fields(Track)))


def ease(frames: int, times: tuple[float, ...], values: Sequence[object]) -> Float[np.ndarray, "T *D"]:
    """Values at key times (shares of the duration), with rest at every key (smoothstep between)."""
    keys = np.asarray(values, np.float64)
    at = np.linspace(0, 1, frames)
    low = np.clip(np.searchsorted(times, at, side="right") - 1, 0, len(times) - 2)
    begin, end = np.asarray(times)[low], np.asarray(times)[low + 1]
    share = np.clip((at - begin) / np.maximum(end - begin, 1e-9), 0, 1)
    share = (share**2 * (3 - 2 * share)).reshape(-1, *([1] * (keys.ndim - 1)))
    return keys[low] * (1 - share) + keys[low + 1] * share


def to_motion(track: Track, steps: tuple[Step, ...] = (), text: str = "") -> Motion:
    """Forward kinematics of the track; legs by two-bone inverse kinematics, knees forward."""
    frames = len(track)
    world = np.empty((frames, HUMANML22.num_joints, 3, 3))
    body = yaw_rotation(track.yaw)
    world[:, 0] = body @ _pitch(track.tilt)
    trunk = yaw_rotation(track.twist / 3) @ _pitch(track.lean / 3)
    for j in _TRUNK:
        world[:, j] = world[:, HUMANML22.parents[j]] @ trunk
    for j in (12, 13, 14, 15):
        world[:, j] = world[:, HUMANML22.parents[j]]
    for side, (shoulder, elbow, wrist) in enumerate(_ARMS):
        flip = np.array([1.0 - 2 * side, 1.0, 1.0])
        for joint, child, bone in ((shoulder, elbow, 0), (elbow, wrist, 1)):
            target = track.arms[:, side, bone] * flip
            target = target / np.linalg.norm(target, axis=-1, keepdims=True)
            rest = OFFSETS[child] / np.linalg.norm(OFFSETS[child])
            world[:, joint] = world[:, 9] @ minimal_rotation(rest, target)
        world[:, wrist] = world[:, elbow]
    for side, leg in enumerate(_LEGS):
        _bend_leg(track, side, leg, body, world)
    rotations = world.copy()
    for j in range(1, HUMANML22.num_joints):
        rotations[:, j] = np.swapaxes(world[:, HUMANML22.parents[j]], -1, -2) @ world[:, j]
    joints = forward_kinematics(rotations, track.root, OFFSETS, HUMANML22.parents)
    return Motion(joints, FPS, HUMANML22, rotations, OFFSETS, text=text, steps=steps)


def _bend_leg(
    track: Track, side: int, leg: tuple[int, int, int, int], body: np.ndarray, world: np.ndarray
) -> None:
    hip, knee, ankle, toe = leg
    thigh, shin = np.linalg.norm(OFFSETS[knee]), np.linalg.norm(OFFSETS[ankle])
    reach = track.feet[:, side] - (track.root + world[:, 0] @ OFFSETS[hip])
    distance = np.linalg.norm(reach, axis=-1)
    down = reach / np.maximum(distance, 1e-9)[:, None]
    distance = np.clip(distance, 0.35 * (thigh + shin), 0.9995 * (thigh + shin))
    forward = body[:, :, 2] - down * (body[:, :, 2] * down).sum(-1, keepdims=True)
    forward /= np.maximum(np.linalg.norm(forward, axis=-1, keepdims=True), 1e-9)
    cosine = (thigh**2 + distance**2 - shin**2) / (2 * thigh * distance)
    sine = np.sqrt(np.maximum(1 - cosine**2, 0))
    upper = down * cosine[:, None] + forward * sine[:, None]
    lower = (down * distance[:, None] - upper * thigh) / shin
    world[:, hip] = _frame(upper, forward) @ _frame(OFFSETS[knee][None], np.array([[0.0, 0, 1]]))[0].T
    world[:, knee] = _frame(lower, forward) @ _frame(OFFSETS[ankle][None], np.array([[0.0, 0, 1]]))[0].T
    lift = np.maximum(track.feet[:, side, 1] - STANDING_FEET[side, 1], 0)
    # a foot that is well off the floor lets its toes hang, never deeper than it was lifted
    hang = 0.5 * np.clip((lift - 0.08) / 0.2, 0, 1)
    world[:, ankle] = yaw_rotation(track.foot_yaw[:, side]) @ _pitch(hang - track.toes[:, side])
    world[:, toe] = world[:, ankle]


def _frame(down: np.ndarray, forward: np.ndarray) -> np.ndarray:
    """Orthonormal columns (side, along the bone, forward)."""
    y = down / np.linalg.norm(down, axis=-1, keepdims=True)
    z = forward - y * (forward * y).sum(-1, keepdims=True)
    z /= np.linalg.norm(z, axis=-1, keepdims=True)
    return np.stack([np.cross(y, z), y, z], -1)


def _pitch(angle: Float[np.ndarray, " T"]) -> Float[np.ndarray, "T 3 3"]:
    """Rotation about +x; positive leans forward (+Y towards +Z)."""
    c, s, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return np.stack([one, zero, zero, zero, c, -s, zero, s, c], -1).reshape(-1, 3, 3)
