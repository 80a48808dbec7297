"""Hands: how high each wrist is and what it does: raised, waving, reaching, punching, resting, swinging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.kinematics.arm_postures import on_head, on_hip, swinging, within
from kinemind.kinematics.arms import Arm
from kinemind.kinematics.body import Body, Span
from kinemind.kinematics.lifts import Raise, kept, raises
from kinemind.kinematics.onsets import rate
from kinemind.kinematics.strikes import Punch, punches, reaches
from kinemind.kinematics.waves import Wave, waves


@dataclass(frozen=True)
class Hand:
    """One hand.  Heights in arm lengths above the shoulder (1 = straight up), times in seconds.

    `peak` is the highest height that the wrist keeps for 0.15 s; `above_head` whether it passes the head.
    `raised`, `waves`, `reaches` and `punches` are the stretches of each, in order (`lifts`, `waves` and
    `strikes` say what counts); a reach is told by where the wrist is at its farthest, fingers are not seen.
    `on_hip` and `on_head` are stretches in which it rests there.  `swinging` are those of the arm swing of a
    walk or a run, with `arm_swing`, the median way forward or back in arm lengths; what the hand does in
    them is neither a raise nor a reach.
    `swings` counts half cycles of waving in the wave with most of them and `swing` is their median size
    in arm lengths.  `peak_speed` is the highest relative to the shoulder, m/s.
    """

    peak: float
    above_head: bool
    raised: tuple[Raise, ...]
    waves: tuple[Wave, ...]
    swings: int
    swing: float
    reaches: tuple[Span, ...]
    punches: tuple[Punch, ...]
    on_hip: tuple[Span, ...]
    on_head: tuple[Span, ...]
    swinging: tuple[Span, ...]
    arm_swing: float
    peak_speed: float

    @property
    def waving(self) -> bool:
        return bool(self.waves)


def hands(body: Body) -> tuple[Hand, Hand]:
    """Facts of the (left, right) hand.  A hand in a bout of punches guards and does not wave."""
    arms = Arm.of(body, "left"), Arm.of(body, "right")
    thrusts = punches(arms[0]), punches(arms[1])
    waving = [
        tuple(w for w in found if sum(w.start < p.at < w.end for p in (*thrusts[0], *thrusts[1])) < 2)
        for found in waves(*arms)
    ]
    left, right = (_hand(body, *of_one) for of_one in zip(arms, waving, thrusts, strict=True))
    return left, right


def _hand(body: Body, arm: Arm, found: tuple[Wave, ...], thrusts: tuple[Punch, ...]) -> Hand:
    best = max(found, key=lambda wave: (wave.swings, wave.swing), default=None)
    wrist = body.joint(f"{arm.side}_wrist")
    gait, arm_swing = swinging(body, arm)
    return Hand(
        peak=kept(arm.wrist[:, 1], body.fps),
        above_head=bool((wrist[:, 1] > body.joint("head")[:, 1]).sum() >= 0.15 * body.fps),
        raised=tuple(r for r in raises(arm) if not within(Span(r.held_from, r.held_to), gait)),
        waves=found,
        swings=best.swings if best else 0,
        swing=best.swing if best else 0.0,
        reaches=tuple(r for r in reaches(arm, wrist[:, 1] / body.leg) if not within(r, gait)),
        punches=thrusts,
        on_hip=on_hip(body, arm),
        on_head=on_head(body, arm),
        swinging=gait,
        arm_swing=arm_swing,
        peak_speed=float(np.linalg.norm(rate(arm.wrist, body.fps), axis=-1).max()) * arm.scale,
    )
