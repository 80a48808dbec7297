"""Data sets published as HumanML3D features: vectors, texts, split lists and statistics.

T published vectors come from T + 1 frames of joints.  The public recovery gives T of them; the last one is
got from the velocities in the last vector, so that a clip has all T + 1 and encodes to the very T vectors
again: on the public example 012314 to 6e-6, where the T recovered frames alone give T - 1 vectors with
differences up to 1.3e-2 (the heading is smoothed over time, so its last seconds depend on the frame cut off).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from jaxtyping import Float

from kinemind.corpora.caption_files import read_published_lines
from kinemind.corpora.clip import SPLITS, Clip
from kinemind.corpora.importer import Recordings, existing_folder
from kinemind.errors import InputError
from kinemind.features import FeatureLayout, recover_from_positions
from kinemind.features.decode import recover_root
from kinemind.motion import Motion

VECTORS, TEXTS = "new_joint_vecs", "texts"


def feature_recordings(root: str, name: str, layout: FeatureLayout, licence: str) -> Recordings:
    """The ids of train.txt, val.txt and test.txt.  Raises InputError where the layout is another."""
    folder = existing_folder(root)
    for needed in (VECTORS, TEXTS):
        if not (folder / needed).is_dir():
            raise InputError(f"{folder} is not {name} as published: it has no folder {needed}")
    split_of: dict[str, str] = {}
    for split in SPLITS:
        path = folder / f"{split}.txt"
        if not path.is_file():
            raise InputError(f"{folder} is not {name} as published: it has no {path.name}")
        for line in path.read_text("utf-8-sig").split():
            split_of.setdefault(line, split)
    arrays = {}
    for statistic in ("Mean", "Std"):
        if (path := folder / f"{statistic}.npy").is_file():
            arrays[statistic] = _checked(np.load(path, allow_pickle=False), (layout.size,), path)
    read = partial(_read, folder, name, layout, licence, split_of)
    return Recordings(name, sorted(split_of), read, arrays=arrays)


def _read(
    folder: Path, name: str, layout: FeatureLayout, licence: str, split_of: dict[str, str], key: str
) -> list[Clip]:
    path = folder / VECTORS / f"{key}.npy"
    if not path.is_file():
        raise InputError(f"{path.name} is in the list {split_of[key]}.txt but not in {VECTORS}")
    vectors = np.load(path, allow_pickle=False)
    vectors = _checked(vectors, (len(vectors) if vectors.ndim else 0, layout.size), path)
    if not len(vectors):
        raise InputError(f"{path.name} has no frames")
    joints = joints_of_vectors(vectors.astype(np.float64), layout)
    captions = read_published_lines(folder / TEXTS / f"{key}.txt")
    clip = Clip(
        id=f"{name}/{key}",
        motion=Motion(joints, layout.fps, layout.skeleton),
        captions=captions,
        split=split_of[key],
        source=name,
        licence=licence,
        source_file=f"{VECTORS}/{key}.npy",
        source_fps=layout.fps,
    )
    return [clip]


def joints_of_vectors(vectors: Float[np.ndarray, "T D"], layout: FeatureLayout) -> Float[np.ndarray, "S J 3"]:
    """The T + 1 frames of joints, metres, that T feature vectors were made from."""
    joints = recover_from_positions(vectors, layout.skeleton)
    sine, cosine, _ = recover_root(vectors, layout)
    s, c = sine[-1], cosine[-1]
    x, y, z = vectors[-1, layout.velocities].reshape(-1, 3).T * layout.metres_per_unit
    step = np.stack([c * x - s * z, y, s * x + c * z], axis=-1)
    return np.concatenate([joints, (joints[-1] + step)[None]])


def _checked(array: np.ndarray, shape: tuple[int, ...], path: Path) -> np.ndarray:
    if array.shape != shape:
        raise InputError(f"{path.name} has the shape {array.shape}, not (frames, {shape[-1]})")
    if not np.isfinite(array).all():
        raise InputError(f"{path.name} holds NaN or infinite numbers")
    return array
