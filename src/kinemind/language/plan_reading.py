"""Reading plans that people and models write: where the items are, and what each of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kinemind.language.plan_step import BODY_PARTS, DIRECTIONS, MAX_DURATION, PlanStep

_MARKER = re.compile(
    r"(?:^|(?<=\s))(?:[-*#>]+[ \t]*)?(?:step[ \t]+([0-9]{1,2})[ \t]*(?:\*\*)?[ \t]*[:.)-]|([0-9]{1,2})[.)])"
    r"(?:\*\*)?\s+(?=\S)",
    re.I,
)
_FIELDS = re.compile(r"\(([^()]*)\)")
_DURATION = re.compile(r"(?:about |~ ?)?([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(?:s|secs?|seconds?)\b", re.I)
_RANGE = re.compile(
    r"\b([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(?:s|secs?|seconds?)?\s*(?:to|and|-|–)\s*"
    r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(?:s|secs?|seconds?)\b",
    re.I,
)
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_IN_WORDS = re.compile(rf"\b({'|'.join(_WORDS)}|half an?|an?) (and a half )?seconds?\b", re.I)

_PARTS = {
    **{name: name for name in BODY_PARTS},
    "left hand": "left arm", "right hand": "right arm", "both hands": "both arms", "arms": "both arms",
    "hands": "both arms", "left foot": "left leg", "right foot": "right leg", "feet": "legs",
    "both legs": "legs", "trunk": "torso", "upper body": "torso", "body": "whole body",
    "full body": "whole body",
}  # fmt: skip
_DIRECTIONS = {
    **{name: name for name in DIRECTIONS},
    "forwards": "forward", "backwards": "backward", "back": "backward", "upward": "up", "upwards": "up",
    "downward": "down", "downwards": "down", "to the left": "left", "to the right": "right",
    "leftward": "left", "rightward": "right", "none": "in place", "on the spot": "in place",
    "stationary": "in place",
}  # fmt: skip

_SUBJECT = (
    r"(?:(?:the|a|an|this|that)\s+(?:[a-z-]+\s+){0,2}?(?:person|figure|body|man|woman|human|character|individual"
    r"|performer|actor|subject)|someone|somebody|he|she|it|they)\b\s*"
)
_UNIT = r"(?:s|secs?|seconds?)\b"
_TIME = re.compile(
    rf"(?:from|between|at|for|in|over|during|up to|until|after|within|before)\b[^,;:()]{{0,40}}?\b{_UNIT}"
    rf"(?:\s*(?:to|and|until|-|–)\s*[0-9.]+\s*{_UNIT})?(?:\s+on(?:wards?)?\b)?\s*[,:]?\s*",
    re.I,
)
_MEANWHILE = r"meanwhile|at the same time|simultaneously|while doing so|during this|along with that"
_CONNECTIVE = re.compile(
    rf"(?:(?P<meanwhile>{_MEANWHILE})|and then|then|next|first(?:ly| of all)?|second(?:ly)?|third(?:ly)?|now"
    r"|also|after (?:that|this)|afterwards?|following (?:that|this)|finally|lastly|last|at last|at first"
    r"|in the end|to (?:begin|start|finish|end)(?: with)?|once (?:more|again)|again|and)\b\s*[,:]?\s*",
    re.I,
)
_WHO = re.compile(_SUBJECT, re.I)
_CONCLUSION = re.compile(
    r".*,\s*(?:so|hence|thus|therefore|which means(?: that)?|meaning(?: that)?|which shows that)\s+"
    rf"{_SUBJECT}",
    re.I | re.S,
)
_BASE_FORMS = frozenset((
    "walk", "run", "jog", "turn", "step", "hop", "jump", "raise", "lift", "lower", "wave", "reach", "pick",
    "put", "place", "throw", "punch", "kick", "bow", "bend", "crouch", "squat", "sit", "kneel", "lie", "get",
    "climb", "dance", "swing", "rotate", "point", "call", "dribble", "wash", "touch", "clap", "stretch",
    "balance", "stumble", "look", "push", "pull", "play", "swim", "wipe", "stand", "stop", "hold", "move",
    "lean", "take", "bring", "start", "begin", "keep", "return", "drop", "spin",
))  # fmt: skip


def read_items(text: str, most: int) -> Iterator[PlanStep]:
    """The steps of up to `most` numbered items."""
    for item in _items(text)[:most]:
        step = _sentence(item) or _compact(item)
        if step is not None and step.text:
            yield step


def _items(text: str) -> list[str]:
    """What stands between the item numbers.  Inside a line only the number that comes next counts."""
    cuts: list[tuple[int, int]] = []
    number = 0
    for found in _MARKER.finditer(text):
        own = int(found[1] or found[2])
        at_line = not text[: found.start()].rpartition("\n")[2].strip()
        if own == number + 1 or at_line or (not cuts and found[1]):
            cuts.append(found.span())
            number = own
    ends = [start for start, _ in cuts[1:]] + [len(text)] if cuts else []
    return [text[begin:end].strip() for (_, begin), end in zip(cuts, ends, strict=True)]


def _compact(item: str) -> PlanStep | None:
    """`text; body part; direction; duration`, each but the first optional; or one sentence of free text."""
    fields = [field for field in (field.strip(" .\n\t") for field in item.split(";")) if field]
    if not fields:
        return None
    whole = _DURATION.fullmatch(fields[-1])
    if whole:
        fields.pop()
        duration = min(float(whole[1]), MAX_DURATION)
    else:
        duration = _duration(fields[-1])
    if not fields:
        return None
    text, meanwhile = fields[0], False
    if len(fields) == 1 and not whole:
        text, meanwhile = _predicate(_first_sentence(text))
    elif text.startswith("meanwhile "):
        text, meanwhile = text.removeprefix("meanwhile "), True
    part = fields[1] if len(fields) > 1 else "whole body"
    direction = fields[2] if len(fields) > 2 else "in place"
    return PlanStep(text, part, direction, duration, meanwhile)


def _sentence(item: str) -> PlanStep | None:
    """`sentence (body part, direction, duration), more`; None where no brackets hold such fields."""
    for found in _FIELDS.finditer(item):
        part = direction = duration = None
        for field in re.split(r"\s*[,;]\s*", found[1].strip().lower()):
            seconds = _DURATION.fullmatch(field)
            if seconds:
                duration = min(float(seconds[1]), MAX_DURATION)
            elif field in _PARTS:
                part = part or _PARTS[field]
            elif field in _DIRECTIONS:
                direction = direction or _DIRECTIONS[field]
        if part is None and duration is None:
            continue
        text, meanwhile = _predicate(item[: found.start()])
        if duration is None:
            duration = _duration(item)
        return PlanStep(text, part or "whole body", direction or "in place", duration, meanwhile)
    return None


def _predicate(sentence: str) -> tuple[str, bool]:
    """What is done, without doer, time and connective; and whether it is done meanwhile."""
    text = " ".join(sentence.replace("**", "").split()).strip(" .:,")
    lead = _CONNECTIVE.match(text)
    meanwhile = lead is not None and lead["meanwhile"] is not None
    text = _CONCLUSION.sub("", text, count=1)
    plural = False
    subjects = 0
    while True:
        if (found := _TIME.match(text)) and re.search(r"[0-9]", found[0]):
            pass
        elif found := _CONNECTIVE.match(text):
            meanwhile = meanwhile or found["meanwhile"] is not None
        elif subjects == 0 and (found := _WHO.match(text)):
            subjects += 1
            plural = found[0].strip().lower() == "they"
        else:
            break
        text = text[found.end() :]
    if not text:
        return "", meanwhile
    first = text.split()[0]
    if subjects == 0 and first[:1].isupper() and not first.isupper():
        text = text[0].lower() + text[1:]
    if plural or text.split()[0] in _BASE_FORMS:
        text = _in_third_person(text)
    return text, meanwhile


def _in_third_person(text: str) -> str:
    """The verbs of a bare predicate with their -s: the first word, and known verbs after "and"."""
    words = text.split()
    for i, word in enumerate(words):
        if (i == 0 or words[i - 1] in ("and", "then")) and word in _BASE_FORMS:
            words[i] = _with_s(word)
    return " ".join(words)


def _with_s(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _first_sentence(text: str) -> str:
    """Up to the first line end or full stop."""
    return text.split("\n")[0].split(". ")[0]


def _duration(text: str) -> float:
    """Seconds said anywhere in a text, as a number, a range or in words; 0 where none are."""
    if found := _RANGE.search(text):
        seconds = float(found[2]) - float(found[1])
        if seconds > 0:
            return min(seconds, MAX_DURATION)
    if found := _DURATION.search(text):
        return min(float(found[1]), MAX_DURATION)
    if found := _IN_WORDS.search(text):
        word = found[1].lower()
        amount = 0.5 if word.startswith("half") else float(_WORDS.index(word)) if word in _WORDS else 1.0
        return amount + (0.5 if found[2] else 0.0)
    return 0.0
