"""Phases of locomotion: the time line cut into standing, walking by direction, running and hopping."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Int

from kinemind.kinematics.body import GUESSED_RATE, Body, moving_average
from kinemind.kinematics.jumps import Jump
from kinemind.kinematics.onsets import onset, settled
from kinemind.kinematics.phase import Phase
from kinemind.kinematics.steps import Footstep

KINDS = ("", "stand", "walk_forward", "walk_backward", "walk_left", "walk_right", "run", "hop")
NONE, STAND, FORWARD, BACKWARD, LEFT, RIGHT, RUN, HOP = range(len(KINDS))
WALK_SPEED = 0.3
"""m/s over 0.6 s: a slower body stands."""
SIDEWAYS = np.tan(np.radians(50))
"""Sideways over forward speed of a walk to the side."""
SHORTEST = 0.4
"""Seconds: shorter pieces of the time line belong to their neighbours."""
PAUSE = 0.25
"""Seconds of standing between two walks, at least; less is the end of a slow step."""
STRIDE = 1.2
"""Seconds over which the direction of a walk is taken, since the pelvis sways from step to step."""
SHORTEST_WAY = 0.3
"""Leg lengths the pelvis goes in a walk, at least; less is a sway of the body."""
SLOW = 0.15
"""m/s: a slower body has not started to walk yet, or has stopped."""


def locomotion(
    body: Body, upright: Bool[np.ndarray, " T"], jumps: tuple[Jump, ...], steps: tuple[Footstep, ...]
) -> list[Phase]:
    """The phases in order; `upright` are the frames in which the body is on its feet at all."""
    kinds = _kinds(body, upright, jumps)
    runs = _merge(_runs(kinds), SHORTEST * body.fps)
    runs = _merge([_walked(body, run, steps) for run in runs], 0)
    runs = _merge(_refine(body, runs), PAUSE * body.fps)
    return [_phase(body, run, steps) for run in runs if run[2] not in (NONE, HOP)]


def _kinds(body: Body, upright: Bool[np.ndarray, " T"], jumps: tuple[Jump, ...]) -> Int[np.ndarray, " T"]:
    """What the body does in every frame, as an index of KINDS."""
    way = moving_average(body.velocity, STRIDE, body.fps)
    left, forward = way[:, 0], way[:, 2]
    sideways = np.abs(left) > np.abs(forward) * SIDEWAYS
    kinds = np.where(sideways, np.where(left > 0, LEFT, RIGHT), np.where(forward > 0, FORWARD, BACKWARD))
    slower = moving_average(body.velocity, 0.6, body.fps)
    kinds[np.hypot(slower[:, 0], slower[:, 2]) <= WALK_SPEED] = STAND
    kinds[body.running & (kinds != STAND)] = RUN
    kinds[~upright] = NONE
    for jump in jumps:
        kinds[round(jump.start * body.fps) : round(jump.end * body.fps)] = HOP
    return kinds


Run = tuple[int, int, int]
"""First frame, end frame (exclusive), index of KINDS."""


def _runs(kinds: Int[np.ndarray, " T"]) -> list[Run]:
    cuts = [0, *(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds)]
    return [(a, b, int(kinds[a])) for a, b in pairwise(cuts)]


def _merge(runs: list[Run], shortest: float) -> list[Run]:
    """Like neighbours joined, then pieces under `shortest` frames given to the longer neighbour, one by one.

    Frames off the feet (NONE) are what they are, however short.
    """
    runs = _join(runs)
    while len(runs) > 1:
        small = [r for r in runs if r[1] - r[0] < shortest and r[2] != NONE]
        if not small:
            break
        run = min(small, key=lambda r: r[1] - r[0])
        at = runs.index(run)
        near = [runs[i] for i in (at - 1, at + 1) if 0 <= i < len(runs)]
        best = max(near, key=lambda r: (r[2] != NONE, r[1] - r[0]))
        runs[at] = (run[0], run[1], best[2])
        runs = _join(runs)
    return runs


def _join(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and joined[-1][2] == run[2]:
            joined[-1] = (joined[-1][0], run[1], run[2])
        else:
            joined.append(run)
    return joined


def _walked(body: Body, run: Run, steps: tuple[Footstep, ...]) -> Run:
    """The run, or standing where the body sways without stepping on."""
    first, end, kind = run
    if kind not in (FORWARD, BACKWARD, LEFT, RIGHT, RUN):
        return run
    stepped = body.recorded_fps < GUESSED_RATE or any(
        s.end > first / body.fps and s.start < end / body.fps for s in steps
    )
    path = body.joints[first:end, 0][:, [0, 2]]
    away = float(np.linalg.norm(path - path[0], axis=-1).max())
    return run if stepped and away > SHORTEST_WAY * body.leg else (first, end, STAND)


def _refine(body: Body, runs: list[Run]) -> list[Run]:
    """Walks and runs that begin or end standing: from the first movement of the pelvis to the last."""
    way = np.cumsum(body.speed) / body.fps
    refined = list(runs)
    for number in range(1, len(runs)):
        (first, at, before), (_, end, after) = refined[number - 1], refined[number]
        if before == STAND and after > STAND:
            at = max(onset(way, at, body.fps, SLOW), first + 1)
        elif before > STAND and after == STAND:
            at = min(settled(-way, at, body.fps, SLOW), end - 1)
        refined[number - 1], refined[number] = (first, at, before), (at, end, after)
    return refined


def _phase(body: Body, run: Run, steps: tuple[Footstep, ...]) -> Phase:
    first, end, kind = run
    start, stop = first / body.fps, end / body.fps
    if kind == STAND:
        return Phase(KINDS[kind], start, stop)
    distance = _distance(body, first, end)
    # a foot that lands on the last frame of a phase still belongs to it
    landed = sum(start < step.end <= stop for step in steps)
    return Phase(
        KINDS[kind],
        start,
        stop,
        {"distance": distance, "speed": distance / (stop - start), "steps": float(landed)},
    )


def _distance(body: Body, first: int, end: int) -> float:
    """Metres of the pelvis's way from frame to frame, sway taken out."""
    return float(body.speed[first:end].sum() / body.fps)
