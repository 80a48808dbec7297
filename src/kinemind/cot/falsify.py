"""False traces made from true ones, to measure what verification catches.

    falsify(subject, trace, "side", rng)

A kind that does not apply to a trace (no side to swap, one step only) gives None, never a true trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, TypeVar, get_args

import numpy as np

from kinemind.augmentation.captions import mirror_caption
from kinemind.cot.decompose.sub_action import SubAction
from kinemind.cot.padding import too_long
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Trace
from kinemind.cot.verify.layout import Layout, announcing, lay_out, retimed, stretched, with_duration
from kinemind.cot.verify.matching import align
from kinemind.cot.verify.numbers import WORDS
from kinemind.cot.verify.reading import actions_of
from kinemind.language.plan import PlanStep

_T = TypeVar("_T")
Kind = Literal["side", "order", "count", "irrelevant", "length"]
KINDS: tuple[Kind, ...] = get_args(Kind)

SMALLEST_CHANGE = 2
"""A count is made wrong by at least so many and by half: a step more or less can be a matter of opinion."""

_CONNECTIVE = re.compile(
    r"(?:(?:and )?then|next|after (?:that|this)|afterwards?|finally|lastly|first(?:ly)?|in the end|at last"
    r"|to begin with|to start)\b,? ?",
    re.IGNORECASE,
)
_FIELDS = re.compile(r"\([^()]{1,60}\)")
_SPELLED = "|".join(word for word, number in WORDS.items() if number > 1 and word not in ("twice", "thrice"))
_COUNT = re.compile(
    rf"\b([2-9]|1[0-9]|{_SPELLED})(?=[ -](?:times|(?:\w{{3,12}} )?(?:steps|strides|waves|swings|sweeps|cycles"
    r"|kicks|jumps|hops|bows|punches|squats))\b)",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"\b([0-9]{2,3})(?=[ -]?(?:degrees?\b|°))")


def falsify(
    subject: Subject,
    trace: Trace,
    kind: Kind,
    rng: np.random.Generator,
    others: Sequence[tuple[Subject, Trace]] = (),
) -> Trace | None:
    """A false trace of that kind, or None where the kind does not apply.

    `others` are other subjects with their true traces, for "irrelevant".
    """
    if kind == "irrelevant":
        return _irrelevant(subject, others, rng)
    if kind == "length":
        return too_long(trace, rng)
    return {"side": _side, "order": _order, "count": _count}[kind](subject, trace, rng)


def _side(subject: Subject, trace: Trace, rng: np.random.Generator) -> Trace | None:
    """All sides swapped, or those of one step, or those of one step's words but not of its fields."""
    layout = lay_out(trace.reasoning)
    sided = [i for i, item in enumerate(layout.items) if mirror_caption(item) != item]
    way = rng.integers(3)
    if way == 0 or not sided:
        mirrored = mirror_caption(trace.reasoning)
        steps = tuple(step.mirror() for step in trace.steps)
        answer = mirror_caption(trace.answer)
        return (
            replace(trace, reasoning=mirrored, steps=steps, answer=answer)
            if mirrored != trace.reasoning
            else None
        )
    place = int(rng.choice(sided))
    item = layout.items[place]
    fields = _FIELDS.search(item)
    words = item[: fields.start()] if fields else ""
    if way == 2 and fields and mirror_caption(words) != words:
        return _rewritten(
            trace, layout, _put(layout.items, place, mirror_caption(words) + item[fields.start() :])
        )
    steps = trace.steps
    if len(steps) == len(layout.items):
        steps = _put(steps, place, steps[place].mirror())
    return _rewritten(trace, layout, _put(layout.items, place, mirror_caption(item)), steps)


def _order(subject: Subject, trace: Trace, rng: np.random.Generator) -> Trace | None:
    """The steps reversed, or two unlike ones exchanged, with their fields; stated times move along or are
    set anew."""
    layout = lay_out(trace.reasoning)
    count = len(layout.items)
    beside = [step.meanwhile for step in trace.steps] + [a.meanwhile for a in actions_of(subject.caption)]
    if count < 2 or count != len(trace.steps) or any(beside):
        return None
    told = [actions_of(step.text) for step in trace.steps]
    order = list(range(count))
    if rng.integers(2):
        order.reverse()
    else:
        unlike = [(i, j) for i in range(count) for j in range(i + 1, count) if not _alike(told[i], told[j])]
        if not unlike:
            return None
        i, j = unlike[int(rng.integers(len(unlike)))]
        order[i], order[j] = j, i
    if all(_alike(told[i], before) for i, before in zip(order, told, strict=True)):
        return None
    connectives = [_connective(item) for item in layout.items]
    bare = [item[len(words) :] for item, words in zip(layout.items, connectives, strict=True)]
    moved = tuple(_begin(words, bare[i]) for words, i in zip(connectives, order, strict=True))
    steps = tuple(trace.steps[i] for i in order)
    if rng.integers(2):
        moved = retimed(moved, [step.duration for step in steps])
    return _rewritten(trace, layout, moved, steps)


