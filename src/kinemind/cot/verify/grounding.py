"""Grounding: sides, directions, order and times of the told actions against the measured phases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault
from kinemind.cot.verify.claims import Claim
from kinemind.cot.verify.evidence import Evidence, evidence, words_of
from kinemind.cot.verify.mentions import judge_mentions
from kinemind.cot.verify.quantities import judge_quantities
from kinemind.cot.verify.reading import Reading
from kinemind.cot.verify.relevance import Told, asked_of
from kinemind.cot.verify.riders import judge_riders
from kinemind.cot.verify.schedule import judge_schedule
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.cot.verify.travelling import judge_travelling
from kinemind.cot.verify.turning import judge_turning
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phases import Phase

EDGE = 0.15
"""Seconds by which neighbouring parts overlap at a join that is blended: less says nothing of a side."""
OUTSIDE = 0.7
"""Seconds a step's time may lie before or after the phase that shows it: joins between like actions, the
onset of lifting and the way back of a limb belong to neither for certain."""
TURN_OUTSIDE = 1.5
"""... and before a turn, which people walk up to (the walk up to a corner belongs to the turn)."""
HANGING = -0.6
"""Arm lengths above the shoulder (-1: straight down) below which a hand neither rises nor waves."""
NET_TURN = 20.0
"""Degrees of net turning that already contradict a turn to the other side where no single turn was found."""


def judge_grounding(
    subject: Subject, reading: Reading, told: Sequence[Told], claims: Sequence[Claim], times: Timeline
) -> Iterator[Fault]:
    """Faults against the measured facts; nothing to check where there are none."""
    facts, asked = subject.facts, asked_of(subject.caption)
    for reason in judge_turning(facts, asked, told, reading, times):
        yield Fault("grounding", reason)
    if facts is None:
        return
    found = [evidence(t.action, facts.phases) for t in told]
    hidden = [
        window
        for t in told
        if (window := times.windows[t.step - 1]) and not labels_for(t.action.action, t.action.side)
    ]
    for i, (t, shown) in enumerate(zip(told, found, strict=True)):
        window = times.windows[t.step - 1]
        elsewhere = {p for j, other in enumerate(found) if j != i for p in other.shown}
        reason = _side(t, shown, window, elsewhere, facts) or _time(t, shown, window, hidden)
        if reason:
            yield Fault("grounding", reason)
    for reason in (
        *_both(told, facts),
        *_order(told, found, times),
        *judge_schedule(told, found, times),
        *judge_mentions(facts, reading, times),
        *judge_travelling(facts, told, reading, times),
        *judge_riders(facts, asked, reading, times, subject.caption),
        *judge_quantities(facts, told, claims, times, subject.caption),
    ):
        yield Fault("grounding", reason)


def _side(t: Told, found: Evidence, window: Window | None, elsewhere: Collection[Phase], facts: Facts) -> str:
    """Why the side or direction is wrong, "" where nothing speaks against it.

    `elsewhere` are the phases that other steps tell of.
    """
    if window is not None:
        shown = sum(window.overlap(p.start, p.end) for p in found.shown)
        against = [
            p for p in found.against if window.overlap(p.start, p.end) > max(EDGE, 0.5 * (p.end - p.start))
        ]
        if against and shown < EDGE:
            return _instead(t, against[0])
    untold = [p for p in found.against if p not in elsewhere]
    if (
        not found.shown
        and untold
        and (window is None or window.overlap(untold[0].start, untold[0].end) > EDGE)
    ):
        return _instead(t, untold[0])
    if t.action.action == "turn" and t.action.direction in ("left", "right") and not found.shown:
        net = facts.turns.net * (1 if t.action.direction == "left" else -1)
        if net < -NET_TURN:
            way = f"{-net:.0f} degrees the other way"
            return f"step {t.step} turns to the {t.action.direction}, the motion turns {way}"
    if t.action.action in ("raise", "wave") and t.action.side in ("left", "right") and not found.shown:
        this, other = facts.left_hand.peak, facts.right_hand.peak
        if t.action.side == "right":
            this, other = other, this
        if this < HANGING < other - 0.4:
            side = "left" if t.action.side == "right" else "right"
            said = f"the {t.action.side} hand ({t.action.text})"
            return f"step {t.step} says {said}, the motion lifts the {side} one"
    return ""


def _instead(t: Told, phase: Phase) -> str:
    return (
        f"step {t.step} says {t.action.text!r}, the motion shows {words_of(phase.label)!r} "
        f"from {phase.start:.1f} to {phase.end:.1f} s"
    )


def _time(t: Told, found: Evidence, window: Window | None, hidden: Sequence[Window]) -> str:
    """Why the time of a step is wrong: the motion shows it, but not near then.

    In `hidden` are the times of steps that joints cannot tell; a hand raised then may be theirs (a call).
    """
    theirs = [
        p for p in found.shown if any(w.overlap(p.start, p.end) > 0.5 * (p.end - p.start) for w in hidden)
    ]
    if window is None or len(theirs) == len(found.shown):
        return ""
    early = TURN_OUTSIDE if t.action.action == "turn" else OUTSIDE
    if any(window.overlap(p.start - early, p.end + OUTSIDE) > 0 for p in found.shown):
        return ""
    nearest = min(found.shown, key=lambda p: abs(p.start + p.end - window.start - window.end))
    return (
        f"step {t.step} ({t.action.text}) is told from {window.start:.1f} to {window.end:.1f} s, the motion "
        f"shows it from {nearest.start:.1f} to {nearest.end:.1f} s"
    )


def _both(told: Sequence[Told], facts: Facts) -> Iterator[str]:
    """Both hands claimed where one hangs all the time."""
    for t in told:
        if t.action.side != "both" or t.action.action not in ("raise", "wave"):
            continue
        for side, hand in (("left", facts.left_hand), ("right", facts.right_hand)):
            if hand.peak < HANGING and max(facts.left_hand.peak, facts.right_hand.peak) > HANGING + 0.4:
                yield f"step {t.step} says both hands ({t.action.text}), the {side} hand hangs all the time"


def _order(told: Sequence[Told], found: Sequence[Evidence], times: Timeline) -> Iterator[str]:
    """Two steps in a row whose phases all lie the other way around."""
    for (first, a), (second, b) in zip(
        zip(told, found, strict=True), zip(told[1:], found[1:], strict=True), strict=False
    ):
        same_step = first.step == second.step or times.meanwhile[second.step - 1] or second.action.meanwhile
        labels = {p.label for p in a.shown} & {p.label for p in b.shown}
        if same_step or labels or not a.shown or not b.shown:
            continue
        if max(p.end for p in b.shown) <= min(p.start for p in a.shown) + EDGE:
            yield (
                f"step {first.step} ({first.action.text}) is told before step {second.step} "
                f"({second.action.text}), in the motion it comes after it"
            )
