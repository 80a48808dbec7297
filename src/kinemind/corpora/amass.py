"""AMASS: SMPL-H or SMPL-X poses in .npz (keys poses, trans, mocap_framerate or mocap_frame_rate), z up.

AMASS has no captions of its own; a .txt beside a file (a caption a line) is taken where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np

from kinemind.corpora.caption_files import read_lines
from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import Recordings, existing_folder, files_below, split_by_hash
from kinemind.corpora.recording import to_clip
from kinemind.corpora.smpl import smpl_motion
from kinemind.errors import InputError
from kinemind.motion import Motion

LICENCE = "AMASS licence (non-commercial research)"
_RATES = ("mocap_framerate", "mocap_frame_rate", "fps", "frame_rate")
_BODY_SHAPES = ("shape", "neutral_stagei", "male_stagei", "female_stagei", "stagei")


def recordings(root: str) -> Recordings:
    """Every .npz of poses below the root; files of body shapes alone are left out."""
    folder = existing_folder(root)
    keys = [key for key in files_below(folder, ".npz") if Path(key).stem.lower() not in _BODY_SHAPES]
    return Recordings("amass", keys, partial(_read, folder))


def frame_rate(arrays: Mapping[str, np.ndarray], default: float | None, name: str) -> float:
    """The rate under any of its keys.  Raises InputError where it is missing without a default."""
    for key in _RATES:
        if key in arrays:
            return float(np.asarray(arrays[key]).reshape(-1)[0])
    if default is None:
        raise InputError(f"{name} has no frame rate ({' or '.join(_RATES[:2])})")
    return default


def read_poses(path: Path, name: str) -> tuple[Motion, float]:
    """The motion of an AMASS file as a clip's (20 fps, on the floor at the origin) and the file's own rate.

    `name` is what a message calls the file.  Raises InputError for missing arrays and unusable poses.
    """
    with np.load(path, allow_pickle=False) as arrays:
        missing = [array for array in ("poses", "trans") if array not in arrays]
        if missing:
            raise InputError(f"{name} has no {' and no '.join(missing)}")
        rate = frame_rate(arrays, None, name)
        poses = arrays["poses"]
        return to_clip(smpl_motion(poses.reshape(len(poses), -1), arrays["trans"], rate, z_up=True)), rate


def _read(folder: Path, key: str) -> list[Clip]:
    motion, rate = read_poses(folder / key, key)
    plain = key.removesuffix(".npz")
    beside = (folder / key).with_suffix(".txt")
    clip = Clip(
        id=f"amass/{plain}",
        motion=motion,
        captions=read_lines(beside) if beside.is_file() else (),
        split=split_by_hash(plain),
        source="amass",
        licence=LICENCE,
        source_file=key,
        source_fps=rate,
    )
    return [clip]
