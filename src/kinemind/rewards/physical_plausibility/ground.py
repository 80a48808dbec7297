"""Bodies on their floor (y = 0): feet that hold, nothing below it, nothing hovering above.

Constants were measured on 700 clips of bench/train and on their reconstructions by the nano tokenizer.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from kinemind.intervals import intervals
from kinemind.metrics.plausibility.falling import falls_freely
from kinemind.metrics.plausibility.float_ratio import FLOAT_HEIGHT, LONGEST_JUMP
from kinemind.metrics.plausibility.toes import CONTACT_HEIGHT, CONTACT_VERTICAL_SPEED
from kinemind.rewards.physical_plausibility.penalty import GENTLE, beyond, score_of
from kinemind.skeletons import Skeleton

SLIDE_STANDING = 4e-3
"""Metres a frame that feet may slide under a body that stays where it is; on train 99 of 100 such clips keep
under 3 mm."""
SLIDE_TRAVEL = 0.15
"""What a travelling body may slide more, as a share of its own way: running feet roll and brake.
19 of 20 clips of train stay within the two together."""
SLIDE_COST = 0.5
"""Penalty at that limit; higher than GENTLE, for sliding is what decoded motions do most."""
SUPPORT_HEIGHT = 0.10
"""Metres: from CONTACT_HEIGHT to here a foot counts less and less as the one that bears the body."""
DEEP = 0.01
"""Metres of mean depth below the floor that cost exp(-1); real clips have 1e-5, reconstructions 5e-4."""
DEEPEST = 0.05
"""Metres that a joint may once be below the floor."""
HOVERING = 3.0
"""Penalty of a motion that hovers all the time."""


def foot_slide(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton, fps: float) -> float:
    """Score in [0, 1] of feet that stay where they stand.

    The mean of two ways over the floor: of toes in contact, as the foot slide metric takes them, and of the
    stillest foot or ankle of each frame that bears the body.  The second is there since a policy can escape
    the first by bobbing its feet; and some foot must always hold, unless all are in the air.
    Measured against what real bodies of that speed do.  Joints in metres.
    """
    if len(joints) < 2:
        return 1.0
    feet = joints[:, list(skeleton.feet)]
    height = feet[..., 1] - np.percentile(feet[:, 1::2, 1], 5)
    step = np.diff(feet, axis=0)
    way = np.hypot(step[..., 0], step[..., 2])
    height = np.maximum(height[1:], height[:-1])
    bears = np.clip((SUPPORT_HEIGHT - height.min(1)) / (SUPPORT_HEIGHT - CONTACT_HEIGHT), 0, 1)
    support = float((way.min(1) * bears).sum() / max(bears.sum(), 1e-9))
    contact = (height < CONTACT_HEIGHT) & (np.abs(step[..., 1]) * fps < CONTACT_VERTICAL_SPEED)
    toes = contact[:, 1::2]
    slid = float(way[:, 1::2][toes].mean()) if toes.any() else support
    travel = np.diff(joints[:, 0], axis=0)
    allowed = SLIDE_STANDING + SLIDE_TRAVEL * float(np.hypot(travel[:, 0], travel[:, 2]).mean())
    strain = (support + slid) / 2 / allowed
    return score_of(SLIDE_COST * strain + beyond(strain))


def penetration(joints: Float[np.ndarray, "T J 3"]) -> float:
    """Score in [0, 1] of a body that stays above the floor y = 0: by its lowest joint, the mean depth and
    what the deepest frame has more than DEEPEST.  Joints in metres."""
    depth = np.maximum(-joints[..., 1].min(1), 0)
    return score_of(float(depth.mean()) / DEEP + beyond(float(depth.max()) / DEEPEST))


def floating(joints: Float[np.ndarray, "T J 3"], fps: float) -> float:
    """Score in [0, 1] of a body that something holds up: the share of frames in which nothing touches the
    floor, jumps left out.

    Any joint may touch it (hands, knees, a lying back); heights count from the floor y = 0, not from the
    clip's own lowest toe, or a body that hovers throughout would pass.  From CONTACT_HEIGHT to FLOAT_HEIGHT a
    frame counts more and more.  Jumps as in the float ratio metric.  Joints in metres.
    """
    height = np.maximum(joints[..., 1].min(1), 0)
    hovers = np.clip((height - CONTACT_HEIGHT) / (FLOAT_HEIGHT - CONTACT_HEIGHT), 0, 1)
    for first, end in intervals(height > CONTACT_HEIGHT):
        if (end - first) / fps < LONGEST_JUMP and falls_freely(joints[first:end, 0, 1], fps):
            hovers[first:end] = 0
    low = np.minimum(height / FLOAT_HEIGHT, 1)
    return score_of(HOVERING * float(hovers.mean()) + GENTLE * float(low.mean()))
