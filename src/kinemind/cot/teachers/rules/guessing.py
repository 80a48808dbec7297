"""What somebody who sees the caption alone takes the motion to be like: usual times, usual figures, a coin.

Nothing here is measured.  It is what a language model does that is asked to spell out a caption: open sides
and directions are filled in, durations and figures are those that such an action usually has.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.plan_steps import plan_direction
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.teachers.rules.measurements import Measured
from kinemind.cot.teachers.rules.settling import HANDS, settle
from kinemind.cot.teachers.rules.steps import Told, plain, text_of
from kinemind.cot.teachers.rules.typical_times import CYCLE, typical_seconds
from kinemind.language.plan import MAX_STEPS, PlanStep

NAMED_SIDE, RIGHT_HANDED = 0.5, 0.7
"""How often an open side is made up, and how often it is then the right one."""
PACES = {"walk": (0.65, 1.1), "run": (0.4, 2.5)}
"""Seconds a step and metres a second that walking and running usually have."""
ANGLE, PITCH, FOOT, LEAP, OVERHEAD = 90.0, 45.0, 0.8, 0.3, 0.7
"""The turn and the bow (degrees), the kick and the jump (metres), the raised hand (arm lengths above the
shoulder) that people think of first."""
SPREAD = 0.25
"""Largest share by which a guessed time differs from the usual one."""
ROUNDED = 0.5
"""Guessed times are multiples of so many seconds."""


def guessed_steps(caption: str, rng: Random) -> tuple[Told, ...]:
    """The steps of a caption one after the other, in guessed times; () for a caption without words."""
    told: list[Told] = []
    start = end = 0.0
    for number, sub in enumerate(decompose(caption)[:MAX_STEPS]):
        seconds = _seconds(sub, rng)
        if number == 0 or not sub.meanwhile:
            start, end = end, round(end + seconds, 1)
        guess = _figures(sub, end - start, rng)
        known = settle(sub, guess)
        step = PlanStep(
            plain(text_of(known)),
            known.body_part,
            plan_direction(known),
            round(end - start, 1),
            meanwhile=sub.meanwhile and bool(told),
        )
        told.append(Told(step, known, start, end, guess))
    return tuple(told)


def _seconds(sub: SubAction, rng: Random) -> float:
    """The usual time, more or less, in half seconds; a time that the caption states stays as it is."""
    usual = typical_seconds(sub)
    if sub.duration is not None and sub.duration > 0:
        return round(usual, 1)
    return max(ROUNDED, ROUNDED * round(usual * rng.uniform(1 - SPREAD, 1 + SPREAD) / ROUNDED))


def _figures(sub: SubAction, seconds: float, rng: Random) -> Measured:
    """Made-up figures in the place of measured ones."""
    guess = Measured(side=sub.side, direction=sub.direction, seen=True)
    if sub.action in HANDS | {"kick"} and not sub.side and rng.random() < NAMED_SIDE:
        guess = replace(guess, side="right" if rng.random() < RIGHT_HANDED else "left")
    match sub.action:
        case "walk" | "run":
            a_step, speed = PACES[sub.action]
            guess = replace(
                guess,
                direction=sub.direction or "forward",
                steps=sub.count or max(2, round(seconds / a_step)),
                distance=round(speed * seconds, 1),
                speed=speed,
            )
        case "turn":
            way = sub.direction or rng.choice(("left", "right"))
            guess = replace(guess, direction=way, angle=sub.angle or ANGLE)
        case "raise" | "reach":
            guess = replace(guess, height=OVERHEAD)
        case "wave":
            count = sub.count or max(2.0, round(seconds / CYCLE["wave"] / 2) * 1.0)
            guess = replace(guess, height=OVERHEAD, count=count)
        case "kick":
            guess = replace(guess, lift=FOOT)
        case "jump" | "hop":
            guess = replace(guess, lift=LEAP)
        case "bow":
            guess = replace(guess, pitch=PITCH, comes_back=True)
        case "squat" | "crouch":
            guess = replace(guess, depth=0.4, comes_back=True)
        case _:
            pass
    return guess
