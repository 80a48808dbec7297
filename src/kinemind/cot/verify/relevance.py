"""Relevance: the trace tells the caption's sub-actions, leaves none out and adds none of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kinemind.cot.decompose import decompose
from kinemind.cot.decompose.labels import labels_for
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault
from kinemind.cot.verify.claims import Claim, claims_in
from kinemind.cot.verify.matching import agree, align, clash, same_action, shared_words, sides_apart
from kinemind.cot.verify.reading import Reading, actions_of, known

MOST = 24
"""Sub-actions compared of either text."""

IMPLIED: dict[str, frozenset[str]] = {
    "lower": frozenset(("raise", "wave", "reach", "point", "stretch", "throw", "pick_up", "call", "clap")),
    "raise": frozenset(
        ("wave", "reach", "point", "throw", "punch", "call", "lower", "pick_up", "clap", "swing")
    ),
    "get_up": frozenset(("squat", "crouch", "sit", "kneel", "lie", "bow", "bend", "pick_up", "put_down")),
    "bend": frozenset(("pick_up", "put_down", "bow", "squat", "touch_knee", "get_up")),
}  # fmt: skip
"""An action that a trace may add because another one of it cannot do without."""


_PRONOUN = re.compile(r"\b(?:it|them)\b", re.IGNORECASE)
_REPEATED = re.compile(r"\b(?:twice|thrice|times|repeat\w{0,4}|again)\b", re.IGNORECASE)


_MOODS = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in (
        (
            r"(?<!no )(?<!without )(?<!little )energy|energetic(?:ally)?|vigorous(?:ly)?|lively|sporty",
            r"(?:no|without|little) energy|tired(?:ly)?|exhausted(?:ly)?|wear(?:y|ily)|worn out"
            r"|sluggish(?:ly)?",
        ),
        (r"quick(?:ly)?|fast|rapid(?:ly)?|swift(?:ly)?|hurried(?:ly)?", r"slow(?:ly)?|unhurried(?:ly)?"),
        (
            r"happ(?:y|ily)|cheerful(?:ly)?|merr(?:y|ily)|joyful(?:ly)?",
            r"sad(?:ly)?|gloom(?:y|ily)|mournful(?:ly)?",
        ),
    )
)
"""Manners that contradict one another."""


@dataclass(frozen=True)
class Told:
    """A sub-action of the trace with the number of the item that tells it."""

    action: SubAction
    step: int


def told_actions(reading: Reading) -> list[Told]:
    """The sub-actions of the items, sides and directions completed from the fields."""
    found: list[Told] = []
    for place, item in enumerate(reading.items, 1):
        actions = item.actions
        if any(action.action != "other" for action in actions) and not reading.numbered:
            actions = tuple(action for action in actions if action.action != "other")
        for action in actions:
            side = action.side or next((s for s in ("left", "right") if s in item.body_part.split()), "")
            moves = action.action in ("walk", "run", "turn", "hop")
            direction = action.direction or (item.direction if moves else "")
            action = replace(action, side=side, direction=direction)
            found.append(Told(_in_context(action, found[-1].action if found else None), place))
    return found[:MOST]


def _in_context(action: SubAction, before: SubAction | None) -> SubAction:
    """ "Puts it down" after a raised hand lowers the hand; "it" is the side named before."""
    if before is None or before.action not in IMPLIED["lower"] or not _PRONOUN.search(action.text):
        return action
    name = "lower" if action.action == "put_down" else action.action
    same_limb = name in ("lower", "wave", "swing", "raise", "hold")
    return replace(action, action=name, side=action.side or (before.side if same_limb else ""))


def judge_relevance(
    subject: Subject, reading: Reading, told: Sequence[Told], claims: Sequence[Claim]
) -> Iterator[Fault]:
    """Faults of relevance against the caption."""
    if not subject.caption.strip():
        return
    if not told:
        yield Fault("relevance", "the trace names no action of the caption")
        return
    asked = asked_of(subject.caption)
    for reason in (
        *differences(asked, told, reading, subject, "the caption"),
        *_against_remarks(asked, reading),
        *(_against_numbers(subject, claims) if subject.facts is None else ()),
    ):
        yield Fault("relevance", reason)


def asked_of(text: str) -> tuple[SubAction, ...]:
    """The sub-actions of a caption or an answer, of its first 2,000 characters."""
    return decompose(text[:2000])[:MOST]


def differences(
    asked: Sequence[SubAction], told: Sequence[Told], reading: Reading, subject: Subject, source: str
) -> Iterator[str]:
    """Sentences on what the trace leaves out, adds, contradicts or puts elsewhere than `source` does."""
    found = align(asked, [t.action for t in told])
    matched = [*found.pairs, *found.crossed]
    missing, added = list(found.missing), list(found.added)
    for i in tuple(missing):
        partner = next((j for j in added if same_action(asked[i], told[j].action)), None)
        if partner is not None:
            missing.remove(i)
            added.remove(partner)
            what = clash(asked[i], told[partner].action) or "side"
            yield (
                f"step {told[partner].step} says {getattr(told[partner].action, what)!r} "
                f"({told[partner].action.text}), {source} says {getattr(asked[i], what)!r} ({asked[i].text})"
            )
    for i in missing:
        if not _said_in_passing(asked[i], reading):
            yield f"{source} asks for {asked[i].text!r}, no step of the trace does it; add it in its place"
    for j in added:
        if not _allowed(told[j], told, {pair[1] for pair in matched}, reading, subject):
            yield (
                f"step {told[j].step} adds {told[j].action.text!r}, which is neither in {source} nor "
                "in the motion; leave it out"
            )
    for i, j in found.crossed:
        if not _at_the_same_time(asked, i) and not told[j].action.meanwhile:
            yield f"step {told[j].step} ({told[j].action.text}) is not where {source} puts it; keep its order"
    for i, j in matched:
        a, t = asked[i], told[j].action
        if mood := _other_mood(a, t):
            yield f"step {told[j].step} says {mood[1]!r} ({t.text}), {source} says {mood[0]!r}"
        if sides_apart(a.text, t.text):
            yield f"step {told[j].step} says {t.text!r}, {source} says {a.text!r}: the sides differ"
        if a.count and t.count and a.action == t.action and abs(a.count - t.count) > (a.count > 2):
            yield f"step {told[j].step} says {t.count} ({t.text}), {source} says {a.count} ({a.text})"


def _against_remarks(asked: Sequence[SubAction], reading: Reading) -> Iterator[str]:
    """Opening and closing name no other side or way than the caption does for the same action."""
    for remark in reading.remarks:
        for said in known(actions_of(remark)):
            alike = [a for a in asked if a.action == said.action]
            if alike and all(clash(a, said) for a in alike):
                what = clash(alike[0], said)
                wrong, right = getattr(said, what), getattr(alike[0], what)
                yield f"the sentence {remark[:80]!r} says {wrong!r}, the caption says {right!r}"


def _other_mood(asked: SubAction, told: SubAction) -> tuple[str, str] | None:
    """Words of two manners that contradict one another, as (asked, told)."""
    wanted, said = f"{asked.text} {asked.manner}"[:400], f"{told.text} {told.manner}"[:400]
    for pair in _MOODS:
        for one, other in (pair, pair[::-1]):
            first, second = one.search(wanted), other.search(said)
            if first and second and not other.search(wanted):
                return first[0], second[0]
    return None


def _against_numbers(subject: Subject, claims: Sequence[Claim]) -> Iterator[str]:
    """Where nothing was measured, counts and angles are those of the caption, if it gives any."""
    for kind in ("count", "angle"):
        stated = [c for c in claims_in(subject.caption) if c.kind == kind]
        for said in claims:
            alike = [c for c in stated if c.unit == said.unit] if said.kind == kind else []
            if alike and all(
                max(c.range.miss(said.range.low), said.range.miss(c.range.high)) > 0 for c in alike
            ):
                yield f"the trace says {said.words.strip()!r}, the caption says {alike[0].words.strip()!r}"


def _said_in_passing(asked: SubAction, reading: Reading) -> bool:
    """Whether a sub-action without a name that can be measured is in the words of the trace."""
    return asked.action == "other" and any(
        shared_words(asked.text, item.text) >= 0.5 for item in reading.items
    )


def _at_the_same_time(asked: Sequence[SubAction], i: int) -> bool:
    return asked[i].meanwhile or (i + 1 < len(asked) and asked[i + 1].meanwhile)


def _allowed(
    extra: Told, told: Sequence[Told], matched: set[int], reading: Reading, subject: Subject
) -> bool:
    """Whether a sub-action that was not asked for is implied by another, said twice, or measured."""
    action = extra.action
    others = [t for j, t in enumerate(told) if j in matched]
    again = any(agree(t.action, action) for t in others if t.step == extra.step)
    if again and not _REPEATED.search(reading.items[extra.step - 1].text):
        return True  # one sentence names its action twice: "walks forward, taking three steps"
    if reading.numbered and any(t.step != extra.step and agree(t.action, action) for t in others):
        return False  # a step more of the same than asked for
    if action.action == "other":
        return True
    if any(t.action.action in IMPLIED.get(action.action, ()) and not clash(t.action, action) for t in others):
        return True
    if subject.facts is None:
        return action.action == "stand"
    labels = labels_for(action.action, action.side, action.direction)
    shown = sum(phase.label in labels for phase in subject.facts.phases)
    claimed = sum(
        bool(set(labels) & set(labels_for(t.action.action, t.action.side, t.action.direction))) for t in told
    )
    return shown >= claimed
