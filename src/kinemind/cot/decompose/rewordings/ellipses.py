"""Verbs that are said once for several sides, ways or nouns: "turns left, then right"."""

from __future__ import annotations

import re

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.vocabulary import SUBJECTS
from kinemind.cot.decompose.words.word_sets import words_of

_OF_LEGS = words_of("kick hop stomp stand balance jump stamp step")
_LIMB_VERBS = _OF_LEGS | words_of(
    "raise lift wave lower punch jab strike swing point reach stretch extend tap touch throw shake hold "
    "bend hit slap box put drop knock push pull"
)
_WAY_VERBS = words_of(
    "turn step walk look lean move go hop jump bend shuffle spin rotate sway run jog pivot slide lunge "
    "glance face dodge punch kick sidestep leap twist"
)


def _forms(verbs: frozenset[str]) -> str:
    found = (word for word, (verb, form) in FORMS.items() if verb in verbs and form != "ed")
    return "|".join(sorted(found, key=len, reverse=True))


_OWN = r"(?:the |his |her |their |its |a )?"
_LIMB = r"(?: (?:hand|arm|fist|leg|foot|knee|elbow|wrist)s?| hands| feet)?"
_OFTEN = r"(?: once| twice| thrice| \w+ times| again)?"
_JOIN = r"(?:,? and then|, and|, then|,? followed by|,? then|,? and|,)"
_END = r"(?=\s*(?:[,.;]|$)| and\b| then\b| before\b| after\b| while\b| until\b)"
_LIMBS = re.compile(
    rf"\b({_forms(_LIMB_VERBS)})((?: (?!and\b|then\b|to\b|left\b|right\b|both\b)\w+){{0,3}}?) "
    rf"((?:with |on |using )?{_OWN})(left|right)({_LIMB})({_OFTEN})"
    rf"((?:{_JOIN} (?:with |on |using )?{_OWN}(?:left|right|both|other)(?: one)?{_LIMB}{_OFTEN}{_END})+)"
)
_NEXT_LIMB = re.compile(
    rf"({_JOIN}) (?:with |on |using )?{_OWN}(left|right|both|other)(?: one)?({_LIMB})({_OFTEN})"
)
_WAYS = re.compile(
    rf"\b({_forms(_WAY_VERBS)})((?: (?:\d+|\w+) degrees)?(?: to (?:the|his|her|their))?) "
    rf"(left|right|forward|backward)"
    rf"{_OFTEN}((?:{_JOIN} (?:to the )?(?:left|right|forward|backward)(?: again)?{_OFTEN}{_END})+)"
)
_NEXT_WAY = re.compile(rf"({_JOIN}) ((?:to the )?(?:left|right|forward|backward)(?: again)?{_OFTEN})")
_BARE_SIDE = re.compile(
    r"\b(with|using) ((?:the|his|her|their) (?:left|right))"
    r"(?=\s*(?:[,.;]|$)| and\b| then\b| once\b| twice\b| \w+ times\b| while\b| before\b)"
)
_COUNT_FIRST = re.compile(
    r"\b(once|twice|thrice|\w+ times) ((?:with|on|using) (?:the |his |her |their )?(?:left|right)"
    r"(?: (?:hand|arm|fist|leg|foot))?)\b"
)
_ONE_OTHER = re.compile(rf"\b({_forms(_LIMB_VERBS)}) one({_LIMB})({_JOIN}) the other\b(?:{_LIMB})")
_BARE_OBJECT = re.compile(
    r"\b(rais(?:es|e|ing)|lift(?:s|ing)?|lower(?:s|ing)?|wav(?:es|e|ing)) "
    r"((?:the|his|her|their) (?:left|right))"
    r"(?=\s*(?:[,.;]|$)| and\b| then\b| before\b| again\b)(?! and (?:the |his |her |their )?(?:left|right)\b)"
)
_UP_AND_DOWN = re.compile(
    rf"\b({_forms(_LIMB_VERBS | {'move', 'bring'})}) ({_OWN}(?:left|right){_LIMB} \w+)({_JOIN}) "
    rf"({_OWN}(?:left|right){_LIMB} (?:up|down|out|forward|back|backward|overhead))\b"
)
_LISTED = re.compile(
    rf"(^|[.;] |{_JOIN} )((?:a|an|one|two|three|four|five|six|another|\d) "
    rf"(?:(?!to\b|in\b|of\b|on\b)\w+ ){{0,2}}?"
    r"(?:hooks?|uppercuts?|jabs?|punch(?:es)?|kicks?|jumping jacks?|squats?|jumps?|hops?|bows?|spins?|"
    r"cartwheels?|pirouettes?|somersaults?|claps?|burpees?|lunges?|push-?ups?|turns?))\b(?! (?:\w+ing|to)\b)"
)
_COUNTED_SIDE = re.compile(r"once|twice|thrice|times")


