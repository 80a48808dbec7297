"""The corpora that can be imported, and what each of their modules provides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np

from kinemind.corpora.clip import Clip, Composite
from kinemind.errors import InputError

MODULES: dict[str, str] = {
    "bench": "the shared benchmark folder",
    "bandai": "Bandai-Namco Research Motiondataset 1 and 2 (.bvh)",
    "cmu": "CMU Graphics Lab Motion Capture Database (.bvh or .asf/.amc)",
    "hdm05": "HDM05 cut clips (.asf/.amc)",
    "folder": "any folder of readable motion files with captions",
    "amass": "AMASS (SMPL-family pose .npz)",
    "motionhub": "MotionHub (SMPL-X pose .npz or .npy)",
    "humanml3d": "HumanML3D in its published layout",
    "kitml": "KIT-ML in its published layout",
    "babel": "BABEL (train and val; its test has no labels) with AMASS beside it",
    "synthetic": "procedural motions with exact sub-actions; ROOT is '-' or a number of clips",
}
"""One line per corpus: module of this package → what it reads."""


@dataclass(frozen=True)
class Recordings:
    """The files of a corpus, in a fixed order, and the function that reads one of them.

    `read(key)` returns the clips of one recording or raises InputError (ValueError, OSError, …), which
    skips the recording with that reason.  `arrays` are small extras such as Mean and Std.
    """

    name: str
    keys: Sequence[str]
    read: Callable[[str], list[Clip]]
    composites: tuple[Composite, ...] = ()
    arrays: Mapping[str, np.ndarray] = field(default_factory=dict)


def recordings_of(corpus: str, root: str) -> Recordings:
    """Look into `root` for the recordings of a corpus.  Raises InputError when there are none."""
    if corpus not in MODULES:
        raise InputError(f"unknown corpus {corpus!r}; known: {', '.join(MODULES)}")
    found: Recordings = import_module(f"kinemind.corpora.{corpus}").recordings(root)
    if not found.keys:
        raise InputError(f"nothing to import as {corpus}: {root} holds no {MODULES[corpus]}")
    return found


def existing_folder(root: str) -> Path:
    """The root as a folder.  Raises InputError when there is none."""
    folder = Path(root)
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder} to import from")
    return folder


def files_below(folder: Path, *suffixes: str) -> list[str]:
    """Paths relative to `folder` of all files below it with one of the suffixes, sorted."""
    paths = (p for p in folder.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
    return sorted(p.relative_to(folder).as_posix() for p in paths)


def split_by_hash(recording: str) -> str:
    """A fixed split by the recording's name: about 80 % train, 5 % val, 15 % test."""
    share = int.from_bytes(sha256(recording.encode()).digest()[:4], "big") / 2**32
    return "train" if share < 0.80 else "val" if share < 0.85 else "test"
