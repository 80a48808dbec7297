"""Entailment by rules: which of a text's claims another text states.  Needs no model and no network.

Rule-based, and no model of language: it knows the sub-actions, sides, ways, counts, angles, styles and order
that `kinemind.cot` reads out of captions and traces, and nothing of height, pace, objects or the world.  What
it calls a probability is the share of the hypothesis's claims that the premise states, not a calibrated one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from jaxtyping import Float

from kinemind.cot.decompose.manners import style
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.trace import Trace
from kinemind.cot.verify.claims import Claim, claims
from kinemind.cot.verify.matching import align, clash, same_action, shared_words
from kinemind.cot.verify.reading import LONGEST, read
from kinemind.cot.verify.relevance import Told, asked_of, told_actions

Finding = Literal["stated", "missing", "contradicted"]

ANGLE_SLACK = 45.0
"""Degrees between two angles of one turn: "a quarter turn" is said of 50 to 130."""
COUNT_SLACK = 0.25
"""Share by which a count may be off, at least 1 from three on; the same count is seldom counted twice."""
SAID = 0.5
"""Share of its words at which an action without a name is found in the premise."""
_WAYS = ("left", "right", "forward", "backward")


class ClaimEntailment:
    """The offline default.  Deterministic; a premise entails itself with 1."""

    name = "claims"

    def probability(self, premises: Sequence[str], hypotheses: Sequence[str]) -> Float[np.ndarray, " N"]:
        """`entailed` of every pair, 0..1.  Raises ValueError where there are not as many of either."""
        pairs = zip(premises, hypotheses, strict=True)
        return np.array([entailed(premise, hypothesis) for premise, hypothesis in pairs], np.float64)


def entailed(premise: str, hypothesis: str) -> float:
    """The share of the hypothesis's claims that the premise states, 0..1.

    A claim is an action, its side, its way, its count, its angle or its style ("tiredly").  One contradicted
    claim (another side, the opposite way, another count or angle, another order) makes the whole hypothesis
    false: 0.  A hypothesis without words claims nothing and gets 0.  Reads 2,000 characters of a caption and
    8,000 of a numbered trace.  Never raises.

    >>> entailed("a person walks forward, then waves the left hand", "someone waves their left hand")
    1.0
    >>> entailed("a person waves the left hand", "a person waves the right hand")
    0.0
    """
    found = list(findings(premise, hypothesis))
    if not found or "contradicted" in found:
        return 0.0
    return found.count("stated") / len(found)


def findings(premise: str, hypothesis: str) -> Iterator[Finding]:
    """What the premise says to every claim of the hypothesis, its order last."""
    told, wanted = _said(premise[:LONGEST]), _said(hypothesis[:LONGEST])
    actions, asked = [t.action for t in told.actions], [t.action for t in wanted.actions]
    found = align(asked, actions)
    partners = dict((*found.pairs, *found.crossed))
    spare = [actions[j] for j in found.added]
    for i, action in enumerate(asked):
        if i in partners:
            yield "stated"
            yield from _details(action, actions[partners[i]], told.numbers(told.actions[partners[i]].step))
        elif any(same_action(action, other) and clash(action, other) for other in spare):
            yield "contradicted"
        else:
            yield from _unmatched(action, premise)
    for i, j in found.crossed:
        beside = (*asked[i : i + 2], actions[j], *actions[j + 1 : j + 2])
        if not any(action.meanwhile for action in beside):
            yield "contradicted"


@dataclass(frozen=True)
class _Said:
    actions: tuple[Told, ...]
    claims: tuple[Claim, ...]

    def numbers(self, step: int) -> tuple[Claim, ...]:
        """The counts and angles of one step of a trace; a caption's are in its actions already."""
        return tuple(c for c in self.claims if c.step == step and c.kind in ("count", "angle"))


@lru_cache(maxsize=4096)
def _said(text: str) -> _Said:
    """A numbered trace step by step, other text as one caption."""
    reading = read(Trace(text, ()))
    if not reading.numbered:
        return _Said(tuple(Told(action, 0) for action in asked_of(text)), ())
    return _Said(tuple(told_actions(reading)), claims(reading))


def _details(asked: SubAction, told: SubAction, numbers: Sequence[Claim]) -> Iterator[Finding]:
    """Side, way, count, angle and style of an action that both tell; neither side nor way clashes."""
    if asked.side:
        yield "stated" if told.side else "missing"
    if asked.direction in _WAYS:
        # who walks without a way said walks forward
        same = asked.direction == (told.direction or "forward")
        yield "stated" if same else "missing"
    if asked.count:
        counts = [told.count] if told.count else [n.range.middle for n in numbers if n.kind == "count"]
        slack = max(asked.count > 2, COUNT_SLACK * asked.count)
        yield _number(asked.count, counts, slack)
    if asked.angle:
        angles = [told.angle] if told.angle else [n.range.middle for n in numbers if n.kind == "angle"]
        yield _number(asked.angle, angles, ANGLE_SLACK)
    if manner := style(asked.manner):
        yield "stated" if style(told.manner) == manner else "missing"


def _number(asked: float, told: Iterable[float], slack: float) -> Finding:
    misses = [abs(asked - number) for number in told]
    if not misses:
        return "missing"
    return "stated" if min(misses) <= slack else "contradicted"


def _unmatched(asked: SubAction, premise: str) -> Iterator[Finding]:
    """An action that no step tells, with all that is said of it.

    What an action cannot do without (a wave lifts the hand) is not taken as stated: "waves" and "raises" are
    different answers.
    """
    unknown = asked.action == "other"
    yield "stated" if unknown and shared_words(asked.text, premise) >= SAID else "missing"
    way = asked.direction if asked.direction in _WAYS else ""
    for detail in (asked.side, way, asked.count, asked.angle, style(asked.manner)):
        if detail:
            yield "missing"
