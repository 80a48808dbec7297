"""Motion files: one format per module, chosen by the suffix.

A new format is one module and one line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from kinemind.errors import InputError
from kinemind.motion import Motion

__all__ = ["FORMATS", "READABLE", "WRITABLE", "Format", "read", "write"]


@dataclass(frozen=True)
class Format:
    """Module and functions of a suffix; None where it cannot be read or written."""

    module: str
    reader: str | None
    writer: str | None

    def load(self, function: str) -> Callable[..., Any]:
        # on demand: drawing pulls in OpenCV
        found: Callable[..., Any] = getattr(import_module(f"kinemind.formats.{self.module}"), function)
        return found


FORMATS: dict[str, Format] = {
    ".npz": Format("npz", "read_npz", "write_npz"),
    ".npy": Format("npy", "read_npy", "write_npy"),
    ".bvh": Format("bvh", "read_bvh", "write_bvh"),
    ".amc": Format("asf_amc", "read_amc", None),
    ".glb": Format("gltf", "read_glb", "write_glb"),
    ".smpl.npz": Format("smpl", "read_smpl", "write_smpl"),
    ".mp4": Format("video", None, "write_mp4"),
    ".gif": Format("video", None, "write_gif"),
    ".png": Format("picture", None, "write_png"),
    ".html": Format("html_page", None, "write_html"),
}
READABLE: tuple[str, ...] = tuple(suffix for suffix, f in FORMATS.items() if f.reader)
WRITABLE: tuple[str, ...] = tuple(suffix for suffix, f in FORMATS.items() if f.writer)


def read(path: str | Path) -> Motion:
    """The motion in a file, in metres at the file's frame rate.

    Raises InputError, with one sentence, for a missing, broken or unsuitable file or an unknown suffix.
    """
    path = Path(path)
    known = format_of(path)
    if known is None or known.reader is None:
        raise InputError(f"cannot read {path}: readable formats are {', '.join(READABLE)}")
    motion: Motion = known.load(known.reader)(path)
    return motion


def write(motion: Motion, path: str | Path, **options: Any) -> Path:
    """Write the motion and return the path; a file is there whole or not at all.

    `options` go to the format's writer: `layout="features"` for .npy, `size` for .mp4, .gif and .png.
    Raises InputError for an unknown suffix, or an unwritable place.
    """
    path = Path(path)
    written: Path = writer_of(path)(motion, path, **options)
    return written


def writer_of(path: str | Path) -> Callable[..., Path]:
    """The function that writes files of this suffix.  Raises InputError for an unknown one."""
    known = format_of(path)
    if known is None or known.writer is None:
        raise InputError(f"cannot write {path}: writable formats are {', '.join(WRITABLE)}")
    return known.load(known.writer)


def format_of(path: str | Path) -> Format | None:
    """The format of the longest suffix that is one: `a.smpl.npz` is no .npz of ours, `a.b.npz` is."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    return FORMATS.get("".join(suffixes[-2:])) or FORMATS.get("".join(suffixes[-1:]))
