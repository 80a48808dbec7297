"""Angles of the joints that positions can tell: hips, knees, elbows, spine and neck."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.metrics.plausibility.joints import check_joints
from kinemind.skeletons import HUMANML22, Skeleton

Vectors = Float[np.ndarray, "T 3"]
Angles = Float[np.ndarray, " T"]


def joint_angles(
    joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton = HUMANML22
) -> dict[str, Float[np.ndarray, " T"]]:
    """Angles over time in radians, by name; those of limbs begin with `left_` or `right_`.

    `knee_flexion`, `elbow_flexion`: between the two bones, 0 is straight, 0 to pi.
    `knee_hyperextension`: how far the shank leans to the front of the knee; -pi/2 to pi/2, negative where the
    knee bends as it should.  The front is the pelvis's, carried along by the least turn that takes a hanging
    leg to where the thigh is.
    The foot is no better witness: on bench/train it contradicts 2 % of the frames (kneeling, pointed toes).
    `hip_flexion`: of the thigh from where it hangs, in any direction, 0 to pi.  `hip_extension`,
    `hip_abduction`: how far the thigh leans to the pelvis's back and to its own side, -pi/2 to pi/2.
    `spine_flexion`, `spine_side`, `spine_twist`: of the upper half of the spine to the lower, of the
    shoulders to the hips; forward, left and counter-clockwise positive.
    `neck_flexion`, `neck_side`: of the head bone to the upper spine; forward and left positive.
    Joints in metres; their unit cancels out.  Raises InputError as `check_joints` does.
    """
    check_joints(joints, skeleton)
    at = {name: joints[:, number].astype(np.float64) for number, name in enumerate(skeleton.joint_names)}
    across = _unit(at["left_hip"] - at["right_hip"])
    up = _unit(_across(at["spine1"] - at["pelvis"], across))
    front = np.cross(across, up)

    middle = at["spine2" if "spine3" in at else "spine1"]
    lower, upper = _unit(middle - at["pelvis"]), _unit(at["neck"] - middle)
    hips = _unit(_across(across, lower))
    hips_above = _unit(_across(across, upper))
    shoulders = _unit(_across(at["left_shoulder"] - at["right_shoulder"], upper))
    chest, head = np.cross(shoulders, upper), _unit(at["head"] - at["neck"])
    found = {
        "spine_flexion": np.arctan2(_dot(upper, np.cross(hips, lower)), _dot(upper, lower)),
        "spine_side": _lean(upper, hips),
        "spine_twist": np.arctan2(_dot(np.cross(hips_above, shoulders), upper), _dot(hips_above, shoulders)),
        "neck_flexion": np.arctan2(_dot(head, chest), _dot(head, upper)),
        "neck_side": _lean(head, shoulders),
    }
    for side, outward in (("left", across), ("right", -across)):
        hip, knee, ankle = (at[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
        thigh, shank = _unit(knee - hip), _unit(ankle - knee)
        arm = _unit(at[f"{side}_elbow"] - at[f"{side}_shoulder"])
        forearm = _unit(at[f"{side}_wrist"] - at[f"{side}_elbow"])
        found |= {
            f"{side}_hip_flexion": _between(thigh, -up),
            f"{side}_hip_extension": _lean(thigh, -front),
            f"{side}_hip_abduction": _lean(thigh, outward),
            f"{side}_knee_flexion": _between(thigh, shank),
            f"{side}_knee_hyperextension": _lean(shank, _carried(front, -up, thigh)),
            f"{side}_elbow_flexion": _between(arm, forearm),
        }
    return found


def _dot(a: Vectors, b: Vectors) -> Angles:
    return (a * b).sum(-1)


def _unit(vectors: Vectors) -> Vectors:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def _across(vectors: Vectors, axis: Vectors) -> Vectors:
    """What is left of `vectors` beside a unit axis."""
    return vectors - axis * _dot(vectors, axis)[:, None]


def _between(a: Vectors, b: Vectors) -> Angles:
    """Angle of two unit vectors, exact for small ones too."""
    return np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), _dot(a, b))


def _lean(vectors: Vectors, towards: Vectors) -> Angles:
    return np.arcsin(np.clip(_dot(vectors, towards), -1, 1))


def _carried(vectors: Vectors, start: Vectors, end: Vectors) -> Vectors:
    """Vectors turned by the least rotation that takes `start` to `end`, unit vectors."""
    cosine, axis = _dot(start, end)[:, None], np.cross(start, end)
    along = axis * _dot(axis, vectors)[:, None] / np.maximum(1 + cosine, 1e-6)
    return _unit(vectors * cosine + np.cross(axis, vectors) + along)
