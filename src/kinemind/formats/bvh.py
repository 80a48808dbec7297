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


MISSED = 3e-4
"""Metres by which a written joint may lie off before it gets position channels."""


def write_bvh(motion: Motion, path: str | Path) -> Path:
    """One rigid-bone motion in centimetres, rest pose a T-pose; joints carry the skeleton's own names.

    A motion that is not rigid (recorded with bones between our joints, or bare positions) keeps its joints
    within 0.3 mm by position channels on those that move in their parent's frame; write
    `motion.rigid()` for rotations only.  Raises InputError when the place cannot be written.
    """
    rigid = motion.rigid()
    assert rigid.rotations is not None and rigid.offsets is not None
    rotations, offsets = in_t_pose(rigid.rotations, rigid.offsets, rigid.skeleton)
    moving = {} if motion.is_rigid else moving_joints(motion, rotations, offsets)
    text = format_bvh(
        rigid.skeleton.joint_names,
        rigid.skeleton.parents,
        offsets * CENTIMETRES,
        rigid.root.astype(np.float64) * CENTIMETRES,
        rotations,
        rigid.fps,
        {joint: local * CENTIMETRES for joint, local in moving.items()},
    )
    with written_aside(path) as aside:
        aside.write_text(text, encoding="ascii", errors="replace")
    return Path(path)


def moving_joints(
    motion: Motion, rotations: Float[np.ndarray, "T J 3 3"], offsets: Float[np.ndarray, "J 3"]
) -> dict[int, Float[np.ndarray, "T 3"]]:
    """Joints that rotations over constant offsets would miss, with their places in their parents' frames."""
    joints, parents = motion.joints.astype(np.float64), motion.skeleton.parents
    placed, world = joints.copy(), rotations.astype(np.float64)
    moving: dict[int, Float[np.ndarray, "T 3"]] = {}
    for j in range(1, len(parents)):
        p = parents[j]
        local = np.einsum("tij,ti->tj", world[:, p], joints[:, j] - placed[:, p])
        if np.linalg.norm(local - offsets[j], axis=-1).max() > MISSED:
            moving[j] = local
        else:
            placed[:, j] = placed[:, p] + world[:, p] @ offsets[j]
        world[:, j] = world[:, p] @ world[:, j]
    return moving
