"""Phases of the arms: raises, waves, reaches, punches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kinemind.kinematics.arm_postures import overlap, within
from kinemind.kinematics.body import Span
from kinemind.kinematics.hands import Hand
from kinemind.kinematics.lifts import HIGH
from kinemind.kinematics.phase import Phase, phases_of
from kinemind.kinematics.waves import Wave

FOLLOWS = 2.0
"""Seconds between a hand that is up and its wave: with more, the hand is raised first and waved then."""


@dataclass(frozen=True)
class Gesture(Span):
    """A stretch of one hand, or of both, with its figure: cycles of a wave, height of a raise."""

    figure: float


def arm_phases(left: Hand, right: Hand, balancing: Sequence[Span] = ()) -> list[Phase]:
    """Waves and raises, of both hands where they overlap for the most part; reaches and punches.

    `balancing` are kicks and jumps: hands thrown out during one, not above HIGH, keep the balance only.

    A phase lasts from where the arm leaves its rest until it is back.  A raised hand that waves is a wave
    only, one held out in front a reach at most, and one that guards between punches no raise.
    """
    found: list[Phase] = []
    strikes = (*left.punches, *right.punches)
    for name, figure, of_left, of_right in (
        ("wave", "cycles", _waved(left), _waved(right)),
        ("raise", "height", _raised(left, strikes, balancing), _raised(right, strikes, balancing)),
    ):
        both, only_left, only_right = pair(of_left, of_right)
        for hand, items in (("both_hands", both), ("left_hand", only_left), ("right_hand", only_right)):
            found += [Phase(f"{name}_{hand}", i.start, i.end, {figure: i.figure}) for i in items]
    for side, one in (("left", left), ("right", right)):
        found += phases_of(f"punch_{side}", one.punches)
        found += phases_of(f"reach_{side}_hand", _reached(one, balancing))
    return found


def _waved(hand: Hand) -> list[Gesture]:
    return [Gesture(_begins(hand, w), w.lowered, w.cycles) for w in hand.waves]


def _begins(hand: Hand, wave: Wave) -> float:
    """Where the arm is lifted for a wave; the wave itself where it has been up for long."""
    up = next((r.held_from for r in hand.raised if overlap(r, wave) > 0), wave.start)
    return wave.start if wave.start - up > FOLLOWS else wave.lifted


def _raised(hand: Hand, strikes: Sequence[Span], balancing: Sequence[Span]) -> list[Gesture]:
    found: list[Gesture] = []
    for item in hand.raised:
        held = Span(item.held_from, item.held_to)
        wave = next((w for w in hand.waves if overlap(item, Span(w.lifted, w.lowered)) > 0), None)
        if wave is not None:
            if _begins(hand, wave) > item.held_from:
                found.append(Gesture(item.start, wave.start, item.height))
        elif (
            not item.in_front
            and sum(overlap(item, s) > 0 for s in strikes) < 2
            and not within(held, hand.on_head)
            and (item.height > HIGH or not within(held, balancing))
        ):
            found.append(Gesture(item.start, item.end, item.height))
    return found


def _reached(hand: Hand, balancing: Sequence[Span]) -> list[Span]:
    others = (*hand.waves, *hand.punches, *(r for r in hand.raised if not r.in_front))
    return [
        r
        for r in hand.reaches
        if not within(r, balancing) and not any(overlap(r, other) > 0 for other in others)
    ]


def pair(
    left: Iterable[Gesture], right: Iterable[Gesture]
) -> tuple[list[Gesture], list[Gesture], list[Gesture]]:
    """(both, only left, only right): gestures that share over half of the shorter one belong together and
    have the mean of their figures."""
    both: list[Gesture] = []
    rest = list(right)
    only_left: list[Gesture] = []
    for a in left:
        partner = next((b for b in rest if overlap(a, b) > 0.5 * min(a.seconds, b.seconds)), None)
        if partner is None:
            only_left.append(a)
        else:
            rest.remove(partner)
            start, end = min(a.start, partner.start), max(a.end, partner.end)
            both.append(Gesture(start, end, (a.figure + partner.figure) / 2))
    return both, only_left, rest
