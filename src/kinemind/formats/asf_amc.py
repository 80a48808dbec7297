"""Acclaim motion (.amc) with its skeleton (.asf): read only."""

from __future__ import annotations

import math
from pathlib import Path

from kinemind.errors import InputError
from kinemind.formats.acclaim_text import parse_amc, parse_asf
from kinemind.formats.custom import custom_motion
from kinemind.formats.files import read_text
from kinemind.formats.hierarchy import Hierarchy
from kinemind.formats.mapping import family_of, mapped_joints
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22


def read_amc(path: str | Path, asf: str | Path | None = None) -> Motion:
    """An AMC motion in metres at 120 frames a second; HUMANML22 where the bones have the usual names.

    `asf` names the skeleton file; without it, it is found beside the motion file.  Raises InputError.
    """
    hierarchy, metres = read_acclaim(Path(path), None if asf is None else Path(asf))
    family = family_of(hierarchy.names)
    if family is None:
        return custom_motion(hierarchy, metres=metres)
    return Motion(mapped_joints(hierarchy, family, metres), hierarchy.fps, HUMANML22)


def find_asf(path: Path) -> Path:
    """The skeleton file beside a motion file: the longest name that begins the motion's, or the only one."""
    found = sorted(p for p in path.parent.iterdir() if p.suffix.lower() == ".asf" and p.is_file())
    beginning = [p for p in found if path.stem.lower().startswith(p.stem.lower())]
    if beginning:
        return max(beginning, key=lambda p: len(p.stem))
    if len(found) == 1:
        return found[0]
    raise InputError(f"{path} needs its skeleton file (.asf) beside it, as 02_01.amc needs 02.asf")


def read_acclaim(path: Path, asf: Path | None = None) -> tuple[Hierarchy, float]:
    """The hierarchy of an AMC file with its skeleton, and the metres of its unit.  Raises InputError."""
    text = read_text(path)
    asf = find_asf(path) if asf is None else Path(asf)
    skeleton = parse_asf(read_text(asf), str(asf))
    if not math.isfinite(skeleton.metres) or skeleton.metres <= 0:
        raise InputError(f"{asf} has no usable unit of length")
    return parse_amc(text, skeleton, str(path)), skeleton.metres
