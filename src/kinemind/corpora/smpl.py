"""Poses of the SMPL family on the uniform skeleton, without the licensed body model."""

from __future__ import annotations

import numpy as np

from kinemind.errors import InputError
from kinemind.formats.smpl.t_pose import t_pose_offsets
from kinemind.motion import Motion
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22

BODY_JOINTS = 22
"""The first 22 joints of SMPL, SMPL-H and SMPL-X are those of HUMANML22."""
Z_UP_TO_Y_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])


def smpl_motion(
    poses: np.ndarray,
    translation: np.ndarray,
    fps: float,
    z_up: bool | None = None,
) -> Motion:
    """Forward kinematics of axis-angle poses over HUMANML22's bones.

    `poses` [T, 3 J] or [T, J, 3], radians, at least 22 joints; `translation` [T, 3], metres.

    The translation is taken as the path of the pelvis (the body model adds a constant to it).  Without
    `z_up` the up axis is told from the trunk: +Z where it points there far more than to +Y.  Raises
    InputError for NaN, too few joints, or a translation of another length.
    """
    from scipy.spatial.transform import Rotation

    poses = np.asarray(poses, np.float64).reshape(len(poses), -1)
    if poses.shape[1] < 3 * BODY_JOINTS:
        raise InputError(f"22 joints need {3 * BODY_JOINTS} numbers a frame, the poses have {poses.shape[1]}")
    body = poses[:, : 3 * BODY_JOINTS].reshape(-1, 3)
    if np.shape(translation) != (len(poses), 3):
        raise InputError(f"the translation has the shape {np.shape(translation)}, not ({len(poses)}, 3)")
    if not (len(body) and np.isfinite(body).all() and np.isfinite(translation).all()):
        raise InputError("the poses are empty or hold NaN")
    rotations = Rotation.from_rotvec(body).as_matrix().reshape(len(poses), BODY_JOINTS, 3, 3)
    root = np.asarray(translation, np.float64)
    if z_up is None:
        _, up, out = np.median(rotations[:, 0] @ [0.0, 1.0, 0.0], axis=0)
        z_up = bool(out > 2 * abs(up))
    if z_up:
        rotations[:, 0] = Z_UP_TO_Y_UP @ rotations[:, 0]
        root = root @ Z_UP_TO_Y_UP.T
    offsets = t_pose_offsets()
    joints = forward_kinematics(rotations, root, offsets, HUMANML22.parents)
    return Motion(joints, fps, HUMANML22, rotations, offsets)
