"""The rest pose of an exported skeleton: the same motion over offsets that show a T-pose.

HumanML3D's rest pose has hanging arms and a head that points forward; animation software expects arms to
the sides and the head up.  The joints' positions do not change.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.rotations import minimal_rotation
from kinemind.skeletons import HUMANML22, Skeleton

_SIDE = {"left": (1.0, 0.0, 0.0), "right": (-1.0, 0.0, 0.0)}
# bone that starts at this joint → its direction in the T-pose
T_POSE: dict[str, tuple[float, float, float]] = {
    "neck": (0.0, 1.0, 0.0),
    **{f"{side}_{joint}": _SIDE[side] for side in _SIDE for joint in ("shoulder", "elbow")},
}


def in_t_pose(
    rotations: Float[np.ndarray, "T J 3 3"], offsets: Float[np.ndarray, "J 3"], skeleton: Skeleton
) -> tuple[Float[np.ndarray, "T J 3 3"], Float[np.ndarray, "J 3"]]:
    """Rotations and offsets of the same motion whose rest pose is a T-pose (HUMANML22; others unchanged).

    With D_j the turn of joint j's rest frame, offset'_c = D_parent offset_c and R'_j = D_parent R_j D_j^-1.
    """
    if skeleton is not HUMANML22:
        return rotations, offsets
    turns = np.tile(np.eye(3), (skeleton.num_joints, 1, 1))
    turned, posed = offsets.astype(np.float64), rotations.astype(np.float64)
    for j, (name, parent) in enumerate(zip(skeleton.joint_names, skeleton.parents, strict=True)):
        children = skeleton.children(j)
        if name in T_POSE:
            bone = offsets[children[0]].astype(np.float64)
            length = np.linalg.norm(bone)
            if length > 1e-9:
                turns[j] = minimal_rotation(bone / length, np.array(T_POSE[name]))
        elif not children:
            turns[j] = turns[parent]
        if parent >= 0:
            turned[j] = turns[parent] @ turned[j]
            posed[:, j] = turns[parent] @ posed[:, j]
        posed[:, j] = posed[:, j] @ turns[j].T
    return posed, turned
