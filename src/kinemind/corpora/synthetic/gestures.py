"""Actions on the spot: arms, bows, squats, sitting, jumps and kicks.  Each starts and ends standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float

from kinemind.corpora.synthetic.figure import FPS, HANGING, Stance, Track, ease, standing
from kinemind.rotations import yaw_rotation

GRAVITY = 9.81
SIDES = {"left": (0,), "right": (1,), "both": (0, 1)}
_UP = ((0.25, 0.95, 0.1), (0.05, 1.0, 0.05))
_FORWARD = ((0.1, -0.1, 1.0), (0.0, 0.0, 1.0))
_OUT = ((0.95, 0.0, 0.35), (0.75, 0.5, 0.4))


def raise_hands(stance: Stance, side: str, seconds: float, forward: bool) -> Track:
    """Lift one or both hands over the head, hold them, and let them down."""
    way = _FORWARD if forward else _OUT
    keys = [HANGING, way, _UP, _UP, way, HANGING]
    return _with_arms(stance, side, seconds, (0.0, 0.18, 0.35, 0.65, 0.82, 1.0), keys)


def wave(stance: Stance, side: str, seconds: float, waves: int) -> Track:
    """Lift one or both hands beside the head and swing the forearm out and in."""
    outward = ((0.9, 0.05, 0.3), (0.6, 0.8, 0.15))
    inward = ((0.9, 0.05, 0.3), (-0.45, 0.9, 0.15))
    keys = [HANGING, outward, *([inward, outward] * waves), HANGING]
    inner = np.linspace(0.18, 0.82, 2 * waves + 1)
    return _with_arms(stance, side, seconds, (0.0, *inner.tolist(), 1.0), keys)


def punch(stance: Stance, side: str, seconds: float) -> Track:
    """Draw one fist back to the chest, strike forward, and let it down."""
    guard = ((0.5, -0.8, -0.3), (-0.1, 0.6, 0.8))
    keys = [HANGING, guard, _FORWARD, guard, HANGING]
    track = _with_arms(stance, side, seconds, (0.0, 0.35, 0.5, 0.7, 1.0), keys)
    sign = -1.0 if side == "left" else 1.0
    return replace(track, twist=ease(len(track), (0.0, 0.35, 0.5, 0.7, 1.0), [0, -0.2, 0.5, 0, 0]) * sign)


def bow(stance: Stance, depth: float, seconds: float) -> Track:
    """Bend the trunk forward by `depth` radians, hold, and straighten up."""
    track = standing(stance, _frames(seconds))
    bend = ease(len(track), (0.0, 0.35, 0.6, 1.0), [0, 1, 1, 0])
    shift = _body(stance, np.stack([0 * bend, 0 * bend, -0.12 * bend], -1))
    return replace(track, lean=0.7 * depth * bend, tilt=0.3 * depth * bend, root=track.root + shift)


def squat(stance: Stance, depth: float, times: int, seconds: float) -> Track:
    """Go down by `depth` metres and up again, some times, arms forward for balance."""
    keys = [0.0, *([1.0, 0.0] * times)]
    at = tuple(np.linspace(0, 1, len(keys)).tolist())
    arms = [HANGING, *([_FORWARD, HANGING] * times)]
    track = _with_arms(stance, "both", seconds, at, arms)
    down = ease(len(track), at, keys)
    shift = _body(stance, np.stack([0 * down, -depth * down, -0.25 * depth * down], -1))
    return replace(track, root=track.root + shift, lean=0.5 * down, tilt=0.25 * down)


def sit(stance: Stance, seconds: float) -> Track:
    """Sit down on a chair behind the figure, stay, and stand up; thirds of the duration each."""
    track = standing(stance, _frames(seconds))
    at = (0.0, 1 / 3, 2 / 3, 1.0)
    down = ease(len(track), at, [0, 1, 1, 0])
    lean = ease(len(track), (0.0, 0.17, 1 / 3, 2 / 3, 0.83, 1.0), [0, 0.6, 0.05, 0.05, 0.6, 0])
    shift = _body(stance, np.stack([0 * down, -0.4 * down, -0.36 * down], -1))
    return replace(track, root=track.root + shift, lean=lean)


def jump(stance: Stance, height: float, distance: float) -> Track:
    """Crouch, leave the floor by `height` metres and land `distance` metres ahead."""
    speed = float(np.sqrt(2 * GRAVITY * height))
    air, crouch, landing = 2 * speed / GRAVITY, 0.7, 0.6
    track = standing(stance, _frames(crouch + air + landing))
    time = np.arange(len(track)) / FPS
    flight = np.clip(time - crouch, 0, air)
    rise = speed * flight - GRAVITY * flight**2 / 2
    share = flight / air
    dip = ease(len(track), (0.0, 0.55 * crouch / time[-1], crouch / time[-1]), [0.0, -0.25, 0.0])
    after = np.clip((time - crouch - air) / (time[-1] - crouch - air), 0, 1)
    dip = np.where(time < crouch, dip, 0) - 0.18 * np.sin(np.pi * after) ** 2
    zero = np.zeros_like(time)
    ahead = _body(stance, np.stack([zero, zero, distance * share], -1))
    lifted = _body(stance, np.stack([zero, rise, zero], -1))
    at = (0.0, 0.5 * crouch / time[-1], (crouch + air / 2) / time[-1], 1.0)
    back = ((0.2, -0.8, -0.55), (0.1, -0.9, -0.3))
    arms = _with_arms(stance, "both", len(track) / FPS, at, [HANGING, back, _FORWARD, HANGING]).arms
    root = track.root + ahead + lifted + np.stack([zero, dip, zero], -1)
    feet = track.feet + (ahead + lifted)[:, None]
    return replace(track, root=root, feet=feet, lean=-1.2 * dip, tilt=-0.5 * dip, arms=arms)


def kick(stance: Stance, side: str, height: float, seconds: float) -> Track:
    """Swing one leg back, kick forward to `height` metres, and set the foot down again."""
    (leg,) = SIDES[side]
    track = standing(stance, _frames(seconds))
    at = (0.0, 0.3, 0.5, 0.65, 1.0)
    out = 1.0 - 2 * leg
    path = [(0, 0, 0), (0, 0.22, -0.35), (-0.04 * out, height, 0.75), (0, 0.35, 0.25), (0, 0, 0)]
    feet = track.feet.copy()
    feet[:, leg] += _body(stance, ease(len(track), at, path))
    over = ease(len(track), (0.0, 0.2, 0.7, 1.0), [0, 1, 1, 0])
    shift = _body(stance, np.stack([-out * 0.07 * over, -0.01 * over, 0 * over], -1))
    toes = track.toes.copy()
    toes[:, leg] = ease(len(track), at, [0, -0.3, 1.2, 0.5, 0])
    lean = ease(len(track), at, [0, 0.15, -0.25, 0.0, 0])
    balance = ((0.6, -0.75, 0.1), (0.5, -0.8, 0.3))
    arms = _with_arms(stance, "both", seconds, (0.0, 0.3, 0.65, 1.0), [HANGING, balance, balance, HANGING])
    return replace(track, root=track.root + shift, feet=feet, toes=toes, lean=lean, arms=arms.arms)


def _with_arms(
    stance: Stance, side: str, seconds: float, times: tuple[float, ...], keys: Sequence[object]
) -> Track:
    track = standing(stance, _frames(seconds))
    arms = track.arms.copy()
    for index in SIDES[side]:
        arms[:, index] = ease(len(track), times, keys)
    return replace(track, arms=arms)


def _frames(seconds: float) -> int:
    return max(round(seconds * FPS), 8)


def _body(stance: Stance, vectors: Float[np.ndarray, "T 3"]) -> Float[np.ndarray, "T 3"]:
    """Vectors of the body's frame (left, up, forward) in the world."""
    return vectors @ yaw_rotation(np.array(stance.yaw)).T
