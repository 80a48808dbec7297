"""Joining motions end to start without a jump: root alignment and minimum-jerk inertialization.

Every later motion is turned about the vertical and moved over the floor so that its first pose continues
the one before.  What is left (pose, velocity and acceleration that do not meet) is not cross-faded but
taken up by an offset that decays on both sides of the join, the smoothest one there is: see `decay`.
The idea of a decaying offset is D. Bollo's inertialization (GDC 2018); here it is two-sided and discrete.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.motion import Motion, Step
from kinemind.rigid import facing
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import Skeleton

BLEND_SECONDS = 0.3
"""How far the decaying offset reaches to each side of a join."""
FOOT_WEIGHT = 4.0
"""Feet count this much more than other joints when a motion is laid onto the one before: less sliding."""
SAME_BUILD = 0.01
"""Bones whose lengths differ by less (relative) belong to one figure."""


@runtime_checkable
class Part(Protocol):
    """A piece of a clip in a recipe: frames `start` to `end`, and the sub-action they show."""

    @property
    def clip(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


@runtime_checkable
class Recipe(Protocol):
    """Parts to be joined, in order."""

    @property
    def parts(self) -> Sequence[Part]: ...


@runtime_checkable
class HasMotion(Protocol):
    """Anything that carries a motion, such as a corpus clip."""

    @property
    def motion(self) -> Motion: ...


def join(motions: Sequence[Motion], blend: float = BLEND_SECONDS) -> Motion:
    """The motions one after the other as one motion; `blend` is the reach of the offset in seconds a side.

    Frames are kept (the sum of the lengths), steps are carried on; a motion without steps becomes one step
    of its text.  A later motion of another build is brought to the bones of the first.  Bone lengths stay
    as they were.  Rotations are dropped (`Motion.rigid` fits them again).  Raises InputError for an empty
    list, for differing skeletons or frame rates, and for a negative `blend`.
    """
    if not motions:
        raise InputError("there is nothing to join: give at least one motion")
    first = motions[0]
    if any(m.skeleton is not first.skeleton or abs(m.fps - first.fps) > 1e-6 for m in motions):
        raise InputError("motions to join need one skeleton and one frame rate: use resample first")
    if blend < 0:
        raise InputError(f"the blend time must not be negative, it is {blend}")
    joints = join_joints([m.joints for m in motions], first.skeleton, round(blend * first.fps))
    steps: list[Step] = []
    offset = 0.0
    for m in motions:
        own = m.steps or ((Step(m.text, 0.0, m.seconds),) if m.text else ())
        steps += [Step(s.text, s.start + offset, s.end + offset) for s in own]
        offset += m.seconds
    return Motion(joints, first.fps, first.skeleton, steps=tuple(steps))


def composite(recipe: Recipe, clips_by_id: Mapping[str, HasMotion], blend: float = BLEND_SECONDS) -> Motion:
    """The motion of a recipe, one step a part.  Raises InputError for a clip that is not there."""
    parts: list[Motion] = []
    for part in recipe.parts:
        if part.clip not in clips_by_id:
            raise InputError(f"the recipe names the clip {part.clip!r}, which the corpus does not have")
        motion = clips_by_id[part.clip].motion
        piece = motion.joints[part.start : part.end]
        step = Step(part.text, 0.0, len(piece) / motion.fps)
        parts.append(Motion(piece, motion.fps, motion.skeleton, steps=(step,)))
    return join(parts, blend)


def join_joints(
    parts: Sequence[Float[np.ndarray, "_ J 3"]], skeleton: Skeleton, blend: int = 10
) -> Float[np.ndarray, "T J 3"]:
    """Joint positions of `parts` joined, metres; `blend` is the reach in frames on each side of a join."""
    out = np.asarray(parts[0], np.float64)
    lengths = bone_lengths(out, skeleton)
    room = len(out)  # frames at the end that no earlier join has touched
    for number, part in enumerate(parts[1:], start=2):
        later = _to_build(np.asarray(part, np.float64), skeleton, lengths)
        later = continue_from(out, later, skeleton)
        kept_for_next = 0 if number == len(parts) else len(later) // 2
        before, after = min(blend, room), min(blend, len(later) - kept_for_next)
        together = np.concatenate([out, later])
        out = _smooth_join(together, len(out), before, after, skeleton)
        room = len(later) - after
    return out


def continue_from(
    earlier: Float[np.ndarray, "A J 3"], later: Float[np.ndarray, "B J 3"], skeleton: Skeleton
) -> Float[np.ndarray, "B J 3"]:
    """`later` turned about the vertical and moved in x and z so that it goes on where `earlier` ends.

    The pose that `earlier` would reach half a frame on meets the one that `later` had half a frame before;
    the turn and the shift are the best in least squares over the joints, feet weighing more.  The pelvis's
    height is not changed.
    """
    target = earlier[-1] + (0.5 * (earlier[-1] - earlier[-2]) if len(earlier) > 1 else 0)
    begin = later[0] - (0.5 * (later[1] - later[0]) if len(later) > 1 else 0)
    weight = np.ones(skeleton.num_joints)
    weight[list(skeleton.feet)] = FOOT_WEIGHT
    weight /= weight.sum()
    goal, pose = target[:, [0, 2]], begin[:, [0, 2]]
    goal_centre, pose_centre = weight @ goal, weight @ pose
    g, p = goal - goal_centre, pose - pose_centre
    along = (weight[:, None] * p * g).sum()
    across = (weight * (p[:, 1] * g[:, 0] - p[:, 0] * g[:, 1])).sum()
    if np.hypot(along, across) < 1e-6:  # a figure with all joints on one vertical line
        angle = float(facing(target, skeleton) - facing(begin, skeleton))
    else:
        angle = float(np.arctan2(across, along))
    turn = yaw_rotation(np.array(angle)).T
    shift = goal_centre - weight @ (begin @ turn)[:, [0, 2]]
    return later @ turn + np.array([shift[0], 0.0, shift[1]])


@lru_cache(maxsize=256)
def decay(before: int, after: int) -> Float[np.ndarray, "N 3"]:
    """Offsets on the `before` + `after` frames around a join per unit of its three straddling jerks.

    With D the third difference, c the offset and x the two parts set end to end, c minimises
    |D(x + c)|² over the rows that straddle the join plus |Dc|² over the others, and is 0 outside the frames:
    the join's own jerk is spread, the jerk that belongs to the parts stays.
    """
    count = before + after
    rows = count + 3
    third = np.zeros((rows, count))
    for row in range(rows):  # row i spans the frames i-3 … i of the window
        for shift, factor in zip(range(4), (-1.0, 3.0, -3.0, 1.0), strict=True):
            if 0 <= row - 3 + shift < count:
                third[row, row - 3 + shift] = factor
    straddling = [before, before + 1, before + 2]
    return -np.linalg.lstsq(third, np.eye(rows)[:, straddling], rcond=None)[0]


def _smooth_join(
    joints: Float[np.ndarray, "T J 3"], at: int, before: int, after: int, skeleton: Skeleton
) -> Float[np.ndarray, "T J 3"]:
    """Take up what does not meet at frame `at` within the frames around it, then restore the bones."""
    if before + after < 1:
        return joints
    padded = joints
    missing_left, missing_right = max(0, 3 - at), max(0, at + 3 - len(joints))
    if missing_left or missing_right:  # a part of one or two frames: hold its last line
        padded = np.concatenate(
            [np.repeat(joints[:1], missing_left, 0), joints, np.repeat(joints[-1:], missing_right, 0)]
        )
    around = padded[at + missing_left - 3 : at + missing_left + 3]
    jerks = np.diff(around, n=3, axis=0)
    offset = np.tensordot(decay(before, after), jerks, axes=1)
    window = slice(at - before, at + after)
    out = joints.copy()
    out[window] = restore_bones(joints[window] + offset, joints[window], skeleton)
    return out


def restore_bones(
    joints: Float[np.ndarray, "T J 3"], like: Float[np.ndarray, "T J 3"], skeleton: Skeleton
) -> Float[np.ndarray, "T J 3"]:
    """`joints` with the bone directions kept and every bone as long as in the same frame of `like`."""
    parents = list(skeleton.parents[1:])
    bones = joints[:, 1:] - joints[:, parents]
    wanted = np.linalg.norm(like[:, 1:] - like[:, parents], axis=-1, keepdims=True)
    bones = bones * (wanted / np.maximum(np.linalg.norm(bones, axis=-1, keepdims=True), 1e-9))
    out = joints.copy()
    for joint, parent in enumerate(parents, start=1):
        out[:, joint] = out[:, parent] + bones[:, joint - 1]
    return out


def bone_lengths(joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton) -> Float[np.ndarray, " J-1"]:
    """Median length of every bone over time, metres."""
    return np.median(np.linalg.norm(joints[:, 1:] - joints[:, list(skeleton.parents[1:])], axis=-1), axis=0)


def _to_build(
    joints: Float[np.ndarray, "T J 3"], skeleton: Skeleton, lengths: Float[np.ndarray, " J-1"]
) -> Float[np.ndarray, "T J 3"]:
    """The motion on bones of the given lengths (itself where it has them); the path scales with the legs."""
    own = bone_lengths(joints, skeleton)
    if np.all(np.abs(own - lengths) <= SAME_BUILD * np.maximum(lengths, 0.05)):
        return joints
    leg = [j - 1 for j in skeleton.leg]
    root = joints[:, :1] * (lengths[leg].sum() / max(float(own[leg].sum()), 1e-6))
    bones = joints[:, 1:] - joints[:, list(skeleton.parents[1:])]
    bones = bones * (lengths / np.maximum(own, 1e-6))[:, None]
    out = np.concatenate([root, bones], axis=1)
    for joint, parent in enumerate(skeleton.parents[1:], start=1):
        out[:, joint] += out[:, parent]
    return out
