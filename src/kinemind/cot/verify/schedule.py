"""Durations against the phases: a step's time holds its own phases, not those of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kinemind.cot.verify.evidence import Evidence
from kinemind.cot.verify.relevance import Told
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.kinematics.phases import Phase

LATE = 1.2
"""Seconds between a stated boundary and both the phases it parts: hands hang for a while between gestures,
and people do not agree on which side that pause belongs to."""
TURN_LATE = 1.5
"""... next to a turn, whose walk up to the corner belongs to it."""
LATE_SHARE = 0.4
"""Share of the step too long by that much: a second in a step of ten is not worth a word."""
SQUEEZED = 0.5
"""Seconds by which a boundary may cut into the phase of one step ..."""
HOLLOW = 2.5
"""... while it leaves so many without any phase to the other."""
PADDING = 0.5
"""Seconds by which a step's time may miss its phase at either end."""
COVERED = 0.3
"""Share of a phase (or of the step, where that is shorter) that lies in the padded time of its step."""


def judge_schedule(told: Sequence[Told], found: Sequence[Evidence], times: Timeline) -> Iterator[str]:
    """Sentences on boundaries far from the phases they part and on steps beside their phases."""
    for i, (t, shown) in enumerate(zip(told, found, strict=True)):
        window = times.windows[t.step - 1]
        if window is None or not shown.shown:
            continue
        following = i + 1 < len(told) and told[i + 1].step == t.step + 1 and not told[i + 1].action.meanwhile
        alone = sum(other.step == t.step for other in told) == 1
        if following and alone and not times.meanwhile[t.step]:
            after = times.windows[t.step]
            if after is not None and (
                reason := _boundary(t, told[i + 1], shown, found[i + 1], window, after)
            ):
                yield reason
                continue
        if alone and t.action.action == "turn" and _covered(window, shown.shown) < COVERED:
            yield _told_and_shown(t, window, shown.shown)


def _boundary(t: Told, u: Told, a: Evidence, b: Evidence, window: Window, after: Window) -> str:
    first = [p for p in a.shown if p not in b.shown]
    second = [p for p in b.shown if p not in a.shown]
    if not first or not second or {p.label for p in first} & {p.label for p in second}:
        return ""
    join = window.end
    # the phase of each that lies next to the other's
    end = min((p.end for p in first), key=lambda at: abs(at - join))
    start = min((p.start for p in second), key=lambda at: abs(at - join))
    least = TURN_LATE if "turn" in (t.action.action, u.action.action) else LATE
    late, early = join - max(end, start), min(end, start) - join
    beside = late > max(least, LATE_SHARE * (window.end - window.start)) or early > max(
        least, LATE_SHARE * (after.end - after.start)
    )
    cuts_first = end - join > SQUEEZED and start - join > HOLLOW
    cuts_second = join - start > SQUEEZED and join - end > HOLLOW
    if not (beside or cuts_first or cuts_second):
        return ""
    return (
        f"step {t.step} ({t.action.text}) is told until {join:.1f} s, the motion shows it until {end:.1f} s "
        f"and the next step from {start:.1f} s"
    )


def _covered(window: Window, phases: Sequence[Phase]) -> float:
    """The largest share of one of the phases in the window."""
    wide = Window(window.start - PADDING, window.end + PADDING)
    length = wide.end - wide.start
    return max(wide.overlap(p.start, p.end) / max(0.1, min(p.end - p.start, length)) for p in phases)


def _told_and_shown(t: Told, window: Window, phases: Sequence[Phase]) -> str:
    nearest = min(phases, key=lambda p: abs(p.start + p.end - window.start - window.end))
    return (
        f"step {t.step} ({t.action.text}) is told from {window.start:.1f} to {window.end:.1f} s, the motion "
        f"shows it from {nearest.start:.1f} to {nearest.end:.1f} s"
    )
