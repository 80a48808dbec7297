"""Ways that are told (fields and words) against the way that is measured: walks, runs, bows, kicks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kinemind.cot.verify.reading import BRACKETS, Item, Reading
from kinemind.cot.verify.relevance import Told
from kinemind.cot.verify.timeline import Timeline, Window
from kinemind.kinematics.facts import Facts

SIDEWAYS = 0.15
"""Share of the way to a side from which a walk is a diagonal one."""
CURVED = 20.0
"""Degrees of turning to a side from which a walk goes to that side."""
FAR = 1.5
"""Metres that nobody covers on the spot."""
IN_FRONT = 0.5
"""Leg lengths that the ankle of a kick to the front is before the hip; of a kick to the side it is less."""
LEANT = 20.0
"""Degrees to a side, at any time, from which a bow may be called sideways; who points leans by up to 18."""

_GOES = ("walk", "run", "hop")
_WALKS = ("walk_forward", "walk_backward", "walk_left", "walk_right", "run", "hop")
_BACK = re.compile(r"\b(?:backwards?|in reverse|rearwards?)\b", re.IGNORECASE)
_LEAN_BACK = re.compile(
    r"\b(?:lean|bend|bow|tilt|arch|pitch)\w{0,3} (?:\w{1,10} ){0,4}?(?:back|backwards?)\b", re.IGNORECASE
)
_FORWARD = re.compile(r"\b(?:forwards?|straight ahead|onwards)\b", re.IGNORECASE)
_SIDE = re.compile(
    r"\b(?:walk|run|jog|mov|go|head|travel|sprint|step|stroll|march|hop|lead|veer)\w{0,4} "
    r"(?:(?!turn|hand|arm|leg|foot)\w{1,12} ){0,3}?(?:(?:to|towards?) the |to (?:his|her|their) )?"
    r"(left|right)(?:wards?)?\b(?![- ](?:hand|arm|leg|foot|knee|turn))",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:sideways|sidewards?|to (?:the|one|a) (?:left |right )?side"
    r"|to the (?:left|right)(?! (?:leg|foot|arm|hand|knee)))\b",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!not )\b(?:on the spot|in place|without (?:moving|leaving|travel\w{0,4})"
    r"|(?:hardly|barely|scarcely) (?:mov|leav|budg|travel)\w{0,4}(?! (?:the|their|his|her"
    r"|its) (?:arm|hand|foot|feet|leg|head))"
    r"|never leav\w{0,3} the spot|rooted to)\b",
    re.IGNORECASE,
)  # fmt: skip


def judge_travelling(facts: Facts, told: Sequence[Told], reading: Reading, times: Timeline) -> Iterator[str]:
    """Sentences on directions that the motion does not take."""
    for place, (item, window) in enumerate(zip(reading.items, times.windows, strict=True), 1):
        done = {t.action.action for t in told if t.step == place}
        words = BRACKETS.sub(" ", item.text)
        reasons: list[str] = []
        if done & set(_GOES):
            reasons += _way(facts, item, words, window, done)
        metres = _metres(facts, window)
        if metres > FAR and (
            _THERE.search(words) or (item.direction == "in place" and done and done <= set(_GOES))
        ):
            reasons.append(f"the motion covers {metres:.1f} m then, it does not stay in place")
        if done & {"bow", "bend"}:
            reasons += _bow(facts, item, words, window)
        if "kick" in done:
            reasons += _kick(facts, item, words)
        yield from (f"step {place} ({item.head.strip()[:60]}): {reason}" for reason in reasons[:1])


def _way(facts: Facts, item: Item, words: str, window: Window | None, done: set[str]) -> Iterator[str]:
    phases = [p for p in facts.phases if p.label in _WALKS and _share(window, p.start, p.end) > 0.25]
    labels = {p.label for p in phases}
    said_back, said_ahead = bool(_BACK.search(item.head)), bool(_FORWARD.search(item.head))
    if (said_back and item.direction == "forward") or (
        said_ahead and not said_back and item.direction == "backward"
    ):
        yield f"its words and its field ({item.direction}) go opposite ways"
    backward = said_back or item.direction == "backward"
    forth = facts.travel.forward
    if backward and "walk_backward" not in labels and forth > 0.5 * facts.travel.distance > 0.5:
        yield f"the motion goes {forth:.1f} m forward"
    ahead = (said_ahead or item.direction == "forward") and not backward
    if ahead and "walk_forward" not in labels and -forth > 0.5 * facts.travel.distance > 0.5:
        yield f"the motion goes {-forth:.1f} m backward"
    sides = {match[1].lower() for match in _SIDE.finditer(words)} if "turn" not in done else set()
    if item.direction in ("left", "right"):
        sides.add(item.direction)
    if "turn" not in done:
        for side in sorted(sides):
            if not _goes_aside(facts, side, labels, window):
                yield f"the motion does not go to the {side}"


def _goes_aside(facts: Facts, side: str, labels: set[str], window: Window | None) -> bool:
    metres = _metres(facts, window)
    if metres < 0.5 or f"walk_{side}" in labels:
        return True
    aside = facts.travel.left * (1 if side == "left" else -1)
    around = Window(window.start - 1.0, window.end + 1.0) if window else None
    turned = sum(
        p.measures.get("angle", 0.0)
        for p in facts.phases
        if p.label == f"turn_{side}" and _share(around, p.start, p.end) > 0.2
    )
    return aside >= SIDEWAYS * metres or turned >= CURVED


def _metres(facts: Facts, window: Window | None) -> float:
    return sum(
        p.measures.get("distance", 0.0) * _share(window, p.start, p.end)
        for p in facts.phases
        if p.label in _WALKS
    )


def _bow(facts: Facts, item: Item, words: str, window: Window | None) -> Iterator[str]:
    if not any(_share(window, bow.start, bow.end) > 0.3 for bow in facts.trunk.bows):
        return
    if item.direction in ("backward", "up") or _LEAN_BACK.search(words):
        yield "the trunk pitches forward"
    elif abs(facts.trunk.lean) < LEANT and (item.direction in ("left", "right") or _ASIDE.search(words)):
        yield "the trunk pitches forward, not to a side"
    elif "leg" in item.body_part.split() or item.body_part.endswith((" arm", " arms")):
        yield f"a bow is not made with the {item.body_part}"


def _kick(facts: Facts, item: Item, words: str) -> Iterator[str]:
    aside = item.direction in ("left", "right") or bool(_ASIDE.search(words))
    if not aside and item.direction != "backward" and not _BACK.search(words):
        return
    for foot in (facts.left_foot, facts.right_foot):
        if foot.kicks and foot.reach < IN_FRONT:
            return
    if facts.left_foot.kicks or facts.right_foot.kicks:
        yield "the foot goes to the front"


def _share(window: Window | None, start: float, end: float) -> float:
    """Which part of a stretch of time lies in the window."""
    return 1.0 if window is None else window.overlap(start, end) / max(0.05, end - start)
