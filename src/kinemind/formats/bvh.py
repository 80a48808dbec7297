"""BVH (.bvh): read any hierarchy, write one rigid-bone motion in centimetres.

Known skeletons become HUMANML22 motions in metres; any other keeps its own joints in a skeleton
"custom:<joints>".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.bvh_text import parse_bvh
from kinemind.formats.bvh_writing import format_bvh
from kinemind.formats.custom import custom_motion, same_tree
from kinemind.formats.files import read_text, written_aside
from kinemind.formats.hierarchy import Hierarchy
from kinemind.formats.mapping import Family, family_of, mapped_joints
from kinemind.formats.rest_pose import in_t_pose
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22

CENTIMETRES = 100.0
"""Units a metre in the files we write, as most BVH files have (Blender: import with scale 0.01)."""


def read_bvh(path: str | Path) -> Motion:
    """A motion in metres at the file's frame rate, where the file placed it (no floor or facing change).

    Raises InputError for a broken file.
    """
    hierarchy = parse_bvh(read_text(path), str(path))
    ours = same_tree(hierarchy)
    if ours is not None:
        return custom_motion(hierarchy, ours)
    family = family_of(hierarchy.names)
    return custom_motion(hierarchy) if family is None else _mapped(hierarchy, family)


def read_hierarchy(path: str | Path) -> Motion:
    """As `read_bvh`, but only HUMANML22: raises InputError for a skeleton that has no mapping."""
    motion = read_bvh(path)
    if motion.skeleton is not HUMANML22:
        names = ", ".join(motion.skeleton.joint_names[:4])
        raise InputError(f"{path} has a skeleton that has no mapping to {HUMANML22.name} (joints {names}, …)")
    return motion


def _mapped(hierarchy: Hierarchy, family: Family) -> Motion:
    joints = mapped_joints(hierarchy, family)
    if family.name == "cgspeed" and _starts_with_rest_pose(hierarchy):
        joints = joints[1:]
    return Motion(joints, hierarchy.fps, HUMANML22)


def _starts_with_rest_pose(hierarchy: Hierarchy) -> bool:
    """Whether the first frame is the T-pose that the cgspeed conversion put before every recording.

    It is set by hand in whole degrees and does not turn the root.
    """
    if len(hierarchy.rotations) < 2:
        return False
    turned: Float[np.ndarray, "3 3"] = hierarchy.rotations[0, 0]
    jump = np.abs(hierarchy.rotations[1] - hierarchy.rotations[0]).max()
    return bool(np.allclose(turned, np.eye(3), atol=1e-6) and jump > 0.02)


def write_bvh(motion: Motion, path: str | Path) -> Path:
    """The nearest rigid-bone motion (`motion.rigid()`) in centimetres, rest pose a T-pose.

    Joints carry the skeleton's own names.  Raises InputError when the place cannot be written.
    """
    rigid = motion.rigid()
    assert rigid.rotations is not None and rigid.offsets is not None
    rotations, offsets = in_t_pose(rigid.rotations, rigid.offsets, rigid.skeleton)
    text = format_bvh(
        rigid.skeleton.joint_names,
        rigid.skeleton.parents,
        offsets * CENTIMETRES,
        rigid.root.astype(np.float64) * CENTIMETRES,
        rotations,
        rigid.fps,
    )
    with written_aside(path) as aside:
        aside.write_text(text, encoding="ascii", errors="replace")
    return Path(path)
