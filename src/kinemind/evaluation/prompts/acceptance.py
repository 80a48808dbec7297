"""The acceptance check: do five plain prompts give motions whose measured facts are those asked for?

Every predicate is calibrated on bench/train: its rates on clips of the right and of other contents are held
by tests/evaluation/test_prompts.py.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kinemind.evaluation.prompts.check import Generate, PromptCheck, PromptReport, judge_prompts
from kinemind.kinematics.body import Body, moving_average
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.turns import Turn
from kinemind.motion import Motion

WALK_SPEED = (0.45, 2.0)
RUN_SPEED = 1.8
STRAIGHT = 40.0
"""Degrees of net turn that a walk forward stays under."""
TURN_ANGLE = 45.0
HAND_DOWN = -0.25
"""Arm lengths relative to the shoulder that the resting hand stays under."""
WAVE_SWING = 0.03
"""Arm lengths a waving hand swings (median)."""
BOW_PITCH = 24.0
KICK_HEIGHT = 0.55
"""Leg lengths the kicking foot rises to; the other stays under STANDING_FOOT."""
STANDING_FOOT = 0.3


def walks_forward(motion: Motion, facts: Facts) -> bool:
    """At 0.45-2 m/s while moving, forward for the most part, nearly straight, and not at a run."""
    way = facts.travel
    return (
        WALK_SPEED[0] <= way.moving_speed <= WALK_SPEED[1]
        and way.peak_speed < WALK_SPEED[1]
        and way.forward > 0.6
        and abs(way.left) < 0.5 * way.forward
        and abs(facts.turns.net) < STRAIGHT
        and not any(p.label == "run" for p in facts.phases)
        and facts.vertical.lowest > 0.75
    )


def waves_left_hand(motion: Motion, facts: Facts) -> bool:
    """The left wrist is up and swings to and fro, the right one stays down."""
    left, right = facts.left_hand, facts.right_hand
    return left.waving and left.swing >= WAVE_SWING and right.peak < HAND_DOWN


def bows(motion: Motion, facts: Facts) -> bool:
    """The trunk bends forward by over 25° and comes back, on straight legs and without walking off."""
    return (
        bool(facts.trunk.bows)
        and BOW_PITCH < facts.trunk.pitch < 110
        and facts.travel.displacement < 1.0
        and max(facts.left_hand.peak, facts.right_hand.peak) < 0.3
        and max(facts.left_foot.peak, facts.right_foot.peak) < STANDING_FOOT
    )


def runs_then_turns_left(motion: Motion, facts: Facts) -> bool:
    """Over 1.8 m/s for half a second, and a left turn of over 45° that ends after the fast stretch began."""
    body = Body.of(motion)
    speed = np.linalg.norm(body.velocity[:, [0, 2]], axis=-1)
    fast = np.flatnonzero(moving_average(speed, 0.5, motion.fps) > RUN_SPEED)
    if not len(fast):
        return False
    begun = fast[0] / motion.fps + 0.4

    def late(turn: Turn) -> bool:
        return bool(turn.end > begun and (turn.start + turn.end) / 2 > begun)

    left = sum(t.angle for t in facts.turns.turns if t.angle > 0 and late(t))
    right = -sum(t.angle for t in facts.turns.turns if t.angle < 0)
    return left > TURN_ANGLE and right < TURN_ANGLE


def kicks_right_leg(motion: Motion, facts: Facts) -> bool:
    """The right foot comes up high in front, the left one stays on the floor."""
    right, left = facts.right_foot, facts.left_foot
    return bool(right.kicks) and right.peak > KICK_HEIGHT and left.peak < STANDING_FOOT and not left.kicks


CHECKS: tuple[PromptCheck, ...] = (
    PromptCheck(
        "a person walks forward",
        walks_forward,
        lambda f: f"{f.travel.moving_speed:.1f} m/s, {f.travel.forward:.1f} m on, {f.turns.net:+.0f}°",
    ),
    PromptCheck(
        "a person waves with the left hand",
        waves_left_hand,
        lambda f: (
            f"left {f.left_hand.peak:+.1f}, {f.left_hand.swings} swings of {f.left_hand.swing:.2f}; "
            f"right {f.right_hand.peak:+.1f}"
        ),
    ),
    PromptCheck("a person bows", bows, lambda f: f"pitch {f.trunk.pitch:.0f}°, {len(f.trunk.bows)} bow"),
    PromptCheck(
        "a person runs, then turns left",
        runs_then_turns_left,
        lambda f: f"{f.travel.peak_speed:.1f} m/s, turns {[round(t.angle) for t in f.turns.turns]}",
    ),
    PromptCheck(
        "someone kicks with the right leg",
        kicks_right_leg,
        lambda f: f"right foot {f.right_foot.peak:.2f}, left {f.left_foot.peak:.2f}",
    ),
)


def check_prompts(
    generate: Generate, seeds: int | Sequence[int] = 5, needed_share: float = 0.8
) -> PromptReport:
    """Generate every prompt with each seed (0 … seeds-1, or those given) and test the measured facts."""
    return judge_prompts(CHECKS, generate, seeds, needed_share)
