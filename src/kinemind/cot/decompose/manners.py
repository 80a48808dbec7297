"""How something is done: the words of a style are cut off a predicate and reduced to one adjective."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.cot.decompose.words.inflection import FORMS
from kinemind.cot.decompose.words.vocabulary import ARMS, DISCOURSE, LEGS, SUBJECTS
from kinemind.cot.decompose.words.word_sets import words_of

STYLE_OF: dict[str, str] = {
    word: style
    for style, words in {
        "tired": (
            "tired tiredly exhausted exhaustedly exhaustion weary wearily worn weak weakly "
            "feeble feebly barely sluggish sluggishly lethargic lethargically sleepy "
            "drained listlessly strength"
        ),
        "energetic": (
            "energetic energetically energy lively vigor vigorously vigour enthusiasm "
            "enthusiastic enthusiastically sporty active actively spirited spiritedly "
            "zestful bursting dynamic dynamically athletic powerful"
        ),
        "elderly": "elderly old frail aged age stiffness stiffly senior grandfather grandmother",
        "feminine": (
            "feminine femininely lady ladylike dainty daintily elegant elegantly graceful "
            "gracefully grace woman delicate delicately female girl girly womanly softly"
        ),
        "masculine": "masculine masculinely manly macho male firmly strong strongly broad",
        "youthful": "youthful youthfully youth young fresh lightly teenager spry spryly nimble nimbly",
        "sad": (
            "sad sadly sadness depressed dejected gloomy gloomily mournfully miserable "
            "miserably unhappy heart sorrow sorrowfully melancholy"
        ),
        "proud": (
            "proud proudly pride haughty haughtily superiority dignified arrogant "
            "arrogantly confident confidently confidence"
        ),
        "angry": (
            "angry angrily anger furious furiously irritated aggressive aggressively rage mad annoyed fight"
        ),
        "happy": (
            "happy happily joy bright news glad joyful joyfully cheerful cheerfully cheery "
            "spirits merrily delighted"
        ),
        "unsure": (
            "unsure insecure timid timidly shy shyly hesitant hesitantly nervous nervously "
            "uncertain unconfident insecurely withdrawn anxious anxiously"
        ),
        "like a giant": "giant lumbering clumsily clumsy heavily",
        "like a stage performer": (
            "stage musical theatrical theatrically performer dramatic dramatically expressively actor"
        ),
        "like a thug": "thug punk gangster swagger cocky tough brash brashly gangsta hoodlum chimpira",
        "like a child": (
            "child childish childishly childlike playful playfully toddler kid innocently innocent"
        ),
        "careful": "careful carefully cautious cautiously stealthily gingerly",
        "drunk": "drunk drunken alcoholized intoxicated unsteadily unsteady drunkenly",
        "relaxed": "relaxed casual casually calm calmly leisurely comfortable lazily lazy leisure",
        "hobbling": "hobbling limping injured",
    }.items()
    for word in words.split()
}
"""Word → the style it tells, worded as cot.actions.STYLES words it; more styles of human captions follow."""

_ADVERBIAL = frozenset(
    word for word in STYLE_OF if word.endswith("ly") and word not in ("lively", "elderly", "manly")
)
_OPENERS = words_of("like as with in looking feeling acting full bursting showing exhausted bored having")
_CLOSERS = words_of(
    "manner way mood fashion style motion movements attitude spirits steps strides gait gestures"
)


_LACKING = frozenset(("no", "not", "without", "little", "lacking"))
_OPPOSITE = {"energetic": "tired", "proud": "unsure", "happy": "sad"}
"""What a style that is lacking comes to ("with no energy at all")."""


def mark_manners(words: Sequence[str]) -> list[str]:
    """The words with every adverbial of manner made one word ("~like_an_old_man")."""
    kept: list[str] = []
    at = 0
    while at < len(words):
        length = _manner_length(words, at)
        kept.append("~" + "_".join(words[at : at + length]) if length else words[at])
        at += max(1, length)
    return kept


def cut_manner(words: Sequence[str]) -> tuple[tuple[str, ...], str, bool]:
    """(the other words, the words that tell how, whether these stood after a comma)."""
    kept: list[str] = []
    manners: list[str] = []
    aside = False
    for word in words:
        if word.startswith("~"):
            aside = aside or (bool(kept) and kept[-1] == ",")
            manners.append(word[1:].replace("_", " "))
        else:
            kept.append(word)
    return tuple(kept), ", ".join(manners), aside


def _manner_length(words: Sequence[str], at: int) -> int:
    """How many words from `at` on are one adverbial of manner."""
    word = words[at]
    if word in _ADVERBIAL:
        return 1
    if word not in _OPENERS:
        return 0
    phrase = words[at : _phrase_end(words, at)]
    rest = phrase[1:]
    if not rest:
        return len(phrase) if word in ("exhausted", "bored") else 0
    if word == "like":
        return 0 if rest[0].endswith("ing") and rest[0] not in ("being", "having") else len(phrase)
    if word == "as" and rest[0] in ("if", "though"):
        return len(phrase)
    if word == "as" and any(w in ("would", "does", "do") for w in rest):
        return len(phrase)
    if (word == "in" and rest[0] == "front") or (word == "as" and words[at - 1 : at] == ["high"]):
        return 0
    if word in ("with", "in", "as", "having"):
        closed = next((i + 1 for i, w in enumerate(phrase) if w in _CLOSERS), 0)
        if word == "in" and rest[0] in ("a", "an", "the") and closed and _is_one_phrase(phrase[:closed]):
            return len(phrase) if phrase[closed : closed + 1] == ["of"] else closed
        styled = next((i + 1 for i, w in enumerate(phrase[:7]) if w in STYLE_OF), 0)
        limbs = any(w in _LIMBS for w in phrase[:styled])
        return len(phrase) if styled and not limbs and "like" not in phrase[1:styled] else 0
    if word in ("exhausted", "bored") and set(rest[:2]) & SUBJECTS:
        return 0
    if word == "full" and rest[0] != "of":
        return 0
    styled_near = any(w in STYLE_OF for w in phrase[:4])
    return len(phrase) if styled_near or word not in ("looking", "showing") else 0


_LIMBS = ARMS | LEGS
_ENDS = frozenset((",", "before", "after", "until", "while", "twice", "thrice"))


def _phrase_end(words: Sequence[str], at: int) -> int:
    """Where an adverbial ends: at a comma, a connective, "and" with a verb, or "two times"."""
    for index in range(at + 1, len(words)):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        if (
            word == ","
            and words[at] in ("in", "as", "with")
            and index - at < 4
            and any(w in _CLOSERS for w in words[index + 1 : index + 4])
        ):
            continue
        if word in _ENDS or word in DISCOURSE or following == "times":
            return index
        if word in ("and", "but") and (
            following in DISCOURSE or (following in FORMS and FORMS[following][1] in ("s", "ing"))
        ):
            return index
    return len(words)


_WAYS_AND_SPEEDS = words_of(
    "circle circular forward backward left right straight quarter clockwise counterclockwise slow fast curve"
)


def _is_one_phrase(words: Sequence[str]) -> bool:
    """Whether "in a …" tells neither a way ("in a circular motion") nor a place ("in the air with …")."""
    return not set(words) & _WAYS_AND_SPEEDS and not set(words[1:]) & {"with", "like", "as"}


def style(manner: str) -> str:
    """One adjective or phrase for words of manner ("in a weary way" → "tired"), "" where none is known."""
    lacking = False
    words = manner.replace(",", " ").split()
    if "of" in words:  # "the weak movements of an elderly person": whose they are says more
        last = len(words) - words[::-1].index("of")
        if style(" ".join(words[last:])) and not set(words[:last]) & _LACKING:
            return style(" ".join(words[last:]))
    for word in words:
        lacking = lacking or word in _LACKING
        if word in STYLE_OF:
            return _OPPOSITE.get(STYLE_OF[word], "") if lacking else STYLE_OF[word]
    return ""


def subject_manner(words: Sequence[str]) -> str:
    """How somebody is who does something: the adjectives before a person ("a tired man")."""
    return " ".join(
        word
        for word in words
        if word in STYLE_OF and word not in ("woman", "lady", "male", "female", "girl", "kid", "child")
    )
