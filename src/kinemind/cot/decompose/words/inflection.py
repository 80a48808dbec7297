"""Forms of verbs: from a verb to its forms and from a form back to its verb."""

from __future__ import annotations

from kinemind.cot.decompose.words.verbs import ACTION_OF
from kinemind.cot.decompose.words.word_sets import words_of

_IRREGULAR: dict[str, tuple[str, ...]] = {
    "go": ("went", "gone"),
    "run": ("ran",),
    "take": ("took", "taken"),
    "give": ("gave",),
    "do": ("did",),
    "make": ("made",),
    "stand": ("stood",),
    "sit": ("sat",),
    "kneel": ("knelt",),
    "bend": ("bent",),
    "hold": ("held",),
    "throw": ("threw", "thrown"),
    "get": ("got",),
    "rise": ("rose",),
    "swing": ("swung",),
    "fall": ("fell",),
    "lose": ("lost",),
    "hit": (),
    "put": (),
    "beat": (),
    "catch": ("caught",),
    "let": (),
    "swim": ("swam",),
    "bring": ("brought",),
    "stick": ("stuck",),
    "drink": ("drank",),
    "keep": ("kept",),
    "begin": ("began",),
    "find": ("found",),
    "leave": (),
    "come": ("came",),
    "spread": (),
    "creep": ("crept",),
    "eat": ("ate",),
    "spin": ("spun",),
    "strike": ("struck",),
    "lie": ("lay",),
    "have": ("had",),
    "cut": (),
    "set": (),
    "shut": (),
    "draw": ("drew",),
    "fly": ("flew",),
    "sing": ("sang",),
    "write": ("wrote",),
}
_DOUBLING = words_of(
    "run jog hop step sidestep overstep spin stop clap grab sit put set hit get drop chop slap jab swim "
    "nod flap trot skip slip trip shrug rub drag stir drum tap wag strum grip cut let begin flip box-no "
    "shut plod spar dig swat hug snap"
)


def third_person(verb: str) -> str:
    """ "walk" → "walks"."""
    if verb in ("do", "go") or verb.endswith(("s", "sh", "ch", "x", "z")):
        return verb + "es"
    if verb == "have":
        return "has"
    if verb == "be":
        return "is"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def gerund(verb: str) -> str:
    """ "run" → "running"."""
    if verb in _DOUBLING:
        return verb + verb[-1] + "ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"


def _past(verb: str) -> tuple[str, ...]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb in _DOUBLING:
        return (verb + verb[-1] + "ed",)
    if verb.endswith("e"):
        return (verb + "d",)
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb[:-1] + "ied",)
    return (verb + "ed",)


FORMS: dict[str, tuple[str, str]] = {
    "lays": ("lay", "s"),
    "laying": ("lay", "ing"),
    "repeatsit": ("repeatsit", "s"),
    "doesall": ("doesall", "s"),
}
"""Word → (verb, form), form one of base, s, ing, ed."""
for _verb in ACTION_OF:
    for _form, _words in (
        ("base", (_verb,)),
        ("s", (third_person(_verb),)),
        ("ing", (gerund(_verb),)),
        ("ed", _past(_verb)),
    ):
        for _word in _words:
            FORMS.setdefault(_word, (_verb, _form))
FORMS["lying"] = ("lie", "ing")
