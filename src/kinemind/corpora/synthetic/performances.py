"""The repertoire of the procedural figure: each kind draws its size and pace, and says what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kinemind.corpora.synthetic import gait, gestures
from kinemind.corpora.synthetic.figure import FPS, Stance, Track, standing


@dataclass(frozen=True)
class Performance:
    """A track with its sub-actions: verb phrases (third person) and first and last frame (exclusive)."""

    track: Track
    phrases: tuple[tuple[str, int, int], ...]


Perform = Callable[[Stance, np.random.Generator], Performance]


def _whole(track: Track, *wordings: str, rng: np.random.Generator) -> Performance:
    return Performance(track, ((str(rng.choice(wordings)), 0, len(track)),))


def _travel(
    kind: gait.Gait, speed: float, reach: tuple[float, float], direction: float, *words: str
) -> Perform:
    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        pace, distance = speed * rng.uniform(0.85, 1.15), rng.uniform(*reach)
        return _whole(gait.travel(stance, kind, pace, distance, direction), *words, rng=rng)

    return perform


def _arc(kind: gait.Gait, speed: float, sign: int, verb: str) -> Perform:
    side = "left" if sign > 0 else "right"

    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        angle, distance = rng.uniform(1.2, 2.2), rng.uniform(1.6, 2.2) * speed
        track = gait.travel(stance, kind, speed, distance, 0.0, sign * angle)
        return _whole(track, f"{verb} in a curve to the {side}", f"{verb} and turns {side}", rng=rng)

    return perform


def _turn(sign: int) -> Perform:
    side = "left" if sign > 0 else "right"

    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        half = bool(rng.random() < 0.3)
        angle = np.pi if half else rng.uniform(1.3, 1.8)
        words = (f"turns around to the {side}",) if half else (f"turns {side}", f"turns to the {side}")
        return _whole(gait.turn_in_place(stance, sign * angle), *words, rng=rng)

    return perform


def _wave(side: str) -> Perform:
    hand = "both hands" if side == "both" else f"the {side} hand"

    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        waves = int(rng.integers(2, 5))
        track = gestures.wave(stance, side, 1.4 + 0.6 * waves, waves)
        return _whole(track, f"waves with {hand}", f"waves {hand}", rng=rng)

    return perform


def _raise(side: str) -> Perform:
    hand = "both hands" if side == "both" else f"the {side} hand"

    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        track = gestures.raise_hands(stance, side, rng.uniform(2.5, 4.0), bool(rng.random() < 0.5))
        return _whole(track, f"raises {hand}", f"lifts {hand} over the head", rng=rng)

    return perform


def _punch(side: str) -> Perform:
    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        track = gestures.punch(stance, side, rng.uniform(1.4, 2.0))
        return _whole(track, f"punches with the {side} hand", f"throws a {side} punch", rng=rng)

    return perform


def _kick(side: str) -> Perform:
    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        track = gestures.kick(stance, side, rng.uniform(0.55, 0.85), rng.uniform(1.6, 2.2))
        return _whole(track, f"kicks with the {side} leg", f"kicks forward with the {side} foot", rng=rng)

    return perform


def _bow(stance: Stance, rng: np.random.Generator) -> Performance:
    track = gestures.bow(stance, rng.uniform(1.1, 1.6), rng.uniform(2.0, 3.5))
    return _whole(track, "bows", "takes a bow", rng=rng)


def _squat(stance: Stance, rng: np.random.Generator) -> Performance:
    times = int(rng.integers(1, 4))
    track = gestures.squat(stance, rng.uniform(0.38, 0.5), times, times * rng.uniform(1.7, 2.2))
    count = {1: "once", 2: "twice", 3: "three times"}[times]
    return _whole(track, "squats" if times == 1 else f"squats {count}", f"does a squat {count}", rng=rng)


def _sit(stance: Stance, rng: np.random.Generator) -> Performance:
    track = gestures.sit(stance, rng.uniform(4.5, 6.5))
    third = len(track) // 3
    return Performance(
        track,
        (
            (str(rng.choice(["sits down", "sits down on a chair"])), 0, third),
            ("stays seated", third, 2 * third),
            (str(rng.choice(["stands up", "gets up"])), 2 * third, len(track)),
        ),
    )


def _jump(distance: float, *words: str) -> Perform:
    def perform(stance: Stance, rng: np.random.Generator) -> Performance:
        track = gestures.jump(stance, rng.uniform(0.18, 0.35), distance * rng.uniform(0.8, 1.2))
        return _whole(track, *words, rng=rng)

    return perform


def _stand(stance: Stance, rng: np.random.Generator) -> Performance:
    return _whole(standing(stance, round(rng.uniform(1.5, 3.0) * FPS)), "stands still", rng=rng)


REPERTOIRE: dict[str, Perform] = {
    "walk-forward": _travel(gait.WALK, 1.15, (2.0, 4.0), 0.0, "walks forward", "walks straight ahead"),
    "wave-left-hand": _wave("left"),
    "run": _travel(gait.RUN, 2.6, (4.0, 8.0), 0.0, "runs forward", "runs straight ahead"),
    "turn-left": _turn(1),
    "bow": _bow,
    "kick-right": _kick("right"),
    "walk-backward": _travel(gait.WALK, 0.8, (1.2, 2.2), np.pi, "walks backward", "steps back"),
    "raise-right-hand": _raise("right"),
    "squat": _squat,
    "walk-turn-right": _arc(gait.WALK, 1.1, -1, "walks"),
    "jump": _jump(0.0, "jumps", "jumps up on the spot"),
    "wave-right-hand": _wave("right"),
    "sit": _sit,
    "kick-left": _kick("left"),
    "turn-right": _turn(-1),
    "raise-left-hand": _raise("left"),
    "walk-turn-left": _arc(gait.WALK, 1.1, 1, "walks"),
    "punch-right": _punch("right"),
    "walk-left": _travel(gait.SHUFFLE, 0.45, (0.8, 1.5), np.pi / 2, "steps sideways to the left"),
    "wave-both-hands": _wave("both"),
    "jump-forward": _jump(0.8, "jumps forward", "leaps forward"),
    "raise-both-hands": _raise("both"),
    "run-turn-left": _arc(gait.RUN, 2.2, 1, "runs"),
    "stand": _stand,
    "walk-right": _travel(gait.SHUFFLE, 0.45, (0.8, 1.5), -np.pi / 2, "steps sideways to the right"),
    "punch-left": _punch("left"),
    "run-turn-right": _arc(gait.RUN, 2.2, -1, "runs"),
}
"""Kind of action → what performs it.  The number of kinds has no factor in common with 20 (the splits)."""
