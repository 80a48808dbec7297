"""What is done with a limb told from the limb: "the right arm is raised and then lowered"."""

from __future__ import annotations

import re

from kinemind.cot.decompose.rewordings.idioms import LIMB, OWN
from kinemind.cot.decompose.words.inflection import FORMS, third_person

_PASSIVE = re.compile(
    rf"\b({OWN}+{LIMB}) (?:(?:is|are|was|were|gets|get|being)(?: being)?) "
    rf"((?:(?!up |down )\w+ly |then )*)(\w+)"
)
_GOES_ON = re.compile(
    r"((?:,|,? and|,? then|,? and then|,? but then|,? before being)+(?: again)?(?: \w+ly)?) "
    r"(?:(?:is|are|was|were) )?(\w+)"
    r"(?=[,.;]|$| again| down| up| and| then| before| to| with| three| two| twice)"
)


def in_active(text: str) -> str:
    """Passives of limbs as what the person does with them.

    >>> in_active("the right arm is raised and then lowered")
    'raises the right arm and then lowers it'
    """
    at = 0
    while (found := _PASSIVE.search(text, at)) is not None:
        verb = _participle(found[3])
        if not verb:
            at = found.end()
            continue
        it = "them" if "both" in found[1] or found[1].endswith(("s", "feet")) else "it"
        before = f"{text[: found.start()]}{found[2]}{third_person(verb)} {found[1]}"
        text, at = _continued(before, text[found.end() :], it), len(before)
    return text


def _continued(before: str, rest: str, it: str) -> str:
    """The rest of a sentence with the participles at its start that go on with the same limb."""
    for _ in range(4):
        found = _GOES_ON.match(rest) or _GOES_ON.match(rest[(skip := _words_of_way(rest)) :])
        if found is None or not (verb := _participle(found[2])):
            break
        skip = rest.index(found[0])
        before = f"{before}{rest[:skip]}{found[1].replace(' being', '')} {third_person(verb)} {it}"
        rest = rest[skip + found.end() - found.start() :]
    return before + rest


def _words_of_way(rest: str) -> int:
    """The length of "up", "overhead", "to the side" and the like at the start."""
    found = re.match(r"(?: (?:up|down|out|overhead|high|forward|to (?:the|his|her|their) \w+|\w+ly))*", rest)
    return found.end() if found else 0


def _participle(word: str) -> str:
    verb, form = FORMS.get(word, ("", ""))
    return verb if form == "ed" or (verb == word and word in ("put", "spread", "set", "hit")) else ""
