"""Legs of two bones of fixed lengths between a hip and an ankle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.rotations import minimal_rotation
from kinemind.skeletons import Skeleton

STRAIGHT = 0.998
"""Share of thigh and shin together to which a leg is stretched, unless it was straighter."""
CLEAR_BEND = 0.03
"""Metres the knee lies off the line from hip to ankle, from which the side it bends to is certain."""
SLIGHT = 2e-3
"""Metres of shift below which a leg keeps the side its knee bends to even if that is uncertain."""


@dataclass(frozen=True)
class Leg:
    """Joints of one leg; `foot` are those that hang on the ankle, the toe among them."""

    hip: int
    knee: int
    ankle: int
    toe: int
    foot: tuple[int, ...]


def legs_of(skeleton: Skeleton) -> tuple[Leg, Leg]:
    """The (left, right) leg.  Raises InputError where the skeleton names none."""
    return _leg(skeleton, "left"), _leg(skeleton, "right")


def _leg(skeleton: Skeleton, side: str) -> Leg:
    names = [f"{side}_{joint}" for joint in ("hip", "knee", "ankle", "foot")]
    if not set(names) <= set(skeleton.joint_names):
        raise InputError(
            f"the skeleton {skeleton.name} has no legs that are known by name; feet stay as they are"
        )
    hip, knee, ankle, toe = (skeleton.index(name) for name in names)
    foot = [ankle]
    for joint, parent in enumerate(skeleton.parents):
        if parent in foot:
            foot.append(joint)
    if skeleton.parents[ankle] != knee or skeleton.parents[knee] != hip or toe not in foot:
        raise InputError(
            f"the legs of the skeleton {skeleton.name} are no thigh, shin and foot; they stay as they are"
        )
    return Leg(hip, knee, ankle, toe, tuple(foot[1:]))


def bone_lengths_of(
    joints: Float[np.ndarray, "T J 3"], leg: Leg
) -> tuple[Float[np.ndarray, " T"], Float[np.ndarray, " T"]]:
    """Lengths of thigh and shin per frame, metres."""
    thigh = np.linalg.norm(joints[:, leg.knee] - joints[:, leg.hip], axis=-1)
    shin = np.linalg.norm(joints[:, leg.ankle] - joints[:, leg.knee], axis=-1)
    return thigh, shin


def longest_reach(joints: Float[np.ndarray, "T J 3"], leg: Leg) -> Float[np.ndarray, " T"]:
    """How far the ankle may be from the hip, metres: nearly straight, or as straight as it was."""
    own = np.linalg.norm(joints[:, leg.ankle] - joints[:, leg.hip], axis=-1)
    thigh, shin = bone_lengths_of(joints, leg)
    return np.maximum(STRAIGHT * (thigh + shin), own)


def reach(
    joints: Float[np.ndarray, "T J 3"],
    leg: Leg,
    hip: Float[np.ndarray, "T 3"],
    target: Float[np.ndarray, "T 3"],
) -> Float[np.ndarray, "T 3"]:
    """Where the ankle comes to lie: at `target`, or on the way there as far as the leg reaches."""
    thigh, shin = bone_lengths_of(joints, leg)
    way = target - hip
    length = np.linalg.norm(way, axis=-1)
    allowed = np.clip(length, 1.001 * np.abs(thigh - shin), longest_reach(joints, leg))
    return hip + way * (allowed / np.maximum(length, 1e-9))[:, None]


def stretched(
    joints: Float[np.ndarray, "T J 3"],
    leg: Leg,
    hip: Float[np.ndarray, "T 3"],
    ankle: Float[np.ndarray, "T 3"],
    shift: Float[np.ndarray, "T 3"],
) -> Float[np.ndarray, "T 3"]:
    """The knee between a hip and an ankle, with thigh and shin as long as in `joints`, metres.

    The leg turns as a whole by the least rotation from its old line to its new one; then the knee bends
    more or less to the side it is on.  `shift` is how far the ankle moves against the hip: a leg that does
    not move keeps its knee exactly.
    """
    thigh, shin = bone_lengths_of(joints, leg)
    line = _unit(joints[:, leg.ankle] - joints[:, leg.hip])[0]
    new_line, new_length = _unit(ankle - hip)
    bend = _bend(joints, leg, line, np.linalg.norm(shift, axis=-1))
    turned = (minimal_rotation(line, new_line) @ bend[..., None])[..., 0]
    along = (thigh**2 - shin**2 + new_length**2) / (2 * np.maximum(new_length, 1e-9))
    off = np.sqrt(np.maximum(thigh**2 - along**2, 0.0))
    return hip + along[:, None] * new_line + off[:, None] * turned


def _bend(
    joints: Float[np.ndarray, "T J 3"],
    leg: Leg,
    line: Float[np.ndarray, "T 3"],
    moved: Float[np.ndarray, " T"],
) -> Float[np.ndarray, "T 3"]:
    """Unit vectors to the side the knee bends to, across the leg's line.

    A straight leg has none that means anything: there it is the one of the frames around, or the foot's.
    """
    knee = joints[:, leg.knee] - joints[:, leg.hip]
    own = knee - (knee * line).sum(-1, keepdims=True) * line
    ahead = joints[:, leg.toe] - joints[:, leg.ankle]
    ahead = 0.2 * CLEAR_BEND * _unit(ahead - (ahead * line).sum(-1, keepdims=True) * line)[0]
    window = np.hanning(2 * min((len(own) - 1) // 2, 7) + 3)[1:-1]
    around = np.stack([np.convolve(column, window, "same") for column in (own + ahead).T], axis=-1)
    around = around - (around * line).sum(-1, keepdims=True) * line
    direction, size = _unit(own)
    sure = np.clip(size / CLEAR_BEND, 0.0, 1.0)
    sure = sure**2 * (3 - 2 * sure)
    sure = 1 - (1 - sure) * moved**2 / (moved**2 + SLIGHT**2)
    return _unit(sure[:, None] * direction + (1 - sure)[:, None] * _unit(around)[0])[0]


def _unit(vectors: Float[np.ndarray, "T 3"]) -> tuple[Float[np.ndarray, "T 3"], Float[np.ndarray, " T"]]:
    length = np.linalg.norm(vectors, axis=-1)
    return vectors / np.maximum(length, 1e-9)[:, None], length
