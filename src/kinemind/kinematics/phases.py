"""Phases: what a body does from when to when, in a fixed vocabulary (DESIGN.md); they may overlap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from kinemind.kinematics.body import Body, Span, moving_average, spans
from kinemind.kinematics.feet import Foot
from kinemind.kinematics.hands import Hand
from kinemind.kinematics.plausibility import GRAVITY
from kinemind.kinematics.trunk import Trunk
from kinemind.kinematics.turns import Turns
from kinemind.kinematics.vertical import Vertical

LABELS = (
    "stand",
    "walk_forward",
    "walk_backward",
    "walk_left",
    "walk_right",
    "run",
    "hop",
    "jump",
    "turn_left",
    "turn_right",
    "raise_left_hand",
    "raise_right_hand",
    "raise_both_hands",
    "wave_left_hand",
    "wave_right_hand",
    "wave_both_hands",
    "reach_left_hand",
    "reach_right_hand",
    "punch_left",
    "punch_right",
    "kick_left",
    "kick_right",
    "bow",
    "crouch",
    "squat",
    "sit",
    "kneel",
    "lie",
    "get_up",
    "other",
)
WALK_SPEED = 0.3
"""m/s over 0.6 s: a slower body stands."""
RUN_FROUDE = 0.42
"""Speed² / (g · leg length) from which a body runs; people change over near 0.45 (Kram et al., 1997)."""
PUNCH_SPEED = 3.5
"""m/s of a wrist relative to its shoulder, forward and at chest height, in a punch."""


@dataclass(frozen=True)
class Phase:
    """`label` is one of LABELS; times in seconds."""

    label: str
    start: float
    end: float


@dataclass(frozen=True)
class Parts:
    """The measured facts that phases are read from."""

    turns: Turns
    left_hand: Hand
    right_hand: Hand
    trunk: Trunk
    left_foot: Foot
    right_foot: Foot
    vertical: Vertical


def phases(body: Body, parts: Parts) -> tuple[Phase, ...]:
    """All phases by start time; `other` for the whole where nothing is recognised."""
    found = [*_locomotion(body, parts), *_arms(body, parts), *_whole_body(body, parts)]
    found.sort(key=lambda phase: (phase.start, phase.end, phase.label))
    return tuple(found) or (Phase("other", 0.0, len(body.joints) / body.fps),)


def _label(name: str, items: tuple[Span, ...] | list[Span]) -> list[Phase]:
    return [Phase(name, item.start, item.end) for item in items]


def _locomotion(body: Body, parts: Parts) -> Iterator[Phase]:
    """Standing, walking by direction, running; then the turns, whether on the spot or on the way."""
    velocity = moving_average(body.velocity, 0.6, body.fps)
    left, forward = velocity[:, 0], velocity[:, 2]
    speed = np.hypot(left, forward)
    upright = _upright(body, parts)
    running = speed**2 > RUN_FROUDE * GRAVITY * body.leg
    moving = (speed > WALK_SPEED) & upright
    sideways = np.abs(left) > np.abs(forward) * np.tan(np.radians(50))
    kinds = {
        "run": moving & running & (forward > 0),
        "walk_forward": moving & ~running & ~sideways & (forward > 0),
        "walk_backward": moving & ~sideways & (forward < 0),
        "walk_left": moving & ~running & sideways & (left > 0),
        "walk_right": moving & ~running & sideways & (left < 0),
        "stand": upright & (speed <= WALK_SPEED),
    }
    for name, on in kinds.items():
        yield from _label(name, spans(on, body.fps, 0.4, bridge=0.3))
    for turn in parts.turns.turns:
        yield Phase("turn_left" if turn.angle > 0 else "turn_right", turn.start, turn.end)


def _arms(body: Body, parts: Parts) -> Iterator[Phase]:
    """Waves and raised hands, both where they overlap for the most part; reaches and punches."""
    for name, left, right in (
        ("wave", parts.left_hand.waves, parts.right_hand.waves),
        ("raise", _without_waves(parts.left_hand), _without_waves(parts.right_hand)),
    ):
        both, only_left, only_right = pair(left, right)
        yield from _label(f"{name}_both_hands", both)
        yield from _label(f"{name}_left_hand", only_left)
        yield from _label(f"{name}_right_hand", only_right)
    for side in ("left", "right"):
        wrist = body.seen_from(f"{side}_wrist", f"{side}_shoulder")
        level = (np.abs(wrist[:, 1]) < 0.45 * body.arm) & (wrist[:, 2] > 0.55 * body.arm)
        push = np.gradient(wrist[:, 2]) * body.fps if len(wrist) > 1 else np.zeros(len(wrist))
        struck = level & (moving_average(push, 0.15, body.fps) > PUNCH_SPEED * 0.6)
        punches = spans(struck, body.fps, 0.0, bridge=0.3)
        yield from _label(f"punch_{side}", [Span(p.start, max(p.end, p.start + 0.2)) for p in punches])
        if not punches:
            forward_reach = level & (wrist[:, 2] > 0.7 * body.arm)
            yield from _label(f"reach_{side}_hand", spans(forward_reach, body.fps, 0.3, bridge=0.2))


def _whole_body(body: Body, parts: Parts) -> Iterator[Phase]:
    """Jumps and hops, kicks, bows, low postures and getting up from them."""
    jumps = parts.vertical.jumps
    speed = np.linalg.norm(moving_average(body.velocity, 0.6, body.fps)[:, [0, 2]], axis=-1)
    for jump in jumps:
        at = min(len(speed) - 1, round((jump.start + jump.end) / 2 * body.fps))
        if speed[at] < 1.5:  # the flights of a run are no jumps
            yield Phase("hop" if len(jumps) > 2 or speed[at] > 0.6 else "jump", jump.start, jump.end)
    yield from _label("kick_left", parts.left_foot.kicks)
    yield from _label("kick_right", parts.right_foot.kicks)
    yield from _label("bow", parts.trunk.bows)
    low = parts.vertical
    for name, items in (
        ("crouch", low.crouches), ("squat", low.squats), ("sit", low.sits), ("kneel", low.kneels),
        ("lie", low.lies),
    ):  # fmt: skip
        yield from _label(name, items)
    seconds = len(body.joints) / body.fps
    for item in (*low.lies, *low.sits):
        rises = [s for s in spans(_upright(body, parts), body.fps, 0.2) if s.start >= item.end]
        if rises and rises[0].start < min(item.end + 4.0, seconds):
            yield Phase("get_up", item.end, rises[0].start)


def _upright(body: Body, parts: Parts) -> Bool[np.ndarray, " T"]:
    """Frames in no low posture."""
    on = np.ones(len(body.joints), bool)
    low = parts.vertical
    for item in (*low.squats, *low.sits, *low.kneels, *low.lies):
        on[round(item.start * body.fps) : round(item.end * body.fps)] = False
    return on


def _without_waves(hand: Hand) -> tuple[Span, ...]:
    """The raised times of a hand in which it does not wave."""
    return tuple(r for r in hand.raised if not any(w.start < r.end and w.end > r.start for w in hand.waves))


def pair(left: tuple[Span, ...], right: tuple[Span, ...]) -> tuple[list[Span], list[Span], list[Span]]:
    """(both, only left, only right): spans that share over half of the shorter one belong together."""
    both: list[Span] = []
    rest = list(right)
    only_left: list[Span] = []
    for a in left:
        partner = next(
            (b for b in rest if min(a.end, b.end) - max(a.start, b.start) > 0.5 * min(a.seconds, b.seconds)),
            None,
        )
        if partner is None:
            only_left.append(a)
        else:
            rest.remove(partner)
            both.append(Span(min(a.start, partner.start), max(a.end, partner.end)))
    return both, only_left, rest
