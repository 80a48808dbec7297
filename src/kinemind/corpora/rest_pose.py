"""The T-pose of the uniform HUMANML22 figure, for poses given as SMPL joint rotations.

HUMANML22's own rest directions are axes made for its inverse kinematics (arms down, toes level).  These
follow the rest pose of the SMPL family instead, rounded and symmetric, so that its rotations can be
applied to the uniform bone lengths without the licensed body model.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

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
