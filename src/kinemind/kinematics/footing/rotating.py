"""Rotations of legs whose joints were moved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from kinemind.kinematics.footing.legs import Leg
from kinemind.rotations import minimal_rotation
from kinemind.skeletons import Skeleton


def turned_legs(
    rotations: Float[np.ndarray, "T J 3 3"],
    skeleton: Skeleton,
    legs: Sequence[Leg],
    before: Float[np.ndarray, "T J 3"],
    after: Float[np.ndarray, "T J 3"],
) -> Float[np.ndarray, "T J 3 3"]:
    """Parent-relative rotations after the joints moved from `before` to `after`.

    Thigh and shin turn by the least rotation, so no twist is added; the foot keeps its own in the world.
    """
    parents = skeleton.parents
    world = rotations.astype(np.float64)
    for j in range(1, len(parents)):
        world[:, j] = world[:, parents[j]] @ world[:, j]
    for leg in legs:
        for start, end in ((leg.hip, leg.knee), (leg.knee, leg.ankle)):
            old, new = before[:, end] - before[:, start], after[:, end] - after[:, start]
            length = np.maximum(np.linalg.norm(old, axis=-1, keepdims=True), 1e-9)
            world[:, start] = minimal_rotation(old / length, new / length) @ world[:, start]
    turned = world.copy()
    for j in range(1, len(parents)):
        turned[:, j] = np.swapaxes(world[:, parents[j]], -1, -2) @ world[:, j]
    return turned
