"""Pieces of single clips in which one clear phase follows another, such as walk, turn, walk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kinemind.augmentation.rehearsals import tell
from kinemind.cot.subjects.captions import draw
from kinemind.cot.subjects.origins import Origin, Saying, piece_of
from kinemind.kinematics.facts import Facts
from kinemind.kinematics.phases import Phase

SHORTEST = 0.6
"""Seconds of a phase that counts."""
OVERLAP = 0.3
"""Seconds that two phases may share and still be one after the other."""
MOST_PHASES = 6
"""A clip of more phases is a performance of its own kind (a dance, a climb), not a sequence of actions."""
MOST_PIECES = 4
LONGEST_RUN = 3
SMALLEST_TURN = 45.0
"""Degrees."""

_WAYS = frozenset(("walk_forward", "walk_backward", "walk_left", "walk_right", "run"))
_WORDS: dict[str, tuple[str, ...]] = {
    "walk_forward": ("walks forward", "walks ahead", "walks straight ahead"),
    "walk_backward": ("walks backward", "walks backwards", "steps back"),
    "walk_left": ("walks sideways to the left", "steps to the left"),
    "walk_right": ("walks sideways to the right", "steps to the right"),
    "run": ("runs forward", "runs"),
    "hop": ("hops",),
    "jump": ("jumps", "jumps up"),
    "turn_left": ("turns left", "turns to the left", "makes a left turn"),
    "turn_right": ("turns right", "turns to the right", "makes a right turn"),
    "raise_left_hand": ("raises the left hand", "lifts their left arm"),
    "raise_right_hand": ("raises the right hand", "lifts their right arm"),
    "raise_both_hands": ("raises both hands", "lifts both arms"),
    "wave_left_hand": ("waves with the left hand",),
    "wave_right_hand": ("waves with the right hand",),
    "wave_both_hands": ("waves with both hands",),
    "reach_left_hand": ("reaches out with the left hand",),
    "reach_right_hand": ("reaches out with the right hand",),
    "punch_left": ("punches with the left hand",),
    "punch_right": ("punches with the right hand",),
    "kick_left": ("kicks with the left leg",),
    "kick_right": ("kicks with the right leg",),
    "bow": ("bows", "takes a bow"),
    "crouch": ("crouches down",),
    "squat": ("squats down",),
    "sit": ("sits down",),
    "kneel": ("kneels down",),
    "lie": ("lies down",),
    "get_up": ("gets up", "stands up"),
}
"""What is said of a phase; standing and `other` are not told."""


def pieces(origin: Origin, facts: Facts, seed: int) -> Iterator[Origin]:
    """Runs of two or three phases out of three or more, captioned from the phases."""
    sequence = clear_sequence(facts.phases)
    if len(sequence) < 3:
        return
    runs = [
        (first, first + length)
        for length in range(2, min(len(sequence), LONGEST_RUN + 1))
        for first in range(len(sequence) - length + 1)
    ]
    step = -(-len(runs) // MOST_PIECES)
    for first, end in runs[::step]:
        run = sequence[first:end]
        start = 0.0 if first == 0 else run[0].start
        stop = facts.seconds if end == len(sequence) else run[-1].end
        frames = slice(round(start * facts.fps), round(stop * facts.fps))
        rng = draw(seed, f"{origin.id} {first} {end}")
        texts = [str(rng.choice(_WORDS[phase.label])) for phase in run]
        caption = tell(texts, rng)
        saying = (Saying(caption, "phases"),)
        yield piece_of(
            origin.id, origin.motion, frames, saying, origin.split, origin.weight, origin.provenance
        )


def clear_sequence(phases: Sequence[Phase]) -> list[Phase]:
    """The phases one after the other, ways cut at turns; () where phases of several body parts overlap."""
    turns = [p for p in phases if p.label.startswith("turn") and _angle(p) >= SMALLEST_TURN]
    told = [p for p in phases if p.label in _WORDS and not p.label.startswith("turn")]
    ways = [piece for p in told if p.label in _WAYS for piece in _without(p, turns)]
    other = [p for p in told if p.label not in _WAYS]
    found = [p for p in (*ways, *turns, *other) if p.end - p.start >= SHORTEST]
    found.sort(key=lambda phase: (phase.start, phase.end))
    sequence: list[Phase] = []
    for phase in found:
        before = sequence[-1] if sequence else None
        if before and before.end > phase.start + OVERLAP:
            return []
        if before and before.label != phase.label and {before.label, phase.label} <= _WAYS:
            return []  # gathering way, or a change of gait within one action
        if before and before.label == phase.label:
            sequence[-1] = replace(before, end=phase.end)
        else:
            sequence.append(phase)
    return sequence if len(sequence) <= MOST_PHASES else []


def _angle(turn: Phase) -> float:
    return turn.measures.get("angle", 0.0)


def _without(way: Phase, turns: Sequence[Phase]) -> Iterator[Phase]:
    """What is left of a way outside the turns."""
    start = way.start
    for turn in sorted(turns, key=lambda phase: phase.start):
        if turn.start < way.end and turn.end > start:
            yield replace(way, start=start, end=max(start, turn.start))
            start = turn.end
    yield replace(way, start=min(start, way.end))
