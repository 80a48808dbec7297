"""Faults put into real motions, each with a strength: what a plausibility reward must see."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kinemind.skeletons import HUMANML22

Fault = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]
"""Joints [T, 22, 3] in metres at 20 fps, strength (1 is moderate), randomness; other joints come back."""


def jitter(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """White noise of 5 mm on every coordinate."""
    return joints + rng.normal(0, 0.005 * strength, joints.shape)


def tremor(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """Every joint but the feet trembles at 8 Hz by 5 mm, in a direction of its own."""
    axis = rng.normal(size=(22, 3))
    axis[list(HUMANML22.feet)] = 0
    axis /= np.maximum(np.linalg.norm(axis, axis=-1, keepdims=True), 1e-9)
    wave = np.sin(2 * np.pi * 8 * np.arange(len(joints)) / 20 + rng.uniform(0, 6))
    return joints + 0.005 * strength * wave[:, None, None] * axis


def frozen(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """One pose for the share `strength` of the clip from its start (all of it at 1)."""
    out = joints.copy()
    end = max(2, round(min(strength, 1) * len(joints)))
    out[:end] = joints[int(rng.integers(end))]
    return out


def frozen_pose_that_travels(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """One pose all along, carried by the pelvis's own way."""
    pose = joints[int(rng.integers(len(joints)))]
    return joints[:, :1] + (pose - pose[:1])[None]


def frozen_middle(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """The clip stops for 0.6 s in its middle, then goes on from where it stood."""
    middle = len(joints) // 2
    held = np.repeat(joints[middle : middle + 1], max(1, round(12 * strength)), 0)
    return np.concatenate([joints[:middle], held, joints[middle:]])


def frozen_and_jumped(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """The frames of 0.6 s in the middle all show the first of them."""
    out, middle = joints.copy(), len(joints) // 3
    out[middle : middle + max(1, round(12 * strength))] = joints[middle]
    return out


def foot_slide(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """The whole body glides at 0.2 m/s (10 mm a frame) in a direction of its own."""
    angle = rng.uniform(0, 2 * np.pi)
    glide = 0.010 * strength * np.arange(len(joints))
    return joints + glide[:, None, None] * np.array([np.cos(angle), 0.0, np.sin(angle)])


def skating(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """The body swings to and fro by 10 cm at 0.5 Hz over feet that should be planted."""
    angle, phase = rng.uniform(0, 2 * np.pi, 2)
    swing = 0.10 * strength * np.sin(2 * np.pi * 0.5 * np.arange(len(joints)) / 20 + phase)
    return joints + swing[:, None, None] * np.array([np.cos(angle), 0.0, np.sin(angle)])


def flipped_knee(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """One knee on the other side of the line from hip to ankle; bones keep their length.

    At a strength under 1 it goes that share of the way there (bones are shorter on it).
    """
    hip, knee, ankle = rng.choice([[1, 4, 7], [2, 5, 8]])
    line, thigh = joints[:, ankle] - joints[:, hip], joints[:, knee] - joints[:, hip]
    share = (thigh * line).sum(-1, keepdims=True) / (line * line).sum(-1, keepdims=True)
    out = joints.copy()
    out[:, knee] += 2 * strength * (joints[:, hip] + line * share - joints[:, knee])
    return out


def knee_bent_forward(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """One shank points 40 degrees to the front of its thigh for a third of the clip."""
    hip, knee, ankle, foot = rng.choice([[1, 4, 7, 10], [2, 5, 8, 11]])
    out, first = joints.copy(), len(joints) // 3
    at = slice(first, 2 * first)
    thigh = joints[at, knee] - joints[at, hip]
    thigh /= np.linalg.norm(thigh, axis=-1, keepdims=True)
    across = joints[at, 1] - joints[at, 2]
    front = np.cross(across, -thigh)
    front /= np.linalg.norm(front, axis=-1, keepdims=True)
    shank = np.linalg.norm(joints[at, ankle] - joints[at, knee], axis=-1, keepdims=True)
    bend = np.radians(40 * strength)
    ends = joints[at, knee] + shank * (np.cos(bend) * thigh + np.sin(bend) * front)
    out[at, foot] += ends - joints[at, ankle]
    out[at, ankle] = ends
    return out


def teleport(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """From one frame on the whole body stands 0.3 m elsewhere."""
    out, angle = joints.copy(), rng.uniform(0, 2 * np.pi)
    at = int(rng.integers(len(joints) // 4, 3 * len(joints) // 4))
    out[at:] += 0.3 * strength * np.array([np.cos(angle), 0.0, np.sin(angle)])
    return out


def teleport_and_back(joints: np.ndarray, strength: float, rng: np.random.Generator) -> np.ndarray:
    """One frame in which the whole body stands 0.15 m elsewhere."""
    out, angle = joints.copy(), rng.uniform(0, 2 * np.pi)
    at = int(rng.integers(2, len(joints) - 2))
    out[at] += 0.15 * strength * np.array([np.cos(angle), 0.0, np.sin(angle)])
    return out


FAULTS: dict[str, Fault] = {
    fault.__name__: fault
    for fault in (
        jitter,
        tremor,
        frozen,
        frozen_pose_that_travels,
        frozen_middle,
        frozen_and_jumped,
        foot_slide,
        skating,
        flipped_knee,
        knee_bent_forward,
        teleport,
        teleport_and_back,
    )
}
