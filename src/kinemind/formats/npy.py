"""HumanML3D's and KIT-ML's .npy: feature vectors [T, 263] or [T, 251], or joints [T, 22, 3] or [T, 21, 3].

They are told apart by their shape alone, which is never ambiguous.  Writing gives joints unless features
are asked for (`layout="features"`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from kinemind.errors import InputError
from kinemind.features import encode, layout_of, recover_from_positions
from kinemind.features.layout import LAYOUTS
from kinemind.formats.arrays import load_array
from kinemind.formats.files import written_aside
from kinemind.motion import Motion
from kinemind.skeletons import KIT21

_TALLEST = 20.0
"""Metres; KIT-ML joints beyond that are in its own unit, thousandths of the body height."""


def read_npy(path: str | Path) -> Motion:
    """A motion at its data set's frame rate (20, KIT-ML 12.5), in metres.  Raises InputError.

    Feature vectors give the joints recovered from their positions, as HumanML3D does.
    """
    array = load_array(path)
    if array.dtype.kind not in "fiu":
        raise InputError(f"{path} holds no numbers (type {array.dtype})")
    if array.ndim in (3, 4) and array.shape[0] == 1 and array.shape[1] > 1:
        array = array[0]  # a batch of one
    if not np.isfinite(array).all():
        raise InputError(f"{path} holds NaN or infinite values")
    for layout in LAYOUTS.values():
        skeleton = layout.skeleton
        if array.shape[1:] == (layout.size,) and len(array):
            joints = recover_from_positions(array.astype(np.float64), skeleton)
            return Motion(joints, layout.fps, skeleton)
        if array.shape[1:] in ((skeleton.num_joints, 3), (skeleton.num_joints * 3,)):
            joints = array.reshape(len(array), skeleton.num_joints, 3).astype(np.float64)
            if skeleton is KIT21 and np.abs(joints).max(initial=0.0) > _TALLEST:
                joints = joints * layout.metres_per_unit
            return Motion(joints, layout.fps, skeleton)
    raise InputError(
        f"{path} has the shape {array.shape}; known are feature vectors (frames, 263 or 251) and joints "
        "(frames, 22 or 21, 3)"
    )


def write_npy(motion: Motion, path: str | Path, layout: Literal["joints", "features"] = "joints") -> Path:
    """Joints [T, J, 3] in metres, or feature vectors [T-1, D] at the data set's frame rate (resampled)."""
    if layout == "joints":
        array = motion.joints
    elif layout == "features":
        fps = layout_of(motion.skeleton).fps
        array = np.asarray(encode(motion.resample(fps).joints, motion.skeleton))
    else:
        raise InputError(f"the layout of an .npy file is joints or features, not {layout!r}")
    with written_aside(path) as aside, aside.open("wb") as file:
        np.save(file, array.astype(np.float32), allow_pickle=False)
    return Path(path)
