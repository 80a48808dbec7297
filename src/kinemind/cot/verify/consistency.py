"""Logical consistency: numbering, sums of durations, fields against words, no step against its own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kinemind.cot.subject import Subject
from kinemind.cot.trace import Fault, Trace
from kinemind.cot.verify.claims import Claim
from kinemind.cot.verify.matching import shared_words
from kinemind.cot.verify.reading import BRACKETS, Item, Reading
from kinemind.cot.verify.timeline import Timeline
from kinemind.language.plan import BODY_PARTS, DIRECTIONS

ROUNDING = 0.06
"""Seconds by which one duration written with one decimal may be off, with a margin for binary fractions."""
LENIENT = 0.1
"""Seconds between a clip's length and its stated one: half a frame at either end and the decimal."""
LOOSE = 0.12
"""Share by which durations in words, "about two seconds", may miss the total."""

_SIDED = re.compile(
    r"\b(left|right)[- ](?:hand|arm|wrist|elbow|fist|palm|shoulder|leg|foot|knee|ankle|heel|toes?|thigh)s?\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b|\b(?:two|their|his|her) (?:hands|arms)\b|\b(?:hands|arms)\b", re.IGNORECASE)
_CONTRAST = re.compile(
    r"\b(?:while|whereas|other|but|not|without|instead|rather|both|opposite|across|toward|towards|cross\w{0,4}|hip|hips"
    r"|rests?|resting|hangs?|hanging|stays?|staying|kept|keeps?|keeping|then|and|to|from|as|or|than|over|against|on|with"
    r"|free|behind|before|after|unlike|leaving|leaves)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:to(?:wards?)?|turn\w{0,3}|veer\w{0,3}|curv\w{0,3}|bend\w{0,3}|around|corner|sidestep\w{0,4}|steps?|stepping|walk\w{0,3}|run\w{0,4}"
    r"|mov\w{0,3}|rotat\w{0,3}|spin\w{0,4}|pivot\w{0,3}|diagonally|sideways|hop\w{0,4}|leftwards?|rightwards?|heads?|heading)"
    r" (?:\w{1,12} ){0,2}?(?:the |their |his |her |its |your )?(?:own )?(left|right)\b"
    r"(?![- ](?:hand|arm|leg|foot|knee|elbow|wrist|side of))"
    r"|\b(left|right)(?:wards?|[- ]turn)\b"
    r"|\b(?:a|another|sharp|slight) (left|right)\b(?! (?:hand|arm|leg|foot|knee))",
    re.IGNORECASE,
)
_LEG = re.compile(r"leg|foot|knee|ankle|heel|toe|thigh", re.IGNORECASE)
_CONCLUDED = re.compile(
    r"\b(?:so|thus|therefore|hence|meaning|means)\b(?: that)? (?:(?:the|this|a) )?"
    r"(?:person|figure|man|woman|body|they|he|she)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"^[\s*]{0,4}(?:at )?(?:first(?:ly)?|to begin with|to start|initially)\b", re.IGNORECASE)
_LAST = re.compile(r"^[\s*]{0,4}(?:finally|lastly|in the end|at last|to finish|last of all)\b", re.IGNORECASE)
_LATER = re.compile(
    r"^[\s*]{0,4}(?:then|next|after (?:that|this|it)|afterwards?|subsequently|following this)\b",
    re.IGNORECASE,
)
_LEGS = frozenset(("walk", "run", "hop", "jump", "kick", "turn", "squat", "crouch", "kneel", "stumble"))
_ARMS = frozenset(("wave", "raise", "punch", "clap", "throw", "point", "dribble", "rotate_arms", "reach"))


def judge_consistency(
    subject: Subject, trace: Trace, reading: Reading, claims: Sequence[Claim], times: Timeline
) -> Iterator[Fault]:
    """Faults of the trace against itself and against the stated length of the clip."""
    for reason in (
        *_numbering(reading, claims),
        *_connectives(reading),
        *_durations(subject, claims, times),
        *_starts(times),
        *(reason for place, item in enumerate(reading.items, 1) for reason in _own_words(item, place)),
        *_plan(trace, reading),
    ):
        yield Fault("consistency", reason)


def _numbering(reading: Reading, claims: Sequence[Claim]) -> Iterator[str]:
    if reading.numbered:
        numbers = [item.number for item in reading.items]
        if numbers != list(range(1, len(numbers) + 1)):
            said = ", ".join(map(str, numbers[:12]))
            yield f"the steps are numbered {said}; number them from 1 without gaps"
        stated = next((c for c in claims if c.kind == "actions"), None)
        if stated and stated.range.miss(len(numbers)) > 0:
            yield f"the trace announces {stated.words!r} and then has {len(numbers)}"


def _connectives(reading: Reading) -> Iterator[str]:
    last = len(reading.items)
    for place, item in enumerate(reading.items, 1):
        if place > 1 and reading.numbered and _FIRST.search(item.text):
            yield f"step {place} begins with 'first' but is not the first"
        if place < last and reading.numbered and _LAST.search(item.text):
            yield f"step {place} begins with 'finally' but {last - place} more follow"
        if place == 1 and not reading.remarks and _LATER.search(item.text):
            yield "the first step begins with 'then'; say first what happens before it"
        elif place == 1 and reading.numbered and _LATER.search(item.text):
            yield "the first step begins with 'then' but nothing goes before it"


def _durations(subject: Subject, claims: Sequence[Claim], times: Timeline) -> Iterator[str]:
    """The sum, the stated total and the clip's seconds against one another."""
    total = next((c for c in claims if c.kind == "total"), None)
    known = subject.seconds > 0
    if total and known:
        slack = LENIENT if total.range.exact and "." in total.words else max(0.5, LOOSE * subject.seconds)
        if total.range.miss(subject.seconds) > slack:
            yield f"the trace says {total.words!r}, the motion lasts {subject.seconds:.1f} s"
    summed = times.total
    if summed is None:
        return
    fields = all(c is not None and c.unit == "field" for c in times.durations)
    count = len(times.durations)
    slack = ROUNDING * count + LENIENT if fields else max(0.6, LOOSE * summed) * (1 + count / 4)
    if total and total.range.miss(summed) > slack:
        yield f"the durations of the steps add up to {summed:.1f} s, the trace says {total.words!r}"
    elif known and abs(summed - subject.seconds) > slack:
        yield f"the durations of the steps add up to {summed:.1f} s, the motion lasts {subject.seconds:.1f} s"


def _starts(times: Timeline) -> Iterator[str]:
    """Stated times run forward and agree with the duration of their step."""
    before = 0.0
    for place, (start, end, length) in enumerate(
        zip(times.starts, times.ends, times.durations, strict=True), 1
    ):
        slack = 0.3 if start and start.range.exact else 0.8
        if start and start.range.high < before - slack and not times.meanwhile[place - 1]:
            yield f"step {place} starts at {start.range.middle:.1f} s, before the step that goes before it"
        if start:
            before = max(before, start.range.low)
        if start and end:
            if end.range.high <= start.range.low:
                first, last = start.range.middle, end.range.middle
                yield f"step {place} ends ({last:g} s) before it starts ({first:g} s)"
            elif length and length.unit == "field":
                span = end.range.middle - start.range.middle
                if length.range.miss(span) > 2 * ROUNDING + 0.05 + (0.0 if start.range.exact else slack):
                    yield f"step {place} lasts {length.words} by its field and {span:.1f} s by its times"


def _own_words(item: Item, place: int) -> Iterator[str]:
    """One step's fields against its words, and its words against one another."""
    if item.body_part and item.body_part not in BODY_PARTS:
        yield f"step {place} has the body part {item.body_part!r}; use one of {', '.join(BODY_PARTS)}"
    if item.direction and item.direction not in DIRECTIONS:
        yield f"step {place} has the direction {item.direction!r}; use one of {', '.join(DIRECTIONS)}"
    limbs = [match[1].lower() for match in _SIDED.finditer(f"{item.head} {item.conclusion}")]
    part = next((side for side in ("left", "right") if side in item.body_part.split()), "")
    if part and limbs and part not in limbs:
        yield f"step {place} says the {limbs[0]} side in words and {item.body_part!r} as its body part"
    elif part and not limbs and re.search(r"\bboth (?:hands|arms|legs|feet)\b", item.head, re.IGNORECASE):
        yield f"step {place} says both in words and {item.body_part!r} as its body part"
    elif item.body_part == "both arms" and limbs and len(set(limbs)) == 1 and not _BOTH.search(item.text):
        yield f"step {place} says only the {limbs[0]} side in words and 'both arms' as its body part"
    ways = [next(filter(None, match.groups())).lower() for match in _WAY.finditer(item.head)]
    if item.direction in ("left", "right") and ways and item.direction not in ways:
        yield f"step {place} goes to the {ways[0]} in words and {item.direction!r} as its direction"
    done = {action.action for action in item.actions}
    if done and done <= _LEGS and item.body_part in ("left arm", "right arm", "both arms"):
        yield f"step {place} moves the legs ({item.head.strip()[:60]}), its body part is {item.body_part!r}"
    if done and done <= _ARMS and item.body_part in ("legs", "left leg", "right leg"):
        yield f"step {place} moves the arms ({item.head.strip()[:60]}), its body part is {item.body_part!r}"
    yield from _swapped_within(item, place)


def _swapped_within(item: Item, place: int) -> Iterator[str]:
    """Another side of the same limb later in the sentence without a word of contrast or sequence."""
    text = BRACKETS.sub("", item.text)  # the fields were held against the words already
    mentions = list(_SIDED.finditer(text))
    for one, other in pairwise(mentions):
        if one[1].lower() == other[1].lower() or bool(_LEG.search(one[0])) != bool(_LEG.search(other[0])):
            continue
        between = text[one.end() : other.start()]
        if _CONCLUDED.search(between) or not _CONTRAST.search(between):
            limbs = f"the {one[0].lower()} and then the {other[0].lower()}"
            yield f"step {place} names {limbs} for the same thing"
            return


def _plan(trace: Trace, reading: Reading) -> Iterator[str]:
    """The steps that go with the text are those of the text."""
    if not trace.steps:
        return
    if reading.numbered and len(trace.steps) != len(reading.items):
        yield f"the plan has {len(trace.steps)} steps, its text {len(reading.items)}"
        return
    for place, step in enumerate(trace.steps[:24], 1):
        if not reading.numbered:
            if shared_words(step.text, reading.text[:4000]) < 0.5:
                yield f"step {place} of the plan ({step.text[:60]!r}) is not in the text"
            continue
        item = reading.items[place - 1]
        if item.duration is not None and abs(item.duration - step.duration) > ROUNDING:
            lengths = f"{step.duration:.1f} s in the plan and {item.duration:.1f} s in its text"
            yield f"step {place} lasts {lengths}"
        if item.body_part and item.body_part != step.body_part.lower():
            yield f"step {place} has {step.body_part!r} in the plan and {item.body_part!r} in its text"
        if item.direction and item.direction != step.direction.lower():
            yield f"step {place} goes {step.direction!r} in the plan and {item.direction!r} in its text"
        said = {m[1].lower() for m in _SIDED.finditer(step.text[:400])}
        heard = {m[1].lower() for m in _SIDED.finditer(item.text)}
        if said and heard and not said & heard:
            yield f"step {place} says {step.text!r} in the plan and the other side in its text"
