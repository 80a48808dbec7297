"""The T-pose of the SMPL family on the joints of HUMANML22.

HUMANML22's own rest directions are axes made for its inverse kinematics (arms down, toes level).  These
follow the rest pose of the SMPL family instead, rounded and symmetric, so that its rotations can be
applied without the licensed body model.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rotations import best_rotation, minimal_rotation
from kinemind.skeletons import HUMANML22

_MIDDLE = {
    "spine1": (0.0, 0.97, -0.24), "spine2": (0.0, 1.0, 0.01), "spine3": (0.0, 0.90, 0.43),
    "neck": (0.0, 0.98, -0.19), "head": (0.0, 0.79, 0.61),
}  # fmt: skip
_LEFT = {
    "hip": (0.60, -0.80, -0.04), "knee": (0.09, -1.0, 0.0), "ankle": (-0.04, -0.99, -0.10),
    "foot": (0.20, -0.42, 0.88), "collar": (0.55, 0.82, -0.23), "shoulder": (0.94, 0.32, -0.10),
    "elbow": (0.99, -0.05, -0.10), "wrist": (1.0, 0.02, -0.01),
}  # fmt: skip


def t_pose_offsets() -> Float[np.ndarray, "22 3"]:
    """Offset of each joint from its parent in the T-pose, metres, with HUMANML22's bone lengths."""
    offsets = np.zeros((HUMANML22.num_joints, 3))
    for j, name in enumerate(HUMANML22.joint_names):
        side, _, bone = name.partition("_")
        if bone:
            offsets[j] = np.multiply(_LEFT[bone], (1.0 if side == "left" else -1.0, 1.0, 1.0))
        elif name in _MIDDLE:
            offsets[j] = _MIDDLE[name]
    norms = np.maximum(np.linalg.norm(offsets, axis=-1, keepdims=True), 1e-9)
    return offsets / norms * np.asarray(HUMANML22.lengths)[:, None]


def in_smpl_pose(
    rotations: Float[np.ndarray, "T 22 3 3"], offsets: Float[np.ndarray, "22 3"]
) -> tuple[Float[np.ndarray, "T 22 3 3"], Float[np.ndarray, "22 3"]]:
    """Rotations and offsets of the same motion whose rest pose is SMPL's T-pose; the joints stay the same.

    With A_j the turn from joint j's bones in the T-pose to those of `offsets` (the least one for a single
    bone, the best one for several, the parent's at a leaf), R'_j = A_parent^-1 R_j A_j and
    offset'_c = A_parent^-1 offset_c.  Where a joint has one bone, offset' points as SMPL's does; those of
    pelvis and chest point as near to it as the figure's build allows.
    """
    target = t_pose_offsets()
    turns = np.tile(np.eye(3), (HUMANML22.num_joints, 1, 1))
    posed, turned = rotations.astype(np.float64), offsets.astype(np.float64)
    for j, parent in enumerate(HUMANML22.parents):
        children = list(HUMANML22.children(j))
        if len(children) == 1:
            turns[j] = minimal_rotation(_unit(target[children[0]]), _unit(offsets[children[0]]))
        elif children:
            turns[j] = best_rotation(_unit(target[children]), _unit(offsets[children]))
        else:
            turns[j] = turns[parent]
        if parent >= 0:
            turned[j] = turns[parent].T @ turned[j]
            posed[:, j] = turns[parent].T @ posed[:, j]
        posed[:, j] = posed[:, j] @ turns[j]
    return posed, turned


def _unit(vectors: Float[np.ndarray, "*N 3"]) -> Float[np.ndarray, "*N 3"]:
    vectors = np.asarray(vectors, np.float64)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
