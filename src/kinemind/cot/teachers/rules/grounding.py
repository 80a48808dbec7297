"""When each sub-action happens: the ordered sub-actions laid over the phases of a motion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.showing import BACKGROUND, TRAVEL, WAY_BACK, phases_beside, phases_of
from kinemind.cot.teachers.rules.typical_times import typical_seconds
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phase import Phase

SHORTEST = 0.3
"""Seconds that a sub-action takes at least."""
EARLY = 0.15
"""Seconds by which a phase may begin before the sub-action that it shows."""
UNSEEN, STRANGE, EXTRA, CUT = 1.5, 1.0, 0.4, 1.0
"""Costs in seconds of matching motion: a sub-action without a phase of its own; a second of another one's
phase; a phase too many; a second of a phase cut off."""
LENGTH, UNSEEN_LENGTH = 0.3, 1.0
"""Cost of a length e times the typical one, for sub-actions with phases of their own and without."""
APPROACH, EXIT = 0.5, 0.6
"""Seconds on the way straight before and after a turn that belong to it, at the median of bench/train."""
AT_JOIN = 1.5
"""Gain of a boundary where the data says that one part ends."""


@dataclass(frozen=True)
class Grounded:
    """A sub-action with its time in seconds and the phases that show it (none: joints do not tell)."""

    sub: SubAction
    start: float
    end: float
    phases: tuple[Phase, ...] = ()

    @property
    def seconds(self) -> float:
        return self.end - self.start


def ground(
    subs: Sequence[SubAction], facts: Facts, seconds: float, joins: Sequence[float] = ()
) -> tuple[Grounded, ...]:
    """The sub-actions one after the other from 0 to `seconds`.

    Where there is exactly one join between each pair, the joins are the boundaries; otherwise the boundaries
    that fit the phases best, joins preferred.  What is done meanwhile has the time of what it goes with.
    """
    main = [i for i, sub in enumerate(subs) if i == 0 or not sub.meanwhile]
    phases = [phase for phase in facts.phases if phase.label not in BACKGROUND]
    if len(joins) == len(main) - 1:
        cuts = [0.0, *joins, seconds]
    else:
        cuts = boundaries([subs[i] for i in main], phases, seconds, joins)
    found: list[Grounded] = []
    number = -1
    for i, sub in enumerate(subs):
        number += i in main
        start, end = cuts[number], cuts[number + 1]
        found.append(Grounded(sub, start, end, shown(sub, facts.phases, start, end)))
    return tuple(found)


def shown(sub: SubAction, phases: Sequence[Phase], start: float, end: float) -> tuple[Phase, ...]:
    """The phases that show a sub-action between two times: over half of each lies there."""
    inside = [
        phase
        for phase in phases
        if min(phase.end, end) - max(phase.start, start) > 0.5 * min(phase.end - phase.start, end - start)
    ]
    return tuple(phases_of(sub, inside))


def boundaries(
    subs: Sequence[SubAction], phases: Sequence[Phase], seconds: float, joins: Sequence[float] = ()
) -> list[float]:
    """Start of every sub-action and the end of the last, by dynamic programming over the phases' edges."""
    times = _candidates(phases, seconds, len(subs), joins)
    later = times[None, :] - times[:, None]  # [from, to]
    allowed = later >= min(SHORTEST, 0.9 * seconds / len(subs)) - 1e-3
    own = [phases_of(sub, phases) for sub in subs]
    gain = np.where(np.isclose(times[:, None], np.array([*joins, -1.0])).any(1), AT_JOIN, 0.0)
    best = np.where(np.arange(len(times)) == 0, 0.0, -np.inf)
    back: list[Float[np.ndarray, " N"]] = []
    labels = [{phase.label for phase in found} for found in own]
    claimed = set().union(*labels)
    for sub, found, named in zip(subs, own, labels, strict=True):
        beside = phases_beside(sub, phases)
        accepted = named | {phase.label for phase in beside}
        others = [phase for phase in phases if phase.label in claimed and phase.label not in accepted]
        score = _score(sub, found, beside, others, times)
        total = np.where(allowed, best[:, None] + score, -np.inf)
        back.append(total.argmax(0))
        best = total.max(0) + gain
    cuts = [len(times) - 1]
    for came in reversed(back):
        cuts.append(int(came[cuts[-1]]))
    return _moved([float(times[k]) for k in reversed(cuts)], subs, own, phases, joins)