def _count(subject: Subject, trace: Trace, rng: np.random.Generator) -> Trace | None:
    """A number made wrong, a step left out, or a step done twice, whichever of them applies."""
    ways = (_wrong_number, _dropped, _doubled)
    tried = (ways[int(i)](trace, rng) for i in rng.permutation(len(ways)))
    return next((false for false in tried if false is not None), None)


def _wrong_number(trace: Trace, rng: np.random.Generator) -> Trace | None:
    """Another count of steps, waves or repeats, or another class of angle."""
    layout = lay_out(trace.reasoning)
    found = [
        (place, match)
        for place, item in enumerate(layout.items)
        for match in (*_COUNT.finditer(item), *_DEGREES.finditer(item))
    ]
    if not found:
        return None
    place, match = found[int(rng.integers(len(found)))]
    if match.re is _DEGREES:
        angle = int(match[1])
        new = "180" if angle < 120 or angle > 270 else "90" if angle > 150 else "270"
    else:
        old = WORDS[match[1].lower()] if match[1].isalpha() else int(match[1])
        change = max(SMALLEST_CHANGE, (old + 1) // 2) + int(rng.integers(3))
        value = old - change if rng.integers(2) and old - change > 1 else old + change
        spelled = next((word for word, number in WORDS.items() if number == value), str(value))
        new = spelled if match[1].isalpha() else str(value)
    item = layout.items[place]
    return _rewritten(
        trace, layout, _put(layout.items, place, item[: match.start(1)] + new + item[match.end(1) :])
    )


def _dropped(trace: Trace, rng: np.random.Generator) -> Trace | None:
    """One step fewer; its time goes to a neighbour."""
    layout = lay_out(trace.reasoning)
    count = len(layout.items)
    if count < 2 or count != len(trace.steps):
        return None
    gone = int(rng.integers(count))
    heir = gone - 1 if gone else 1
    items, steps = list(layout.items), list(trace.steps)
    longer = round(steps[heir].duration + steps[gone].duration, 1)
    items[heir] = with_duration(items[heir], steps[heir].duration, longer)
    steps[heir] = replace(steps[heir], duration=longer)
    del items[gone], steps[gone]
    if gone == 0:
        items[0] = _begin("", items[0][len(_connective(items[0])) :])
    return _rewritten(trace, layout, retimed(items, [step.duration for step in steps]), tuple(steps))


def _doubled(trace: Trace, rng: np.random.Generator) -> Trace | None:
    """One step done twice, in half the time each."""
    layout = lay_out(trace.reasoning)
    if not layout.items or len(layout.items) != len(trace.steps):
        return None
    place = int(rng.integers(len(layout.items)))
    step, item = trace.steps[place], layout.items[place]
    half = round(step.duration / 2, 1)
    parts = (half, round(step.duration - half, 1))
    twice = [with_duration(item, step.duration, seconds) for seconds in parts]
    items = (*layout.items[:place], *twice, *layout.items[place + 1 :])
    steps = (
        *trace.steps[:place],
        *(replace(step, duration=seconds) for seconds in parts),
        *trace.steps[place + 1 :],
    )
    return _rewritten(trace, layout, retimed(items, [s.duration for s in steps]), steps)


def _irrelevant(
    subject: Subject, others: Sequence[tuple[Subject, Trace]], rng: np.random.Generator
) -> Trace | None:
    """The trace of an unlike subject, every other time stretched to this subject's length."""
    asked = actions_of(subject.caption)
    for i in rng.permutation(len(others))[:50]:
        other, trace = others[int(i)]
        theirs = actions_of(other.caption)
        if 2 * len(align(asked, theirs).pairs) > max(len(asked), len(theirs)):
            continue
        if rng.integers(2) and other.seconds > 0 and subject.seconds > 0:
            share = subject.seconds / other.seconds
            steps = tuple(replace(s, duration=round(s.duration * share, 1)) for s in trace.steps)
            return replace(trace, reasoning=stretched(trace.reasoning, share), steps=steps)
        return trace
    return None


def _rewritten(
    trace: Trace, layout: Layout, items: Sequence[str], steps: tuple[PlanStep, ...] | None = None
) -> Trace:
    """The trace with other items; the opening announces as many as there are."""
    opening = layout.opening if len(items) == len(layout.items) else announcing(layout.opening, len(items))
    text = str(replace(layout, opening=opening, items=tuple(items)))
    return replace(trace, reasoning=text, steps=trace.steps if steps is None else steps)


def _alike(a: Sequence[SubAction], b: Sequence[SubAction]) -> bool:
    """Whether both steps can be told of the same motion, so that exchanging them makes nothing false."""
    found = align(a, b)
    return not found.missing and not found.added


def _connective(item: str) -> str:
    found = _CONNECTIVE.match(item)
    return found[0] if found else ""


def _begin(connective: str, rest: str) -> str:
    """A sentence that begins with the connective, or without one, in capitals as a sentence begins."""
    if not connective:
        return rest[:1].upper() + rest[1:]
    small = rest[:1].lower() + rest[1:]
    return connective + small


def _put(items: Sequence[_T], place: int, new: _T) -> tuple[_T, ...]:
    return (*items[:place], new, *items[place + 1 :])
