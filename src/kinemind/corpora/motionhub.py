"""MotionHub: SMPL-X poses of 52 or 55 joints in .npz or .npy, captions in .txt beside them.

Layouts read: an .npz with `poses` ([T, 55, 3] or [T, 156 … 165]) or `root_orient` + `pose_body` (or
`global_orient` + `body_pose`), and `trans` (or `transl`); an array [T, 322] of Motion-X (root 3, body 63,
hands 90, jaw 3, expression 50, face shape 100, translation 3, shape 10).  Captions: `name.txt` beside the
file, or in a folder `texts` in place of the motion's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from jaxtyping import Float

from kinemind.corpora.amass import frame_rate
from kinemind.corpora.caption_files import read_lines
from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import to_clip
from kinemind.corpora.smpl import smpl_motion
from kinemind.errors import InputError

LICENCE = "as the part of MotionHub it comes from"
DEFAULT_FPS = 30.0
_MOTION_X_SIZE, _MOTION_X_TRANSLATION = 322, slice(309, 312)
_ROOTS = ("root_orient", "global_orient")
_BODIES = ("pose_body", "body_pose")
_TRANSLATIONS = ("trans", "transl", "translation")


def recordings(root: str) -> Recordings:
    folder = existing_folder(root)
    return Recordings("motionhub", files_below(folder, ".npz", ".npy"), partial(_read, folder))


def _read(folder: Path, key: str) -> list[Clip]:
    loaded = np.load(folder / key, allow_pickle=False)
    if isinstance(loaded, np.ndarray):
        poses, translation, rate = *_motion_x(loaded, key), DEFAULT_FPS
    else:
        with loaded as arrays:
            rate = frame_rate(arrays, DEFAULT_FPS, key)
            poses, translation = _named(arrays, key)
    plain = str(Path(key).with_suffix("").as_posix())
    clip = Clip(
        id=f"motionhub/{plain}",
        motion=to_clip(smpl_motion(poses, translation, rate)),
        captions=next((read_lines(path) for path in _texts(folder, plain) if path.is_file()), ()),
        split=split_by_hash(plain),
        source="motionhub",
        licence=LICENCE,
        source_file=key,
        source_fps=rate,
    )
    return [clip]


def _texts(folder: Path, plain: str) -> list[Path]:
    """Where the captions of a file may be: beside it, or under `texts` with or without its first folder."""
    inner = plain.split("/", 1)[-1]
    return [folder / f"{name}.txt" for name in (plain, f"texts/{plain}", f"texts/{inner}")]


def _motion_x(array: np.ndarray, key: str) -> tuple[np.ndarray, np.ndarray]:
    if array.ndim != 2 or array.shape[1] != _MOTION_X_SIZE:
        raise InputError(f"{key} has the shape {array.shape}; SMPL-X arrays are (frames, {_MOTION_X_SIZE})")
    return array[:, :66], array[:, _MOTION_X_TRANSLATION]


def _named(
    arrays: Mapping[str, np.ndarray], key: str
) -> tuple[Float[np.ndarray, "T D"], Float[np.ndarray, "T 3"]]:
    root = next((arrays[name] for name in _ROOTS if name in arrays), None)
    body = next((arrays[name] for name in _BODIES if name in arrays), None)
    if "poses" in arrays:
        poses = arrays["poses"]
        poses = poses.reshape(len(poses), -1)
    elif root is not None and body is not None:
        poses = np.concatenate([root.reshape(len(root), -1), body.reshape(len(body), -1)], 1)
    else:
        raise InputError(f"{key} has neither poses nor root_orient with pose_body")
    translation = next((arrays[name] for name in _TRANSLATIONS if name in arrays), None)
    if translation is None or translation.shape != (len(poses), 3):
        raise InputError(f"{key} has no translation of the shape (frames, 3)")
    return poses, translation
