"""Motions whose joints are the file's own: our skeletons' trees, and trees that nothing maps."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.formats.hierarchy import Hierarchy
from kinemind.formats.mapping import metres_per_unit
from kinemind.motion import Motion
from kinemind.skeletons import SKELETONS, Skeleton


def same_tree(hierarchy: Hierarchy) -> Skeleton | None:
    """The skeleton of ours with the same joint names and parents (in any order), or None."""
    tree = _tree(hierarchy.names, hierarchy.parents)
    return next((s for s in SKELETONS.values() if _tree(s.joint_names, s.parents) == tree), None)


def _tree(names: tuple[str, ...], parents: tuple[int, ...]) -> dict[str, str]:
    return {name: names[parent] if parent >= 0 else "" for name, parent in zip(names, parents, strict=True)}


def custom_skeleton(
    names: tuple[str, ...], parents: tuple[int, ...], offsets: Float[np.ndarray, "J 3"]
) -> Skeleton:
    """A skeleton "custom:<joints>" with rest directions and lengths from `offsets` in metres.

    Nothing is known of its body parts: the joints that define the facing, and so on, are the first and last.
    """
    lengths = np.linalg.norm(offsets, axis=-1)
    lengths[0] = 0.0
    directions = offsets / np.maximum(lengths, 1e-9)[:, None]
    directions[0] = 0.0
    last = len(names) - 1
    return Skeleton(
        f"custom:{len(names)}",
        names,
        parents,
        tuple((float(x), float(y), float(z)) for x, y, z in directions),
        tuple(float(length) for length in lengths),
        hips=(0, last),
        shoulders=(0, last),
        leg=(0, last),
        feet=(last, last, last, last),
        hands=(last, last),
    )


def custom_motion(
    hierarchy: Hierarchy, skeleton: Skeleton | None = None, metres: float | None = None
) -> Motion:
    """A motion with the hierarchy's own joints, in metres; in the order of `skeleton` where one is given.

    Rotations and offsets are kept when no joint but the root moves in its parent's frame.
    """
    order = list(range(len(hierarchy.names)))
    if skeleton is not None:
        order = [hierarchy.names.index(name) for name in skeleton.joint_names]
    unit = metres or metres_per_unit(hierarchy.reach(), ours=True)
    joints = hierarchy.positions()[:, order] * unit
    offsets = np.median(hierarchy.local, axis=0)[order] * unit
    offsets[0] = 0.0
    rigid = hierarchy.is_rigid
    if skeleton is None:
        skeleton = custom_skeleton(hierarchy.names, hierarchy.parents, offsets)
    return Motion(
        joints,
        hierarchy.fps,
        skeleton,
        rotations=hierarchy.rotations[:, order].astype(np.float32) if rigid else None,
        offsets=offsets.astype(np.float32) if rigid else None,
    )
