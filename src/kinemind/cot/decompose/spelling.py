"""A caption as lower-case words: slips of the pen mended, set phrases made one word."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from kinemind.cot.decompose.rewordings import reword
from kinemind.cot.decompose.words.known_words import KNOWN, TARGETS

_SLIPS = {
    "rigth": "right",
    "rigt": "right",
    "lefft": "left",
    "tu": "to",
    "ist": "is",
    "an an": "an",
    "a an": "an",
    "perfoms": "performs",
    "peforms": "performs",
    "perfoming": "performing",
    "performinga": "performing a",
    "quater": "quarter",
    "quter": "quarter",
    "puched": "pushed",
    "pusehd": "pushed",
    "buched": "pushed",
    "hight": "height",
    "squad": "squat",
    "squads": "squats",
    "sqatted": "squatted",
    "feed": "feet",
    "zwo": "two",
    "eft": "left",
    "cirle": "circle",
    "taes": "takes",
    "walds": "walks",
    "wals": "walks",
    "wakling": "walking",
    "wlking": "walking",
    "wlaks": "walks",
    "walkes": "walks",
    "strid": "strides",
    "geht": "gets",
    "got": "gets",
    "beeing": "being",
    "joggs": "jogs",
    "yanks": "jumps",
    "sirring": "stirring",
    "truning": "turning",
    "trun": "turn",
    "trurns": "turns",
    "urn": "turn",
    "thean": "then",
    "denn": "then",
    "puhsed": "pushed",
    "spinns": "spins",
    "wipping": "wiping",
    "whiping": "wiping",
    "anf": "and",
    "wipeing": "wiping",
    "wawing": "waving",
    "wavs": "waves",
    "kneeing": "kneeling",
    "kneed": "kneels",
    "stopped": "stops",
    "stopd": "stops",
    "ruining": "running",
    "kneeling down": "kneeling down",
    "stoved": "pushed",
    "bakcward": "backward",
    "bak": "back",
    "someome": "someone",
    "subect": "subject",
    "shove": "shove",
    "waling": "walking",
    "clockwide": "clockwise",
    "tursn": "turns",
    "tuns": "turns",
    "turnes": "turns",
    "strumbles": "stumbles",
    "steping": "stepping",
    "stepps": "steps",
    "streched": "stretched",
    "food": "foot",
    "wellow": "waves",
    "swiping": "wiping",
    "wippes": "wipes",
    "wispes": "wipes",
    "erson": "person",
    "parson": "person",
    "perons": "person",
    "peron": "person",
    "persone": "person",
    "perosn": "person",
    "persond": "person",
    "humans": "human",
    "persons": "person",
    "it's": "its",
}

_PHRASES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"https?://\S+|\bhttp\b.*$", " "),
        (r"[°]", " degrees "),
        (r"\bright[- ]away\b", "immediately"),
        (r"\b(?:a?gainst|opposite|reverse)\s+(?:the\s+)?clock[- ]?wise(?: direction)?\b", "counterclockwise"),
        (r"\bagaing?n?ste?\s+clock[- ]?wise\b", "counterclockwise"),
        (r"\b(?:counter|anti|conter)[- ]*clock[- ]*wi[sd]e\b", "counterclockwise"),
        (r"\bclock[- ]wise\b", "clockwise"),
        (r"\bu[- ]?turns?\b", "uturn"),
        (r"\bside[- ]?(?:step|stpe)(s|ping|ped)?\b", r"sidestep\1"),
        (r"\b(?:front|high|low|belly|side|round|roundhouse)[- ]kick", "kick"),
        (r"\bpush[- ]?ups?\b", "pushups"),
        (r"\bjumping[- ]jacks?\b", "jumpingjack"),
        (r"\b(\d+)[- ]?degrees?\b", r"\1 degrees"),
        (r"\b(\w+)-degrees?\b", r"\1 degrees"),
        (r"\bthe turn(?=s? (?:\d|around|left|right))", "then turn"),
        (r"\bto he (?=left|right)", "to the "),
        (r"\bsome one\b", "someone"),
        (r"\bperso n\b", "person"),
        (r"\ball of (?:a )?sudden\b", "suddenly"),
        (r"\b(?:in|at) the (?:very )?(?:end|beginning)\b", "finally"),
        (r"\bafter (?:that|this|which|wards?)\b|\bafterwards?\b|\bthereafter\b|\bsubsequently\b", "then"),
        (r"\b(?:and )?then afterwards\b", "then"),
        (r"\bbefore (?:that|this)\b", "beforehand"),
        (r"\bfollowed by\b", "then"),
        (r"\bstart(?:s|ing|ed)? (?:off )?(?:by|with) (?=\w+ing\b)", ""),
        (r"\b(?:end|finish)(?:s|es|ing|ed)? (?:up )?(?:by|with) (?=\w+ing\b)", "finally "),
        (r"\bfor (?:a|quite a|some)(?: little)? while\b", "for some time"),
        (r"\b(?:carr(?:y|ies|ying)|keep(?:s|ing)?|go(?:es|ing)?) on (?=\w+ing\b)", "continues "),
        (r"\bcontinuous (?=to\b|walk)", "continues "),
        (r"\bknee[- ]?bend(?:s|ing)?\b", "squats"),
        (r"\b(person|human|someone|man|woman|subject) knees\b", r"\1 kneels"),
        (r"\bwhile doing (?:so|this|that|it)\b", ""),
        (r"\bin turn\b(?=[,.;]|$| and\b)", ""),
        (r"\bprior to\b", "before"),
        (r"\bin order to\b|\bso as to\b", "to"),
        (r"\bas well as\b", "and"),
        (r"\bat the same time\b|\bmeanwhile\b|\bsimultaneously\b", "simultaneously"),
        (r"\bduring (?:that|this|which)\b|\bwhilst\b", "while"),
        (r"\bduring (?=\w+ing\b)", "while "),
        (r"\bduring (?:a|the) (?=walk\b|run\b|jump\b)", "while "),
        (r"\bwhile (walk|run|jump)\b", r"while \1ing"),
        (
            r"\brepeat(?:s|ing)? (?:the|this|that|these|its?|all)? ?(?:whole )?"
            r"(?:process|motion|movement|pattern|action|sequence)s?\b"
            r"|\brepeats?(?= (?:\w+ )?(?:times|twice)|$)",
            "repeatsit",
        ),
        (
            r"\b(?:do(?:es|ing)?|repeat(?:s|ing)?|perform(?:s|ing)?) (?:it|this|that|so|the same)"
            r"(?: (?:thing|motion|movement|action))?(?: once)?(?: more| again)?(?! all)\b(?! all)",
            "repeatsit",
        ),
        (r"\bin a row\b", "in_a_row"),
        (r"\bone after (?:the )?(?:an)?other\b", ""),
        (r"\b(?:they|he|she|it) do(?:es)? it all\b", "doesall"),
        (r"\bback and forth\b|\bbackwards? and forwards?\b(?= and)|\bto and fro\b", "back_and_forth"),
        (r"\bback and forward\b", "back_and_forth"),
        (
            r"\bup and down\b(?! (?:the |a |some )?(?:\w+ )?"
            r"(?:stair|step|podest|platform|ladder|hill|slope))",
            "up_and_down",
        ),
        (
            r"\bfrom side to side\b|\bside to side\b"
            r"|\bleft and right\b(?! (?:hand|arm|leg|foot|knee|elbow|fist))"
            r"|\bleft to right\b|\bright to left\b",
            "from_side_to_side",
        ),
        (r"\baround and around\b|\bround and round\b", "around"),
        (r"\bon all (?:fours?|4s?)\b|\ban all fours?\b|\ball fours?\b", "on_all_fours"),
        (r"\bturn(?:s|ing)? step\b", "step"),
        (r"\b(?:in|at) (?:the )?place\b|\bon (?:the|one) spot\b", "in_place"),
        (r"\b(\w+)-(\w+)\b", r"\1_\2"),
    )
)
_JOINED = ("back_and_forth", "up_and_down", "from_side_to_side", "on_all_fours", "in_place", "in_a_row")
_WORD = re.compile(r"[a-z0-9_']+(?:\.[0-9]+)?|[.,;:!?]")
_STOPS = frozenset(".;:!?")


def sentences(caption: str) -> list[list[str]]:
    """Lower-case words and commas, one list a sentence."""
    text = " ".join(caption.lower().replace("’", "'").replace("(", ", ").replace(")", ", ").split())
    text = reword(text)
    for pattern, replacement in _PHRASES:
        text = pattern.sub(replacement, text)
    result: list[list[str]] = [[]]
    for word in _WORD.findall(text):
        if word in _STOPS:
            result.append([])
        elif "_" in word and word not in _JOINED:
            result[-1].extend(mend(part) for part in word.split("_") if part)
        else:
            result[-1].extend(mend(word).split())
    return [words for words in result if any(word != "," for word in words)]


@lru_cache(maxsize=20000)
def mend(word: str) -> str:
    """The word that was meant: from a table of slips, else the nearest word that we know how to read."""
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 5 or word in KNOWN or not word.isalpha():
        return word
    letters = sorted(word)
    for target in TARGETS.get(word[0], ()):
        if len(target) == len(word) and sorted(target) == letters:
            return target
    near = get_close_matches(word, TARGETS.get(word[0], ()), n=1, cutoff=0.86)
    return near[0] if near else word