def _moved(
    cuts: list[float],
    subs: Sequence[SubAction],
    own: Sequence[list[Phase]],
    phases: Sequence[Phase],
    joins: Sequence[float],
) -> list[float]:
    """Cuts, but for those at joins, moved to where the earlier sub-action is over; a turn on the way has an
    approach and an exit."""
    for k in range(1, len(subs)):
        if any(abs(cuts[k] - join) < 1e-2 for join in joins):
            continue
        before, after = subs[k - 1], subs[k]
        earlier = [p for p in own[k - 1] if cuts[k - 1] - EARLY <= p.start < cuts[k] - EARLY]
        later = [p for p in own[k] if cuts[k] - EARLY <= p.start < cuts[k + 1] - EARLY]
        over = max((p.end for p in earlier), default=None)
        begun = min((p.start for p in later), default=None)
        if own[k - 1] == own[k] and len(earlier) + len(later) == 1:
            only = (earlier + later)[0]
            at = (only.start + only.end) / 2  # one phase shows both
        elif after.action in WAY_BACK and begun is not None:
            at = begun
        elif before.action == "turn" and after.action == "turn" and over is not None and begun is not None:
            at = (over + begun) / 2
        elif after.action == "turn" and before.action in ("walk", "run") and begun is not None:
            at = begun - APPROACH
        elif before.action == "turn" and over is not None:
            walks_on = [p.end for p in phases_beside(before, phases) if p.start < over < p.end]
            at = over + EXIT if after.action in ("walk", "run") else max([over, *walks_on])
            at = min(at, begun) if begun is not None and after.action not in ("walk", "run") else at
        elif over is not None and (begun is None or over < begun):
            at = over
        elif over is None and begun is not None:
            at = begun
        else:
            continue
        room = min(SHORTEST, (cuts[k + 1] - cuts[k - 1]) / 3)
        cuts[k] = min(max(at, cuts[k - 1] + room), cuts[k + 1] - room)
    return cuts


def _candidates(
    phases: Sequence[Phase], seconds: float, count: int, joins: Sequence[float]
) -> Float[np.ndarray, " N"]:
    """Times at which a sub-action may begin; equal shares as well, where the phases say nothing."""
    edges = [edge for phase in phases for edge in (phase.start, phase.end)]
    shares = [seconds * k / count for k in range(1, count)]
    least = min(SHORTEST, seconds / count)
    inside = {round(t, 3) for t in (*edges, *shares, *joins) if least - 1e-6 < t < seconds - least + 1e-6}
    return np.array([0.0, *sorted(inside), seconds])


def _score(
    sub: SubAction,
    own: Sequence[Phase],
    beside: Sequence[Phase],
    others: Sequence[Phase],
    times: Float[np.ndarray, " N"],
) -> Float[np.ndarray, "N N"]:
    """How well a sub-action fits between any two times [from, to], in seconds of matching motion."""
    covered = _seconds_before([*own, *beside], times) - STRANGE * _seconds_before(others, times)
    fit = covered[None, :] - covered[:, None]
    length = np.maximum(times[None, :] - times[:, None], 0.05)
    unlikely = np.abs(np.log(length / typical_seconds(sub)))
    fit = fit - (LENGTH if own else UNSEEN_LENGTH) * unlikely
    if own:
        begun = np.array([phase.start for phase in own])
        before = (begun[None, :] < times[:, None] - EARLY).sum(1)
        started = before[None, :] - before[:, None]
        travel = all(phase.label in TRAVEL for phase in own)
        fit = fit - UNSEEN * (started < 1) * (0.3 if travel else 1.0)
        if not travel:
            fit = fit - EXTRA * np.maximum(started - (sub.count or 1), 0)
            cut = CUT * _cut_off(own, times)
            fit = fit - cut[:, None] - cut[None, :]
    return fit


def _seconds_before(phases: Sequence[Phase], times: Float[np.ndarray, " N"]) -> Float[np.ndarray, " N"]:
    """Seconds in any of the phases up to each time."""
    total = np.zeros(len(times))
    reached = 0.0
    for phase in sorted(phases, key=lambda p: p.start):
        start = max(phase.start, reached)
        if phase.end > start:
            total += np.clip(times - start, 0.0, phase.end - start)
            reached = phase.end
    return total


def _cut_off(phases: Sequence[Phase], times: Float[np.ndarray, " N"]) -> Float[np.ndarray, " N"]:
    """Seconds of the smaller piece of a phase that a boundary at each time would cut through."""
    lost = np.zeros(len(times))
    for phase in phases:
        lost += np.clip(np.minimum(times - phase.start, phase.end - times), 0.0, 0.5)
    return lost
