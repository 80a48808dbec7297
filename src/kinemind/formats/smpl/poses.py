"""Motions as SMPL poses: AMASS's arrays in an .npz, told from ours by the name `*.smpl.npz`.

`poses` [T, 156] axis-angle in radians (22 body joints of SMPL, SMPL-H and SMPL-X in HUMANML22's order, then
the hands, 0), `trans` [T, 3] metres, `betas` [16] (0), `gender`, `mocap_framerate`; z up, as AMASS is.
`trans` is the path of the pelvis: the body model adds the place of its own pelvis in rest to it, a constant
of some 20 cm that only the licensed file knows.  Besides AMASS's, which other software passes over:
`rest_offsets` [22, 3], metres, the figure's own T-pose in SMPL's axes, `text` and `steps`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.arrays import load_arrays
from kinemind.formats.files import written_aside
from kinemind.formats.smpl.t_pose import in_smpl_pose, t_pose_offsets
from kinemind.motion import Motion, Step
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22

BODY = 3 * HUMANML22.num_joints
POSES = 156
"""Numbers a frame of SMPL-H: 22 body joints and 15 of each hand."""
BETAS = 16
Y_UP_TO_Z_UP = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
_RATES = ("mocap_framerate", "mocap_frame_rate", "fps")


def write_smpl(motion: Motion, path: str | Path) -> Path:
    """The motion as poses.  A motion that is not rigid is written as `motion.rigid()`.

    Read back, the joints are those of the rigid motion within 0.1 mm.  On a body model they are those of
    its own: all bones point the same way, but for those at pelvis and chest, which are the model's.
    Raises InputError for a skeleton other than HUMANML22, and when the place cannot be written.
    """
    from scipy.spatial.transform import Rotation

    if motion.skeleton is not HUMANML22:
        raise InputError(f"only motions of {HUMANML22.name} have SMPL poses, not of {motion.skeleton.name}")
    rigid = motion.rigid()
    assert rigid.rotations is not None and rigid.offsets is not None
    rotations, offsets = in_smpl_pose(rigid.rotations, rigid.offsets)
    rotations[:, 0] = Y_UP_TO_Z_UP @ rotations[:, 0]
    poses = np.zeros((len(rigid), POSES))
    poses[:, :BODY] = Rotation.from_matrix(rotations.reshape(-1, 3, 3)).as_rotvec().reshape(len(rigid), BODY)
    arrays: dict[str, np.ndarray] = {
        "poses": poses,
        "trans": rigid.root.astype(np.float64) @ Y_UP_TO_Z_UP.T,
        "betas": np.zeros(BETAS),
        "gender": np.array("neutral"),
        "mocap_framerate": np.array(motion.fps),
        "rest_offsets": offsets,
    }
    if motion.text:
        arrays["text"] = np.array(motion.text)
    if motion.steps:
        steps = [{"text": s.text, "start": s.start, "end": s.end} for s in motion.steps]
        arrays["steps"] = np.array(json.dumps(steps))
    with written_aside(path) as aside, aside.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return Path(path)


def read_smpl(path: str | Path) -> Motion:
    """The motion of poses in AMASS's arrays, y up, metres, at the file's frame rate.

    Bones are those of `rest_offsets` where the file has them, else HUMANML22's uniform ones (body shapes
    need the licensed model).  Raises InputError for missing, broken or unsuitable arrays.
    """
    from scipy.spatial.transform import Rotation

    arrays = load_arrays(path)
    poses, trans = _numbers(arrays, "poses", path), _numbers(arrays, "trans", path)
    frames = len(poses) if poses.ndim else 0
    if not frames or poses.reshape(frames, -1).shape[1] < BODY or trans.shape != (frames, 3):
        raise InputError(
            f"{path}: `poses` {poses.shape}, `trans` {trans.shape} are not {BODY} or more and 3 a frame"
        )
    body = poses.reshape(frames, -1)[:, :BODY].reshape(-1, 3)
    rotations = Rotation.from_rotvec(body).as_matrix().reshape(frames, -1, 3, 3)
    rotations[:, 0] = Y_UP_TO_Z_UP.T @ rotations[:, 0]
    offsets = _numbers(arrays, "rest_offsets", path) if "rest_offsets" in arrays else t_pose_offsets()
    if offsets.shape != (HUMANML22.num_joints, 3):
        raise InputError(
            f"{path}: `rest_offsets` has the shape {offsets.shape}, not {(HUMANML22.num_joints, 3)}"
        )
    joints = forward_kinematics(rotations, trans @ Y_UP_TO_Z_UP, offsets, HUMANML22.parents)
    try:
        return Motion(
            joints,
            _rate(arrays, path),
            HUMANML22,
            rotations.astype(np.float32),
            offsets.astype(np.float32),
            text=_string(arrays, "text"),
            steps=_steps(_string(arrays, "steps")),
        )
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _numbers(arrays: dict[str, np.ndarray], name: str, path: str | Path) -> Float[np.ndarray, "..."]:
    if name not in arrays:
        raise InputError(f"{path} has no array `{name}`; SMPL poses come with `poses` and `trans`")
    array = arrays[name]
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all() or np.abs(array).max(initial=0.0) > 1e6:
        raise InputError(f"{path}: `{name}` holds something else than finite numbers of sensible size")
    return array.astype(np.float64)


def _rate(arrays: dict[str, np.ndarray], path: str | Path) -> float:
    for key in _RATES:
        if key in arrays and arrays[key].size == 1:
            return float(_numbers(arrays, key, path).reshape(-1)[0])
    raise InputError(f"there is no frame rate ({_RATES[0]})")


def _string(arrays: dict[str, np.ndarray], name: str) -> str:
    value = arrays.get(name)
    return (
        str(value.reshape(-1)[0]) if value is not None and value.dtype.kind == "U" and value.size == 1 else ""
    )


def _steps(text: str) -> tuple[Step, ...]:
    try:
        return tuple(
            Step(str(s["text"]), float(s["start"]), float(s["end"])) for s in json.loads(text or "[]")
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError("`steps` is no JSON list of objects with text, start and end") from None
