"""Jumps: both feet off the floor while the pelvis flies up and down; a runner's flights are none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from kinemind.kinematics.body import Body, Span, spans
from kinemind.kinematics.onsets import onset, settled

OFF_FLOOR = 0.08
"""Leg lengths: both feet higher than this above where they stand are off the floor."""
LONGEST_FLIGHT = 1.0
"""Seconds: both feet off for longer is no jump."""
FLYING = 0.5
"""Share of a flight in which both feet move; on uneven ground both are high, but one of them stands."""
SMALLEST_ARC = 0.015
"""Leg lengths the pelvis flies up above the heights at which the feet leave and touch the floor."""
SLOW = 0.15
"""m/s of the pelvis: a slower one rests before or after a jump."""
ON = 0.6
"""m/s: a faster body goes on over the floor with its jump."""
RHYTHM = 0.6
"""Seconds on the floor between two hops of one series, at most."""


@dataclass(frozen=True)
class Jump(Span):
    """From where the pelvis first sinks or rises for the jump until it has come to rest, seconds.

    `height` is the pelvis's rise from take-off, metres; `air_time` how long both feet are off the floor,
    seconds; `hop`: it goes on over the floor, or another one follows or precedes at once.
    """

    height: float
    air_time: float
    hop: bool


def jumps(body: Body) -> tuple[Jump, ...]:
    """All jumps and hops in order; they do not overlap."""
    lowest = body.clearance.min(1) / body.leg
    pelvis, fps = body.joints[:, 0, 1], body.fps
    flights: list[tuple[Span, float]] = []
    for span in spans(lowest > OFF_FLOOR, fps, 0.1):
        first, end = round(span.start * fps), round(span.end * fps)
        arc = pelvis[max(0, first - 1) : end + 1]
        rise = float(arc.max() - max(arc[0], arc[-1]))
        flying = float((~body.stance[first:end]).all(1).mean()) > FLYING and span.seconds < LONGEST_FLIGHT
        if flying and rise > SMALLEST_ARC * body.leg and not body.running[(first + end) // 2]:
            flights.append((span, float(arc.max() - arc[0])))
    near = [later[0].start - earlier[0].end < RHYTHM for earlier, later in pairwise(flights)]
    found: list[Jump] = []
    for number, (span, height) in enumerate(flights):
        first, end = round(span.start * fps), round(span.end * fps)
        trough = onset(pelvis, first, fps, SLOW)
        start = onset(-pelvis, trough, fps, SLOW)
        stop = settled(pelvis, min(end, len(pelvis) - 1), fps, SLOW)
        landed = settled(-pelvis, stop, fps, SLOW) + 1
        before = found[-1].end if found else 0.0
        after = flights[number + 1][0].start if number + 1 < len(flights) else len(pelvis) / fps
        hop = any(near[max(0, number - 1) : number + 1]) or float(body.speed[first:end].mean()) > ON
        begin = min(max(start / fps, before), span.start)
        found.append(Jump(begin, max(span.end, min(landed / fps, after)), height, span.seconds, hop))
    return tuple(found)
