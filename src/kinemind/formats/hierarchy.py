"""A moving tree of joints as a motion capture file gives it, before it is mapped to one of our skeletons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Hierarchy:
    """Joint names, tree and movement in the file's own unit and order; parents come before children.

    `local[t, j]` is the joint's place in its parent's frame and equals `offsets[j]` unless the file moves
    it; `rotations[t, j]` is relative to the parent (root: to the world).
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    offsets: Float[np.ndarray, "J 3"]
    local: Float[np.ndarray, "T J 3"]
    rotations: Float[np.ndarray, "T J 3 3"]
    fps: float

    def positions(self) -> Float[np.ndarray, "T J 3"]:
        """World positions of the joints, in the file's unit (forward kinematics over all frames at once)."""
        joints = np.empty_like(self.local)
        world = np.empty_like(self.rotations)
        joints[:, 0], world[:, 0] = self.local[:, 0], self.rotations[:, 0]
        for j in range(1, len(self.parents)):
            p = self.parents[j]
            joints[:, j] = joints[:, p] + (world[:, p] @ self.local[:, j, :, None])[..., 0]
            world[:, j] = world[:, p] @ self.rotations[:, j]
        return joints

    @property
    def is_rigid(self) -> bool:
        """Whether no joint but the root moves in its parent's frame."""
        return bool(np.allclose(self.local[:, 1:], self.offsets[1:], atol=1e-4 * max(1e-9, self.reach())))

    def reach(self) -> float:
        """Length of the longest chain of bones from the root's children on, in the file's unit."""
        lengths = np.linalg.norm(np.median(self.local, axis=0), axis=-1)
        total = np.zeros(len(self.parents))
        for j in range(1, len(self.parents)):
            # a bone that carries the placement of the whole figure is no bone
            total[j] = total[self.parents[j]] + (lengths[j] if self.parents[j] else 0.0)
        return float(total.max(initial=0.0)) or float(lengths[1:].max(initial=0.0))


def euler_rotations(degrees: Float[np.ndarray, "T C"], axes: str) -> Float[np.ndarray, "T 3 3"]:
    """Product of turns about the axes named in `axes` ("ZXY": Rz Rx Ry), one column of `degrees` each."""
    rotation = np.broadcast_to(np.eye(3), (len(degrees), 3, 3))
    angles = np.deg2rad(degrees)
    for column, axis in enumerate(axes):
        rotation = rotation @ axis_rotation(angles[:, column], axis)
    return rotation


def axis_rotation(angle: Float[np.ndarray, T], axis: str) -> Float[np.ndarray, "T 3 3"]:
    """Turns about the coordinate axis "X", "Y" or "Z" by angles in radians."""
    first, second = {"X": (1, 2), "Y": (2, 0), "Z": (0, 1)}[axis]
    turn = np.zeros((len(angle), 3, 3))
    turn[:, range(3), range(3)] = 1.0
    turn[:, first, first] = turn[:, second, second] = np.cos(angle)
    turn[:, second, first] = np.sin(angle)
    turn[:, first, second] = -turn[:, second, first]
    return turn
