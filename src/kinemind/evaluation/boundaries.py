"""Do phases start at the joins of composites, where the next part's movement starts?

What a join is judged by is measured on the next part's own clip with joint speeds alone, apart from the
phases: the limb (or pelvis, or facing) that makes the movement is at rest first and sets off within 0.3 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind import compose
from kinemind.corpora import Clip, Composite
from kinemind.kinematics.facts import Facts, measure
from kinemind.kinematics.phases import Phase
from kinemind.motion import Motion
from kinemind.rigid import facing

NEAR = 0.3
"""Seconds between a join and the start of the phase, and between a part's first frame and its movement."""
TURN_AHEAD = 1.5
"""Seconds that a join may lie before the turn it leads to."""
SET_OFF = 0.25
"""Share of the movement's speed (95th percentile) at which it has set off."""

JUDGED = ("hit", "miss")


@dataclass(frozen=True)
class Movement:
    """What a content is recognised by: the labels of its phase and the `mover`, a joint relative to another,
    `pelvis` or `facing`."""

    labels: tuple[str, ...]
    mover: tuple[str, ...]


_LEFT, _RIGHT = ("left_wrist",), ("right_wrist",)
_WALK = ("walk_forward", "walk_backward", "walk_left", "walk_right")

MOVEMENTS: dict[str, Movement] = {
    "raise-up-left-hand": Movement(("raise_left_hand",), _LEFT),
    "raise-up-right-hand": Movement(("raise_right_hand",), _RIGHT),
    "raise-up-both-hands": Movement(("raise_both_hands",), _LEFT + _RIGHT),
    "wave-left-hand": Movement(("wave_left_hand",), _LEFT),
    "wave-right-hand": Movement(("wave_right_hand",), _RIGHT),
    "wave-both-hands": Movement(("wave_both_hands",), _LEFT + _RIGHT),
    "bye": Movement(("wave_right_hand", "raise_right_hand"), _RIGHT),
    "byebye": Movement(("wave_both_hands", "raise_both_hands"), _LEFT + _RIGHT),
    "grab-high": Movement(("reach_right_hand", "raise_right_hand"), _RIGHT),
    "guide": Movement(("reach_right_hand", "raise_right_hand"), _RIGHT),
    "walk": Movement(_WALK, ("pelvis",)),
    "walk-back": Movement(_WALK, ("pelvis",)),
    "walk-left": Movement(_WALK, ("pelvis",)),
    "walk-right": Movement(_WALK, ("pelvis",)),
    "sneak": Movement(_WALK, ("pelvis",)),
    "walk-uneven-terrain": Movement(_WALK, ("pelvis",)),
    "run": Movement(("run",), ("pelvis",)),
    "dash": Movement(("run",), ("pelvis",)),
    "jog-left-circle": Movement(("run",), ("pelvis",)),
    "walk-turn-left": Movement(("turn_left",), ("facing",)),
    "walk-turn-right": Movement(("turn_right",), ("facing",)),
    "squat": Movement(("squat", "crouch"), ("pelvis",)),
    "bow": Movement(("bow",), ("neck",)),
    "kick-left-front": Movement(("kick_left",), ("left_ankle",)),
    "lie-down": Movement(("lie", "squat", "sit", "kneel", "crouch"), ("pelvis",)),
    "deposit-on-floor": Movement(("squat", "crouch"), ("pelvis",)),
    "hop-both-legs": Movement(("hop", "jump"), ("pelvis",)),
    "hop-forward": Movement(("hop", "jump"), ("pelvis",)),
    "jump": Movement(("hop", "jump"), ("pelvis",)),
}
"""Contents that no label of the vocabulary names (elbow-to-knee, dance, climb, throw-basketball, ...) are
left out."""


@dataclass(frozen=True)
class Join:
    """One join of a composite.  `verdict`: hit or miss where it is judged, else why it is not: like,
    unlabelled, later (the movement does not set off at the join), moving (it is under way already)."""

    composite: str
    before: str
    after: str
    time: float
    verdict: str
    nearest: float | None = None
    """Start of the nearest phase of the part's labels minus the time of the join, seconds."""


def joins(
    composites: Iterable[Composite],
    clips: Mapping[str, Clip],
    facts_of: Callable[[Motion], Facts] = measure,
) -> Iterator[Join]:
    """Every join of the composites, judged."""
    for recipe in composites:
        phases: tuple[Phase, ...] | None = None
        at = 0
        for before, after in zip(recipe.parts, recipe.parts[1:], strict=False):
            at += before.end - before.start
            contents = clips[before.clip].content or "", clips[after.clip].content or ""
            motion = clips[after.clip].motion
            earlier = clips[before.clip].motion[before.start : before.end]
            reason = _left_out(*contents, earlier, motion[after.start : after.end])
            time = at / motion.fps
            if reason:
                yield Join(recipe.id, *contents, time, reason)
                continue
            if phases is None:
                phases = facts_of(compose.composite(recipe, clips)).phases
            movement = MOVEMENTS[contents[1]]
            ahead = TURN_AHEAD if movement.mover == ("facing",) else NEAR
            starts = [p.start - time for p in phases if p.label in movement.labels]
            nearest = min(starts, key=abs, default=None)
            hit = any(-NEAR - 1e-6 <= s <= ahead + 1e-6 for s in starts)
            yield Join(recipe.id, *contents, time, "hit" if hit else "miss", nearest)


def _left_out(before: str, after: str, earlier: Motion, part: Motion) -> str:
    """Why a join is not judged; empty where it is."""
    if after not in MOVEMENTS:
        return "unlabelled"
    movement = MOVEMENTS[after]
    if before == after or (before in MOVEMENTS and set(MOVEMENTS[before].labels) & set(movement.labels)):
        return "like"
    if movement.mover == ("facing",):
        return ""
    speed = mover_speed(part, movement.mover)
    set_off = SET_OFF * float(np.percentile(speed, 95))
    if (
        movement.mover == ("pelvis",)
        and mover_speed(earlier, movement.mover)[-round(0.15 * earlier.fps) :].mean() > set_off
    ):
        return "moving"
    return "" if (speed[: round(NEAR * part.fps) + 1] > set_off).any() else "later"


def mover_speed(part: Motion, mover: tuple[str, ...]) -> Float[np.ndarray, " T"]:
    """Speed of what makes the movement, m/s (facing: radians a second), over three frames."""
    joints, skeleton = part.joints.astype(np.float64), part.skeleton
    if mover == ("facing",):
        way = np.unwrap(facing(joints, skeleton))[:, None, None]
    elif mover == ("pelvis",):
        way = joints[:, :1]
    else:
        way = joints[:, [skeleton.index(name) for name in mover]] - joints[:, :1]
    if len(way) < 2:
        return np.zeros(len(way))
    return np.asarray(np.linalg.norm(np.gradient(way, axis=0), axis=-1).max(-1) * part.fps)
