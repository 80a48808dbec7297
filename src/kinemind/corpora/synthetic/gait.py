"""Walking, running and turning: feet planted on a path, the pelvis carried over them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from kinemind.corpora.synthetic.figure import (
    FPS,
    LEG,
    OFFSETS,
    STANDING_FEET,
    STANDING_HEIGHT,
    Stance,
    Track,
    standing,
)
from kinemind.rotations import yaw_rotation


@dataclass(frozen=True)
class Gait:
    """`step` seconds from one landing to the next, `swing` seconds a foot is in the air, `lift` metres.

    `bounce` metres the pelvis rises between steps, `lean` radians, `arm_swing` 0 … 1, `elbow` 0 … 1 bent.
    """

    step: float
    swing: float
    lift: float
    bounce: float = 0.0
    lean: float = 0.0
    arm_swing: float = 0.5
    elbow: float = 0.1


WALK = Gait(step=0.55, swing=0.46, lift=0.12, arm_swing=0.45)
RUN = Gait(step=0.36, swing=0.5, lift=0.22, bounce=0.05, lean=0.2, arm_swing=0.7, elbow=0.9)
SHUFFLE = Gait(step=0.45, swing=0.33, lift=0.1, arm_swing=0.05)


def travel(
    stance: Stance, gait: Gait, speed: float, distance: float, direction: float = 0.0, turn: float = 0.0
) -> Track:
    """Cover `distance` metres at about `speed` m/s, `direction` radians to the left of the facing.

    The facing (and the path with it) turns by `turn` radians on the way.  Starts and ends standing.
    """
    seconds = distance / speed + 0.8
    frames = round(seconds * FPS)
    gone = _progress(frames)
    yaw = stance.yaw + turn * np.clip((gone - 0.25) / 0.5, 0, 1) ** 2 * (
        3 - 2 * np.clip((gone - 0.25) / 0.5, 0, 1)
    )
    heading = yaw + direction
    moved = np.diff(gone, prepend=0.0) * distance
    path = np.cumsum(np.stack([np.sin(heading), np.cos(heading)], -1) * moved[:, None], 0)
    return _stepped(path + [stance.x, stance.z], yaw, gait, np.gradient(gone) * frames)


def turn_in_place(stance: Stance, angle: float) -> Track:
    """Turn on the spot by `angle` radians (positive to the left) with small steps."""
    frames = round((0.6 + 0.8 * abs(angle)) * FPS)
    yaw = stance.yaw + angle * _progress(frames)
    path = np.tile([stance.x, stance.z], (frames, 1))
    return _stepped(path, yaw, SHUFFLE, np.ones(frames), first=int(angle < 0))


def _progress(frames: int) -> Float[np.ndarray, " T"]:
    """0 to 1 with a start and a stop of 0.4 s at even acceleration."""
    time = np.arange(frames) / FPS
    ramp = 0.4
    speed = np.minimum(1, np.minimum(time, time[-1] - time) / ramp)
    gone = np.cumsum(np.concatenate([[0.0], (speed[1:] + speed[:-1]) / 2]))
    return gone / gone[-1]


def _stepped(
    path: Float[np.ndarray, "T 2"], yaw: Float[np.ndarray, " T"], gait: Gait, pace: np.ndarray, first: int = 0
) -> Track:
    frames = len(path)
    time = np.arange(frames) / FPS
    end = time[-1]
    count = max(2, round(end / gait.step))
    step = end / count
    swing = gait.swing * step / gait.step
    start = Stance(path[0, 0], path[0, 1], yaw[0])
    track = standing(start, frames)
    feet, foot_yaw = track.feet.copy(), track.foot_yaw.copy()
    planted = np.ones((frames, 2), bool)
    lead = (2 * step - swing) / 2
    for number in range(count):
        side = (first + number) % 2
        landing = (number + 1) * step
        lift_off = max(landing - swing, 0.0)
        # the last two landings bring the feet side by side under the final pose
        over = end if number >= count - 2 else min(landing + lead, end)
        at_yaw = np.interp(over, time, yaw)
        home = yaw_rotation(np.array(at_yaw)) @ STANDING_FEET[side]
        target = home + [np.interp(over, time, path[:, 0]), 0.0, np.interp(over, time, path[:, 1])]
        share = np.clip((time - lift_off) / max(landing - lift_off, 1e-9), 0, 1)
        smooth = share**2 * (3 - 2 * share)
        moving = (share > 0) & (share < 1)
        feet[:, side] += (target - feet[-1, side]) * smooth[:, None]
        foot_yaw[:, side] += (at_yaw - foot_yaw[-1, side]) * smooth
        feet[:, side, 1] += gait.lift * np.sin(np.pi * share)
        planted[moving, side] = False
    pace = np.clip(pace / np.max(pace), 0, 1)
    phase = np.pi * (time / step + first)
    root = track.root.copy()
    root[:, [0, 2]] = path
    body = yaw_rotation(yaw)
    root[:, 1] = _height(root, body, feet, planted)
    root[:, 1] += gait.bounce * np.sin(phase) ** 2 * pace
    arms = track.arms + _arm_swing(gait, phase, pace)
    return replace(
        track,
        root=root,
        yaw=yaw,
        lean=gait.lean * pace,
        twist=-0.12 * gait.arm_swing * np.cos(phase) * pace,
        arms=arms,
        feet=feet,
        foot_yaw=foot_yaw,
    )


def _height(
    root: Float[np.ndarray, "T 3"], body: np.ndarray, feet: np.ndarray, planted: np.ndarray
) -> Float[np.ndarray, " T"]:
    """Height of the pelvis at which both planted legs reach the floor, smoothed over 0.25 s."""
    height = np.full(len(root), STANDING_HEIGHT)
    for side in (0, 1):
        hip = root + body @ OFFSETS[1 + side]
        flat = np.linalg.norm((feet[:, side] - hip)[:, [0, 2]], axis=-1)
        rise = np.sqrt(np.maximum((0.987 * LEG) ** 2 - flat**2, (0.6 * LEG) ** 2))
        limit = feet[:, side, 1] + rise - OFFSETS[1 + side, 1]
        height = np.where(planted[:, side], np.minimum(height, limit), height)
    kernel = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9
    return np.convolve(np.pad(height, 2, mode="edge"), kernel, "valid")


def _arm_swing(gait: Gait, phase: Float[np.ndarray, " T"], pace: Float[np.ndarray, " T"]) -> np.ndarray:
    """What to add to the hanging arms: opposite to the legs, elbows bent by the gait."""
    change = np.zeros((len(phase), 2, 2, 3))
    for side, sign in ((0, 1.0), (1, -1.0)):
        swing = sign * np.cos(phase) * pace * gait.arm_swing
        change[:, side, 0, 2] = swing
        change[:, side, 1, 2] = swing + gait.elbow * pace * 1.2
        change[:, side, 1, 1] = gait.elbow * pace * 0.9
    return change
