"""Set phrases that mean another action than their verb, and words that join actions unlike they look."""

from __future__ import annotations

import re

from kinemind.cot.decompose.words.inflection import FORMS, gerund, third_person

LIMB = r"(?:hands?|arms?|fists?|wrists?|legs?|foot|feet|knees?)"
OWN = r"(?:(?:the|his|her|their|its|a|an|one|both|of|left|right|other) )"
_PERSON = r"(?:he|she|they|it|someone|somebody|(?:the|a) (?:person|man|woman|human|figure|subject))"
_PAUSE = r"(?:while|moment|time|pause|second|bit|minute|beat|few seconds|few moments|couple of seconds)"
_VERBS = "|".join(sorted((word for word, (_, form) in FORMS.items() if form == "s"), key=len, reverse=True))
_FAR = r"(?:hundreds?|thousands?|millions?|billions?|trillions?|zillions?|dozens)"

_IDIOMS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # slips of grammar
        (rf"\bthan (?=(?:{_VERBS}|turnes)\b)", "then "),
        (rf"\bthere (?=(?:left |right |both )?{LIMB}\b)", "their "),
        # what is no action of the person, and one of two alternatives
        (r"\buntil (?:someone|somebody)(?: else)? [^,.;]*", ""),
        (r"\buntil (?:the|a|an) (?:door|music|phone|bell|light|timer|song|bus|water|alarm)s? [^,.;]*", ""),
        (r"\beither ([^,.;]+?) or (?:[^,.;]+?)(?=[,.;]|$| and then\b| then\b)", r"\1"),
        # one after the other
        (
            rf"\b(?:as soon as|once|after|when) ({_PERSON}) (?:stops?|finish(?:es)?|is done|are done|"
            r"(?:has|have) (?:stopped|finished)) (?=\w+ing\b)",
            "after ",
        ),
        (rf"\b(?:as soon as|immediately after|right after|just after) (?={_PERSON}\b)", "after "),
        (rf"\bonce (?={_PERSON} (?!more))", "after "),
        (
            rf"\b(?:and )?(?:then )?after (?:a|some|quite a)(?: short| long| little| brief)? {_PAUSE}\b,?",
            "then",
        ),
        (rf"\buntil (?:{_PERSON} )?(?:reach(?:es)?|reaching|gets? to|arrives? at) (?={OWN}\w)", "to "),
        # a limb that does nothing
        (
            rf"(?:,? while|,? and|,? but|,? as|,) {OWN}+{LIMB} "
            r"(?:stays?|remains?|hangs?|rests?|is kept) [^,.;]*",
            "",
        ),
        # standing still
        (r"\b(?:does|do|did)(?: not|n't) move(?: at all| an inch| a muscle)?\b", "stands still"),
        (r"\b(?:is|stays|remains) (?:motionless|immobile|completely still)\b", "stands still"),
        # hands that go up and down by themselves, or are sent there
        (
            rf"\b({OWN}+{LIMB}) (?:goes|go|comes|come|moves|move|shoots|shoot|rises|rise) (?:back )?up\b",
            r"raises \1",
        ),
        (
            rf"\b({OWN}*(?:left|right|both) {LIMB}) (?:goes|go|comes|come|moves|move) (?:back )?up\b",
            r"raises \1",
        ),
        (
            rf"\b({OWN}+{LIMB}) (?:goes|go|comes|come|moves|move|drops|drop|sinks|sink) (?:back )?down\b",
            r"lowers \1",
        ),
        (rf"\bruns? (?={OWN}+(?:hands?|fingers?|palms?)\b)", "strokes "),
        (rf"\brunning (?={OWN}+(?:hands?|fingers?|palms?)\b)", "stroking "),
        # postures
        (r"\bkick(?:s|ing)? back (?=and relax|(?:in|on) (?:a|the|his|her|their) )", "sits back "),
        (
            r"\bpush(?:es|ing)? (?:(?:himself|herself|themselves|itself|themself) )?(?:back )?up"
            r"(?! the\b| against)(?=[,.;]| |$)",
            "stands up",
        ),
        (r"\b(?:does|do) (?:nothing|not do anything)\b", "stands still"),
        # numbers beyond reason
        (rf"\b(?:\w+ |an? )?{_FAR}(?: of)? times\b", ""),
        (r"\b\d[\d,]{2,} times\b", ""),
    )
)
_BREAKS = re.compile(r"\b(?:breaks?|bursts?|breaking|bursting) into an? (?:\w+ )?(\w+)")
_HAVING = re.compile(r"\b(?:after )?having (\w+ly )?(\w+)")
_FASTER = re.compile(
    r"(?:,? and)? then (?:a bit |a little |more |much )?"
    r"(faster|slower|slowly|quickly|fast)\b(?=[,.;]|$)"
)
_GOING = re.compile(
    r"\b(walk|run|jog|march|crawl|dance|step|hop|spin|wave|turn|climb|punch|clap|swing|mov)(e?s|ing|e)?\b"
)


def without_idioms(text: str) -> str:
    for pattern, replacement in _IDIOMS:
        text = pattern.sub(replacement, text)
    text = _BREAKS.sub(_started, text)
    text = _HAVING.sub(_done_before, text)
    return _FASTER.sub(lambda found: _at_another_pace(found, text), text)


def _started(found: re.Match[str]) -> str:
    """ "breaks into a run" → "starts running"."""
    verb, form = FORMS.get(found[1], ("", ""))
    return f"starts {gerund(verb)}" if form == "base" else found[0]


def _done_before(found: re.Match[str]) -> str:
    """ "having bowed" → "after bowing"."""
    verb, form = FORMS.get(found[2], ("", ""))
    return f"after {gerund(verb)} {found[1] or ''}".rstrip() if form == "ed" else found[0]


def _at_another_pace(found: re.Match[str], text: str) -> str:
    """ "walks slowly, then faster" → "walks slowly, then walks faster"."""
    verbs = _GOING.findall(text[: found.start()])
    if not verbs:
        return found[0]
    stem = verbs[-1][0]
    return f", then {third_person('move' if stem == 'mov' else stem)} {found[1]}"
