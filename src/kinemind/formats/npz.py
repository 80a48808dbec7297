"""Our own .npz: joints [T, J, 3] float32 in metres, y up; `fps`; `skeleton`; and what else a motion has.

Optional arrays: `rotations` [T, J, 3, 3] relative to the parent with `offsets` [J, 3], `root` [T, 3],
`text`, `steps` (JSON list of {text, start, end}), and for skeletons of other software `joint_names` and
`parents`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kinemind.errors import InputError
from kinemind.formats.arrays import load_arrays
from kinemind.formats.custom import custom_skeleton
from kinemind.formats.files import written_aside
from kinemind.motion import Motion, Step
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22, KIT21, SKELETONS, Skeleton, skeleton_named

RIGID_TOLERANCE = 5e-3
"""Metres by which joints may differ from the forward kinematics of the rotations in the same file."""


def read_npz(path: str | Path) -> Motion:
    """A motion from our .npz, or from one with AMASS keys.  Raises InputError.

    Without a `skeleton` string 22 joints are taken for HUMANML22 and 21 for KIT21; without `fps` the frame
    rate is that of their data sets.
    """
    arrays = load_arrays(path)
    if "joints" not in arrays and {"poses", "trans"} <= arrays.keys():
        from kinemind.formats.smpl import read_smpl  # which reads its arrays by this module

        return read_smpl(path)
    if "joints" not in arrays:
        held = ", ".join(sorted(arrays)[:6]) or "nothing"
        raise InputError(f"{path} has no array `joints` [frames, joints, 3]; it holds {held}")
    joints = _numbers(arrays["joints"], f"{path}: `joints`")
    if joints.ndim != 3 or joints.shape[2] != 3:
        raise InputError(f"{path}: `joints` has the shape {joints.shape}, not (frames, joints, 3)")
    try:
        skeleton = _skeleton(arrays, joints)
        fps = _fps(arrays, skeleton)
        rotations, offsets = _rigid_parts(arrays, joints, skeleton)
        return Motion(
            joints, fps, skeleton, rotations, offsets, text=_string(arrays, "text"), steps=_steps(arrays)
        )
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def write_npz(motion: Motion, path: str | Path) -> Path:
    """The motion with all it has, compressed.  Raises InputError when the place cannot be written."""
    arrays: dict[str, np.ndarray] = {
        "joints": motion.joints.astype(np.float32),
        "fps": np.array(motion.fps, np.float64),
        "skeleton": np.array(motion.skeleton.name),
        "root": motion.root.astype(np.float32),
    }
    if motion.rotations is not None and motion.offsets is not None:
        arrays["rotations"] = motion.rotations.astype(np.float32)
        arrays["offsets"] = motion.offsets.astype(np.float32)
    if motion.text:
        arrays["text"] = np.array(motion.text)
    if motion.steps:
        arrays["steps"] = np.array(
            json.dumps([{"text": s.text, "start": s.start, "end": s.end} for s in motion.steps])
        )
    if motion.skeleton.name not in SKELETONS:
        arrays["joint_names"] = np.array(motion.skeleton.joint_names)
        arrays["parents"] = np.array(motion.skeleton.parents, np.int32)
        arrays.setdefault("offsets", motion.skeleton.rest_offsets.astype(np.float32))
    with written_aside(path) as aside, aside.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return Path(path)


def _numbers(array: np.ndarray, name: str) -> np.ndarray:
    if array.dtype.kind not in "fiu":
        raise InputError(f"{name} holds no numbers (type {array.dtype})")
    if not np.isfinite(array).all():
        raise InputError(f"{name} holds NaN or infinite values")
    return array


def _string(arrays: Mapping[str, np.ndarray], name: str) -> str:
    if name not in arrays:
        return ""
    value = arrays[name]
    if value.size != 1 or value.dtype.kind not in "US":
        raise InputError(f"`{name}` is no single string")
    single = value.reshape(-1)[0]
    return single.decode("utf-8", "replace") if isinstance(single, bytes) else str(single)


def _skeleton(arrays: Mapping[str, np.ndarray], joints: np.ndarray) -> Skeleton:
    name = _string(arrays, "skeleton")
    if name.startswith("custom:"):
        return _custom(arrays, joints)
    if name:
        return skeleton_named(name)
    for skeleton in (HUMANML22, KIT21):
        if joints.shape[1] == skeleton.num_joints:
            return skeleton
    raise InputError(f"the motion has {joints.shape[1]} joints and names no skeleton; 22 or 21 are known")


def _custom(arrays: Mapping[str, np.ndarray], joints: np.ndarray) -> Skeleton:
    if not {"joint_names", "parents", "offsets"} <= arrays.keys():
        raise InputError("a custom skeleton needs the arrays `joint_names`, `parents` and `offsets`")
    names, parents = arrays["joint_names"], arrays["parents"]
    offsets = _numbers(arrays["offsets"], "`offsets`")
    count = joints.shape[1]
    ordered = parents.dtype.kind in "iu" and parents.shape == (count,) and count > 0
    ordered = ordered and parents[0] == -1 and all(0 <= p < i for i, p in enumerate(parents) if i)
    if not ordered or names.shape != (count,) or names.dtype.kind != "U" or offsets.shape != (count, 3):
        raise InputError(f"`joint_names`, `parents`, `offsets` do not describe a tree of {count} joints")
    return custom_skeleton(
        tuple(str(n) for n in names), tuple(int(p) for p in parents), offsets.astype(np.float64)
    )


def _fps(arrays: Mapping[str, np.ndarray], skeleton: Skeleton) -> float:
    if "fps" not in arrays:
        return 12.5 if skeleton is KIT21 else 20.0
    value = _numbers(arrays["fps"], "`fps`")
    if value.size != 1:
        raise InputError("`fps` is no single number")
    return float(value.reshape(-1)[0])


def _rigid_parts(
    arrays: Mapping[str, np.ndarray], joints: np.ndarray, skeleton: Skeleton
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Rotations and offsets, when the file has both, after checking that they give the joints."""
    if not {"rotations", "offsets"} <= arrays.keys():
        return None, None
    rotations = _numbers(arrays["rotations"], "`rotations`").astype(np.float32)
    offsets = _numbers(arrays["offsets"], "`offsets`").astype(np.float32)
    count = skeleton.num_joints
    if joints.shape[1] != count:
        return None, None  # the motion refuses the joints with its own sentence
    if rotations.shape != (*joints.shape, 3) or offsets.shape != (count, 3):
        raise InputError(f"`rotations` {rotations.shape} and `offsets` {offsets.shape} do not fit `joints`")
    if np.abs(rotations @ np.swapaxes(rotations, -1, -2) - np.eye(3)).max(initial=0.0) > 1e-2:
        raise InputError("`rotations` holds no rotation matrices")
    posed = forward_kinematics(rotations, joints[:, 0], offsets, skeleton.parents)
    if np.abs(posed - joints).max(initial=0.0) > RIGID_TOLERANCE:
        raise InputError("`joints` are not what `rotations` and `offsets` give; leave out one of them")
    return rotations, offsets


def _steps(arrays: Mapping[str, np.ndarray]) -> tuple[Step, ...]:
    text = _string(arrays, "steps")
    try:
        steps = json.loads(text or "[]")
        return tuple(Step(str(s["text"]), float(s["start"]), float(s["end"])) for s in steps)
    except (ValueError, KeyError, TypeError):
        raise InputError("`steps` is no JSON list of objects with text, start and end") from None
