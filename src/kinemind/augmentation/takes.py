"""The clips that a part of a composite may be cut from, pooled by what they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float

from kinemind.augmentation.sequences import GESTURES, REST, SLOWING, TURNS
from kinemind.corpora import Clip
from kinemind.kinematics.body import Body
from kinemind.kinematics.turns import turns

POOL = 160
"""Takes per content that are tried as a part."""
RUN_AT_LEAST = 1.9
"""m/s over the floor of a clip that stands for `runs`."""
STILL_SPEED = 0.35
"""m/s: no joint is faster while a body rests."""
HANDS_LOW = 0.12
"""Metres over the pelvis under which the hands of a resting body are."""
UPRIGHT = 0.93
"""Share of its own standing height at which the pelvis of a resting body is, at least."""
STRAIGHT, BOWED = 0.25, 0.5
"""Neck before or beside the pelvis by their distance: a body that leans more does not just stand; a bow leans
as far as this."""
REST_FRAMES, REST_FRAMES_MOST = 9, 40
"""Frames of a rest, at least and at most."""
_RESTING = frozenset(GESTURES) | {"bye", "byebye", "guide", "stand"}


@dataclass(frozen=True, eq=False)
class Take:
    """Frames `first` to `last` (exclusive) of a clip that show `content`."""

    clip: Clip
    content: str
    first: int
    last: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.content, self.clip.id)

    @cached_property
    def turned(self) -> tuple[int, int] | None:
        """The frames from the first turn's start to the last one's end; None where nothing turns."""
        clip = self.clip
        if self.content not in TURNS:
            return None
        found = turns(Body.of(clip.motion)).turns if self.content.startswith("walk") else ()
        if not found:  # a jog along a circle turns all through
            return clip.num_frames // 4, clip.num_frames - clip.num_frames // 4
        fps = clip.motion.fps
        return round(found[0].start * fps), min(round(found[-1].end * fps), clip.num_frames)

    @cached_property
    def resting_ends(self) -> tuple[int, int]:
        """Frames at the start, and at the end, in which the body rests."""
        still = resting(self.clip)
        moving = np.flatnonzero(~still)
        return (int(moving[0]), len(still) - 1 - int(moving[-1])) if len(moving) else (0, 0)


def resting(clip: Clip) -> Bool[np.ndarray, " T"]:
    """Frames in which a body stands upright, its hands down, and nothing of it moves."""
    joints, skeleton = clip.motion.joints.astype(np.float64), clip.motion.skeleton
    if len(joints) < 2:
        return np.zeros(len(joints), bool)
    speed = np.linalg.norm(np.diff(joints, axis=0), axis=-1).max(-1) * clip.motion.fps
    pelvis, hands = joints[:, 0, 1], joints[:, list(skeleton.hands), 1]
    low = (hands - pelvis[:, None]).max(-1) < HANDS_LOW
    upright = pelvis > UPRIGHT * np.percentile(pelvis, 95)
    return np.asarray((np.append(speed, speed[-1]) < STILL_SPEED) & low & upright & (_lean(clip) < STRAIGHT))


def _lean(clip: Clip) -> Float[np.ndarray, " T"]:
    """Neck before or beside the pelvis by their distance, 0 to 1."""
    joints = clip.motion.joints.astype(np.float64)
    trunk = joints[:, clip.motion.skeleton.index("neck")] - joints[:, 0]
    return np.asarray(np.hypot(trunk[:, 0], trunk[:, 2]) / np.maximum(np.linalg.norm(trunk, axis=-1), 1e-6))


def pools(table: Mapping[str, Clip], rng: np.random.Generator) -> dict[str, list[Take]]:
    """Up to `POOL` takes per content, drawn at random; of rests the longest, for most are short."""
    found: dict[str, list[Take]] = {}
    for clip in table.values():
        content = clip.content or ""
        if content == "run" and _mean_speed(clip) < RUN_AT_LEAST:
            continue  # an exhausted trot would teach that running is slow
        if content == "bow" and _lean(clip).max() < BOWED:
            continue  # a nod is too little to be seen as a bow
        found.setdefault(content, []).append(Take(clip, content, 0, clip.num_frames))
        if content in _RESTING:
            found.setdefault(REST, []).extend(_rests(clip))
    chosen = {k: [v[i] for i in sorted(rng.permutation(len(v))[:POOL])] for k, v in found.items()}
    chosen[REST] = sorted(found.get(REST, ()), key=lambda t: t.first - t.last)[:POOL]
    chosen[SLOWING] = [Take(t.clip, SLOWING, t.first, t.last) for t in chosen.get("walk", [])]
    return chosen


def _rests(clip: Clip) -> Iterator[Take]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], resting(clip).astype(int), [0]])))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if last - first >= REST_FRAMES:
            yield Take(clip, REST, first, min(last, first + REST_FRAMES_MOST))


def _mean_speed(clip: Clip) -> float:
    """Way of the pelvis over the floor per second, m/s."""
    path = clip.motion.root[:, [0, 2]]
    return float(np.linalg.norm(np.diff(path, axis=0), axis=-1).mean() * clip.motion.fps)
