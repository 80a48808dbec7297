"""A cheap look at an uploaded file before a reader sees it: what it says of itself must be sensible."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from kinemind.errors import InputError

MOST_MEMBERS = 64
"""Arrays in an .npz."""
MOST_JOINTS = 400
"""Joints of a recording: the largest rigs with fingers and face have about 200."""
_JOINT = re.compile(rb"\b(?:ROOT|JOINT)\b", re.IGNORECASE)
_BRACES = 4 * MOST_JOINTS
_HEADER = 2**20
"""Bytes of a BVH file in which its hierarchy ends."""


def inspect(path: Path, unpacked_mb: float) -> None:
    """Raises InputError for an archive that unpacks to too much and a hierarchy of absurd size."""
    suffix = path.suffix.lower()
    if suffix == ".npz":
        _archive(path, unpacked_mb)
    elif suffix == ".npy":
        _array_header(path)
    elif suffix == ".bvh":
        _hierarchy(path)


def _archive(path: Path, unpacked_mb: float) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise InputError(f"{path} is no whole .npz file: {error}") from None
    if len(members) > MOST_MEMBERS:
        raise InputError(f"{path} holds {len(members)} files, more than {MOST_MEMBERS}; it is not read")
    unpacked = sum(member.file_size for member in members) / 2**20
    if unpacked > unpacked_mb:
        raise InputError(f"{path} unpacks to {unpacked:.0f} MiB, more than {unpacked_mb:.0f}; it is not read")


def _array_header(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(12)
    # a plain header has a hundred bytes; NumPy would parse a long one as Python, for very long
    length = int.from_bytes(start[8:10], "little") if start[6:7] == b"\x01" else 0
    if start[6:7] == b"\x02":
        length = int.from_bytes(start[8:12], "little")
    if length > 10_000:
        raise InputError(f"{path} has a header of {length} bytes, which no plain array has")


def _hierarchy(path: Path) -> None:
    with path.open("rb") as file:
        start = file.read(_HEADER)
    before, found, _ = start.upper().partition(b"MOTION")
    if not found and len(start) == _HEADER:
        raise InputError(f"{path} has no MOTION section in its first mebibyte; it is not read")
    if len(_JOINT.findall(before)) > MOST_JOINTS or before.count(b"{") > _BRACES:
        raise InputError(f"{path} has more than {MOST_JOINTS} joints; it is not read")