def written_out(text: str) -> str:
    """The text with the verbs that are left unsaid.

    >>> written_out("he turns left then right, and punches with the left and then the right")
    'he turns left then turns right, and punches with the left hand and then punches with the right hand'
    """
    text = _COUNT_FIRST.sub(r"\2 \1", text)
    text = _ONE_OTHER.sub(r"\1 one\2\3 \1 the other\2", text)
    text = _UP_AND_DOWN.sub(lambda m: f"{_moved(m[1], m[2])} {m[2]}{m[3]} {_moved(m[1], m[4])} {m[4]}", text)
    text = _BARE_OBJECT.sub(r"\1 \2 hand", text)
    text = _LIMBS.sub(_limbs, text)
    text = _WAYS.sub(_ways, text)
    text = _BARE_SIDE.sub(lambda found: _with_limb(found, text), text)
    return text if "danc" in text else _LISTED.sub(_with_does, text)


def _limbs(found: re.Match[str]) -> str:
    verb, before, article, side, limb, often, rest = found.groups()
    parts = _NEXT_LIMB.findall(rest)
    together = len(parts) == 1 and parts[0][0] in (" and", ", and")
    if together and parts[0][1] != "other" and not _COUNTED_SIDE.search(often + parts[0][3]):
        return found[0]  # "the left and right hand"
    named = limb or next((part[2] for part in parts if part[2]), "")
    named = named or (" leg" if FORMS[verb][0] in _OF_LEGS else " hand")
    said = [f"{verb}{before} {article}{side}{limb or named}{often}"]
    last = side
    for join, which, own, times in parts:
        last = {"left": "right", "right": "left"}.get(last, "") if which == "other" else which
        shown = own or (_plural(named) if last == "both" else named)
        said.append(f"{join} {verb}{before} {_article(article, last)}{last}{shown}{times}")
    return "".join(said)


def _moved(verb: str, what: str) -> str:
    """What moving a limb up or down is called."""
    up_or_down = {"up": "raises", "down": "lowers"}
    return (
        up_or_down.get(what.rsplit(" ", 1)[1], verb) if FORMS[verb][0] in ("move", "bring", "put") else verb
    )


def _article(article: str, side: str) -> str:
    return re.sub(r"(?:the|his|her|their|its|a) $", "", article) if side == "both" else article


def _plural(limb: str) -> str:
    return {" foot": " feet"}.get(limb, limb if limb.endswith("s") else f"{limb}s")


def _ways(found: re.Match[str]) -> str:
    verb = found[1]
    rest = found[4]
    turned = FORMS[verb][0] == "turn" and {found[3], rest.split()[-1]} == {"left", "right"}
    if len(_NEXT_WAY.findall(rest)) == 1 and rest.startswith(" and ") and "then" not in rest and not turned:
        return found[0]  # "left and right", "forward and to the left"
    if (
        len(_NEXT_WAY.findall(rest)) == 1
        and rest.startswith(",")
        and "then" not in rest
        and "and" not in rest
    ):
        return found[0]
    return found[0][: -len(rest)] + _NEXT_WAY.sub(rf"\1 {verb} \2", rest)


def _with_limb(found: re.Match[str], text: str) -> str:
    verbs = [FORMS[w][0] for w in re.findall(r"[a-z]+", text[: found.start()]) if w in FORMS]
    known = next((verb for verb in reversed(verbs) if verb in _LIMB_VERBS), "")
    return f"{found[1]} {found[2]} {'leg' if known in _OF_LEGS else 'hand'}"


def _with_does(found: re.Match[str]) -> str:
    """ "a left hook, a right uppercut": every noun of movement in a list has a verb of its own."""
    first, *between, noun = found[2].split()
    plural = noun.endswith("s") and not noun.endswith("ss")
    if (first in ("a", "an", "one", "another") and plural) or SUBJECTS & set(between):
        return found[0]
    return f"{found[1]}does {found[2]}"
