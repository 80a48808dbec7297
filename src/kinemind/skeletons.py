"""Skeletons: joint names, the tree, the rest directions and the uniform bone lengths.

Source of the trees and rest directions: Guo et al., "Generating Diverse and Natural 3D Human Motions
from Text" (CVPR 2022).  Coordinates: metres, y up, facing +Z, the figure's left is +X.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Float, Int

from kinemind.errors import InputError


@dataclass(frozen=True)
class Skeleton:
    """A tree of joints; joint 0 is the root and every parent comes before its children.

    `directions` are unit vectors of each bone in the rest pose, `lengths` its length in metres on the
    uniform skeleton (0 for the root).  `hips`, `shoulders` are (left, right) pairs that define the
    facing; `feet` lists (left ankle, left toe, right ankle, right toe).
    """

    name: str
    joint_names: tuple[str, ...]
    parents: tuple[int, ...]
    directions: tuple[tuple[float, float, float], ...]
    lengths: tuple[float, ...]
    hips: tuple[int, int] = (1, 2)
    shoulders: tuple[int, int] = (16, 17)
    leg: tuple[int, int] = (5, 8)
    feet: tuple[int, int, int, int] = (7, 10, 8, 11)
    hands: tuple[int, int] = (20, 21)
    # joints whose parent on the kinematic chain of the 6-D rotations is the root, not their own parent
    chain_starts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.joint_names)
        assert len(self.parents) == len(self.directions) == len(self.lengths) == count
        assert self.parents[0] == -1 and all(0 <= p < i for i, p in enumerate(self.parents) if i)

    def __repr__(self) -> str:
        return f"Skeleton({self.name!r}, {self.num_joints} joints)"

    @property
    def num_joints(self) -> int:
        return len(self.joint_names)

    @cached_property
    def rest_offsets(self) -> Float[np.ndarray, "J 3"]:
        """Offset of each joint from its parent in the rest pose of the uniform skeleton, metres."""
        return np.asarray(self.directions, np.float64) * np.asarray(self.lengths, np.float64)[:, None]

    @cached_property
    def mirror_order(self) -> Int[np.ndarray, " J"]:
        """Index of the joint on the other side, by the names' `left_` / `right_`."""
        swap = {"left": "right", "right": "left"}
        side_of = [name.split("_", 1) for name in self.joint_names]
        names = [f"{swap[s[0]]}_{s[1]}" if s[0] in swap else "_".join(s) for s in side_of]
        return np.array([self.joint_names.index(name) for name in names])

    def children(self, joint: int) -> tuple[int, ...]:
        return tuple(i for i, parent in enumerate(self.parents) if parent == joint)

    def index(self, joint_name: str) -> int:
        return self.joint_names.index(joint_name)


_X, _Y, _Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
_NX, _NY = (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)
_ROOT = (0.0, 0.0, 0.0)

HUMANML22 = Skeleton(
    name="humanml22",
    joint_names=(
        "pelvis",
        "left_hip",
        "right_hip",
        "spine1",
        "left_knee",
        "right_knee",
        "spine2",
        "left_ankle",
        "right_ankle",
        "spine3",
        "left_foot",
        "right_foot",
        "neck",
        "left_collar",
        "right_collar",
        "head",
        "left_shoulder",
        "right_shoulder",
        "left_elbow",
        "right_elbow",
        "left_wrist",
        "right_wrist",
    ),
    parents=(-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19),
    directions=(
        _ROOT,
        _X,
        _NX,
        _Y,
        _NY,
        _NY,
        _Y,
        _NY,
        _NY,
        _Y,
        _Z,
        _Z,
        _Y,
        _X,
        _NX,
        _Z,
        _NY,
        _NY,
        _NY,
        _NY,
        _NY,
        _NY,
    ),
    # bone lengths that every HumanML3D clip was retargeted to (measured on its public example 012314)
    lengths=(
        0.0,
        0.1030740,
        0.1098834,
        0.1315682,
        0.3936232,
        0.3901882,
        0.1431902,
        0.4324330,
        0.4256434,
        0.0573647,
        0.1433818,
        0.1494190,
        0.2193600,
        0.1374868,
        0.1433828,
        0.1030392,
        0.1316139,
        0.1229844,
        0.2568399,
        0.2630919,
        0.2660118,
        0.2698763,
    ),
    chain_starts=(13, 14),
)

# 21 joints of the KIT Motion-Language set (Master Motor Map), in the order of its published features:
# fractions of the body height measured on its published mean pose (limbs: Winter), for a height of 1.71 m.
# Sides follow the geometry of those features (facing +Z, right is -X) and Guo's foot and face indices.
KIT21 = Skeleton(
    name="kit21",
    joint_names=(
        "pelvis",
        "spine1",
        "spine2",
        "neck",
        "head",
        "right_shoulder",
        "right_elbow",
        "right_wrist",
        "left_shoulder",
        "left_elbow",
        "left_wrist",
        "right_hip",
        "right_knee",
        "right_ankle",
        "right_heel",
        "right_foot",
        "left_hip",
        "left_knee",
        "left_ankle",
        "left_heel",
        "left_foot",
    ),
    parents=(-1, 0, 1, 2, 3, 3, 5, 6, 3, 8, 9, 0, 11, 12, 13, 14, 0, 16, 17, 18, 19),
    directions=(
        _ROOT,
        _Y,
        _Y,
        _Y,
        _Y,
        _X,
        _NY,
        _NY,
        _NX,
        _NY,
        _NY,
        _X,
        _NY,
        _NY,
        _Z,
        _Z,
        _NX,
        _NY,
        _NY,
        _Z,
        _Z,
    ),
    lengths=(
        0.0,
        0.1313,
        0.1837,
        0.0684,
        0.0453,
        0.1664,
        0.3215,
        0.2479,
        0.1664,
        0.3215,
        0.2479,
        0.0768,
        0.4189,
        0.4207,
        0.0436,
        0.0781,
        0.0768,
        0.4189,
        0.4207,
        0.0436,
        0.0781,
    ),
    hips=(16, 11),
    shoulders=(8, 5),
    leg=(17, 18),
    feet=(19, 20, 14, 15),
    hands=(10, 7),
    chain_starts=(5, 8),
)

SKELETONS: dict[str, Skeleton] = {s.name: s for s in (HUMANML22, KIT21)}


def skeleton_named(name: str) -> Skeleton:
    """The skeleton of that name.  Raises InputError for an unknown one."""
    try:
        return SKELETONS[name.lower()]
    except KeyError:
        raise InputError(f"unknown skeleton {name!r}; known: {', '.join(SKELETONS)}") from None
