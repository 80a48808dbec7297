"""Symmetry: whether the left and the right side of a body do the same at the same time."""

from __future__ import annotations

import numpy as np

from kinemind.kinematics.body import Body

LIMBS = ("elbow", "wrist", "knee", "ankle")
FAR = 0.5
"""Leg lengths between a joint and the mirror image of its twin that count as no likeness at all; the wrists
of a raised and a hanging arm are over one apart, the ankles of a walk up to 0.8."""


def symmetry(body: Body) -> float:
    """0..1, mean over time: 1 where every pose equals its mirror image, as in standing or raising both hands.

    Per frame: the distance of each elbow, wrist, knee and ankle (relative to the pelvis, in the body's axes)
    to the mirrored one of the other side, mean over the four, in units of FAR and cut off at 1; the
    symmetry is what that lacks of 1.
    """
    mirror = np.array([-1.0, 1.0, 1.0])
    apart = [
        np.linalg.norm(
            body.seen_from(f"left_{limb}", "pelvis") - mirror * body.seen_from(f"right_{limb}", "pelvis"),
            axis=-1,
        )
        for limb in LIMBS
    ]
    return float(1.0 - np.minimum(np.mean(apart, axis=0) / (FAR * body.leg), 1.0).mean())
