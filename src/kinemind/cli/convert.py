"""`kinemind convert IN OUT`: any readable motion file into any writable format."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import tyro

from kinemind import formats
from kinemind.errors import InputError


@dataclass(frozen=True)
class Options:
    """Convert a motion file; the suffixes choose the formats.

    Reads .npz, .npy, .bvh, .glb, .smpl.npz and .amc (with its .asf beside it); writes .npz, .npy, .bvh, .glb,
    .smpl.npz, .html, .mp4, .gif and .png.
    """

    source: tyro.conf.Positional[Path]
    """File to read."""
    target: tyro.conf.Positional[Path]
    """File to write."""
    fps: float | None = None
    """Frame rate to resample to; by default the source's."""
    rigid: bool = False
    """For .bvh: rotations over constant bones only, even where that moves joints of a recording."""
    layout: Literal["joints", "features"] = "joints"
    """What an .npy file holds: joint positions in metres, or HumanML3D / KIT-ML feature vectors."""


def run(options: Options) -> None:
    formats.writer_of(options.target)  # refuse an unknown suffix before reading a large file
    features = options.layout == "features"
    if features and options.target.suffix.lower() != ".npy":
        raise InputError("--layout features is for .npy files only")
    if options.rigid and options.target.suffix.lower() != ".bvh":
        raise InputError("--rigid is for .bvh files only")
    motion = formats.read(options.source)
    if options.fps is not None:
        if not 0 < options.fps <= 1000:
            raise InputError(f"--fps must lie between 0 and 1000, not {options.fps:g}")
        motion = motion.resample(options.fps)
    if options.rigid:
        moved = np.linalg.norm(motion.rigid().joints - motion.joints, axis=-1).max() * 1000
        print(f"as one rigid-bone motion the joints move by up to {moved:.1f} mm", file=sys.stderr)
        motion = motion.rigid()
    print(formats.write(motion, options.target, **({"layout": "features"} if features else {})))
