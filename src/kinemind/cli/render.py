"""`kinemind render IN OUT`: a film (.mp4, .gif) or a strip of key poses (.png) of a motion file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tyro

from kinemind import formats
from kinemind.errors import InputError

DRAWN = (".mp4", ".gif", ".png")


@dataclass(frozen=True)
class Options:
    """Draw a motion file: a moving skeleton (.mp4, .gif) or key poses side by side (.png)."""

    source: tyro.conf.Positional[Path]
    """Motion file to read."""
    target: tyro.conf.Positional[Path]
    """File to write: .mp4, .gif or .png."""
    text: str | None = None
    """Caption; by default the one in the motion file."""
    size: int | None = None
    """Width and height of a film, or height of the poses of a picture, in pixels."""
    poses: int = 8
    """Number of key poses in a picture."""


def run(options: Options) -> None:
    suffix = options.target.suffix.lower()
    if suffix not in DRAWN:
        raise InputError(f"cannot draw {options.target}: pictures and films are {', '.join(DRAWN)}")
    drawing: dict[str, Any] = {"caption": options.text}
    if suffix == ".png":
        drawing["poses"] = options.poses
        if options.size is not None:
            drawing["height"] = options.size
    elif options.size is not None:
        drawing["size"] = (options.size, options.size)
    print(formats.write(formats.read(options.source), options.target, **drawing))
