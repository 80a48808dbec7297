"""Content labels and styles in everyday words: training text in many more wordings than the captions have."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kinemind.augmentation.everyday import (
    ADJECTIVES,
    CLAUSES,
    NOUNS,
    OPENINGS,
    PREDICATES,
    PURPOSES,
    SHOWN,
    STYLES,
    SUBJECTS,
)
from kinemind.augmentation.inflection import base_form

_SIDED = {
    "raise-up-{}-hand": "raise-hand",
    "wave-{}-hand": "wave-hand",
    "walk-turn-{}": "walk-turn",
    "walk-{}": "walk-side",
    "kick-{}-front": "kick-front",
    "jog-{}-circle": "jog-circle",
}
_KEYS = {pattern.format(side): (key, side) for pattern, key in _SIDED.items() for side in ("left", "right")}
_KEYS["raise-up-both-hands"] = ("raise-both-hands", "")
_LIMB = re.compile(r"\b(?:the|their) \{side\} (hand|arm|leg|foot)\b")
_LIMB_WORDS = (
    "the {side} X",
    "the {side} X",
    "their {side} X",
    "their {side} X",
    "the X on the {side}",
    "the X on their {side}",
)
_TWINS = {"hand": ("hand", "arm"), "arm": ("arm", "hand"), "leg": ("leg", "foot"), "foot": ("foot", "leg")}
_STATES = ("has ", "stands", "stays", "rests", "remains")
_JOINTS = (", then ", " and then ", ", after that ", ", next ", " and afterwards ", " and after that ")
_LASTS = (", and finally ", " and lastly ", ", and in the end ", ", then at last ")


def neutral(content: str) -> tuple[str, str] | None:
    """The key of `PREDICATES` and the side ("" where the label has none); None for an unknown content."""
    if content in _KEYS:
        return _KEYS[content]
    # a key such as "wave-hand" is no label of its own: a side would be missing
    return (content, "") if content in PREDICATES and "{side}" not in PREDICATES[content][0][0] else None


def paraphrase(content: str, style: str | None, rng: np.random.Generator) -> str | None:
    """One lower-case sentence without a full stop for a clip's content and style; None for unknown contents.

    Unknown styles are left unsaid.  The same generator state gives the same sentence.
    """
    named = neutral(content)
    if named is None:
        return None
    key, side = named
    manner = _manner(style, rng)
    draw = rng.random()
    if draw < 0.12 and key in CLAUSES:
        text = _ended(_pick(CLAUSES[key], rng), manner)
        return _spoken(text, side, "their", rng)
    if draw < 0.2 and key in NOUNS:
        return _spoken(_ended(_pick(NOUNS[key], rng), manner), side, "their", rng)
    third, gerund = PREDICATES[key][int(rng.integers(len(PREDICATES[key])))]
    purpose = _pick(PURPOSES[key], rng) if key in PURPOSES and rng.random() < 0.15 else ""
    text, whose = _framed(third, gerund, manner, style, purpose, rng)
    return _spoken(text, side, whose, rng)


def paraphrases(content: str, style: str | None, rng: np.random.Generator, count: int) -> list[str]:
    """`count` draws of `paraphrase` (repeats may occur); [] for unknown contents."""
    drawn = (paraphrase(content, style, rng) for _ in range(count))
    return [text for text in drawn if text is not None]


def sequence(parts: Sequence[tuple[str, str | None]], rng: np.random.Generator) -> str | None:
    """One sentence for (content, style) `parts` in the order of time; None where a content is unknown.

    Two parts are joined in any frame; three or four as a list, the last two perhaps with "before".
    """
    named = [neutral(content) for content, _ in parts]
    if not parts or any(entry is None for entry in named):
        return None
    if len(parts) == 1:
        return paraphrase(*parts[0], rng)
    forms: list[tuple[str, str, str]] = []
    for entry, (_, style) in zip(named, parts, strict=True):
        assert entry is not None
        key, side = entry
        third, gerund = PREDICATES[key][int(rng.integers(len(PREDICATES[key])))]
        limb = _limb_draw(rng)
        manner = _manner(style, rng) if rng.random() < 0.6 else ""
        # all three forms get the same limb words, so that they stay alike
        said = [_ended(_sided(text, side, limb), manner) for text in (third, gerund, _base(third, gerund))]
        forms.append((said[0], said[1], said[2]))
    text, whose = _in_order(forms, rng)
    return re.sub(r"\btheir\b", whose, _reflexive(text, whose))


def _in_order(forms: list[tuple[str, str, str]], rng: np.random.Generator) -> tuple[str, str]:
    subject, whose = SUBJECTS[int(rng.integers(len(SUBJECTS)))]
    again = {"his": "he", "her": "she"}.get(whose, "they")
    thirds, gerunds, bases = ([form[i] for form in forms] for i in range(3))
    later = bases if again == "they" else thirds
    kind = int(rng.integers(9 if len(forms) == 2 else 5))
    done = _pick(("once done", "that done", "when finished"), rng)
    if kind == 0:
        return f"{subject} {_listed(thirds, rng)}", whose
    if kind == 1:
        return _listed(bases, rng), "your"
    if kind == 2:
        rest = ", ".join(f"{_pick(('next', 'then', 'after that'), rng)} {again} {text}" for text in later[1:])
        return f"first {subject} {thirds[0]}, {rest}", whose
    if kind == 3:
        ended = f"{gerunds[0]}, followed by {gerunds[1]}"
        return ended + "".join(f", then {text}" for text in gerunds[2:]), "their"
    if kind == 4:
        head = _listed(thirds[:-1], rng) if len(forms) > 2 else thirds[0]
        return f"{subject} {head} before {gerunds[-1]}", whose
    return (
        (f"after {gerunds[0]}, {subject} {thirds[1]}", whose),
        (f"before {gerunds[1]}, {subject} {thirds[0]}", whose),
        (f"{subject} {thirds[0]}; {done}, {again} {later[1]}", whose),
        (f"{subject} starts by {gerunds[0]} and ends by {gerunds[1]}", whose),
    )[kind - 5]  # fmt: skip


def _listed(texts: list[str], rng: np.random.Generator) -> str:
    out = texts[0]
    for place, text in enumerate(texts[1:], start=2):
        joints = _LASTS if place == len(texts) > 2 and rng.random() < 0.5 else _JOINTS
        out += _pick(joints, rng) + text
    return out


def _framed(
    third: str, gerund: str, manner: str, style: str | None, purpose: str, rng: np.random.Generator
) -> tuple[str, str]:
    """A predicate in one of the sentence frames, and whose limbs it then speaks of."""
    subject, whose = SUBJECTS[int(rng.integers(len(SUBJECTS)))]
    adjectives = ADJECTIVES.get(style or "", ())
    if adjectives and manner and rng.random() < 0.2:
        word = _pick(adjectives, rng)
        article = "an" if word[0] in "aeiou" else "a"
        subject, whose, manner = (
            f"{article} {word} {_pick(('person', 'figure', 'character'), rng)}",
            "their",
            "",
        )
    state = third.startswith(_STATES)
    adverb = manner.endswith("ly") and " " not in manner
    base = _base(third, gerund)
    # a purpose closes the sentence, so that the manner has to stand before
    front = f"{manner}, " if manner and (purpose or rng.random() < 0.25) else ""
    end = "" if front or not manner else manner
    kind = int(rng.integers(12))
    if kind in (4, 10) and third.startswith("has "):
        kind = 0  # nobody asks to "have the hand up"
    # these frames say the manner last, where a purpose behind it would be too much
    tail = f" {purpose}" if purpose and not (manner and kind in (6, 7, 8, 10)) else ""
    if kind <= 3:
        if adverb and not state and rng.random() < 0.4:
            return f"{subject} {manner} {third}{tail}", whose
        return f"{front}{subject} {_ended(third, end)}{tail}", whose
    if kind == 4:
        return f"{front}{_ended(base, end)}{tail}", "your"
    if kind == 5:
        return f"{front}{_ended(gerund, end)}{tail}", "their"
    if kind == 6:
        return f"{_ended(third, manner)}{tail}", "their"
    if kind == 7:
        return f"{_pick(OPENINGS, rng)}, {subject} {_ended(third, manner)}{tail}", whose
    if kind == 8 and subject not in ("he", "she"):
        return f"{_pick(SHOWN, rng)} {subject} {_ended(gerund, manner)}{tail}", whose
    if kind == 9 and not state:
        begins = _pick(("begins to", "starts to", "proceeds to"), rng)
        return f"{front}{subject} {begins} {_ended(base, end)}{tail}", whose
    if kind == 10:
        return f"{_pick(('please', 'now', 'just', 'go ahead and'), rng)} {_ended(base, manner)}{tail}", "your"
    if state:
        return f"{front}{subject} {_ended(third, end)}{tail}", whose
    return f"{front}{subject} is {_ended(gerund, end)}{tail}", whose


def _manner(style: str | None, rng: np.random.Generator) -> str:
    return _pick(STYLES[style], rng) if style in STYLES else ""


def _ended(text: str, manner: str) -> str:
    comma = "," if "," in text or manner.startswith(("as ", "full ", "head ", "looking ", "dead ")) else ""
    return f"{text}{comma} {manner}" if manner else text


def _base(third: str, gerund: str) -> str:
    """ "holds it and waves" beside "holding it and waving" → "hold it and wave"."""
    pairs = zip(third.split(" "), gerund.split(" "), strict=True)
    return " ".join(
        word if word == other else base_form(word.rstrip(",")) + "," * word.endswith(",")
        for word, other in pairs
    )


def _limb_draw(rng: np.random.Generator) -> tuple[str, float]:
    return _pick(_LIMB_WORDS, rng), float(rng.random())


def _sided(text: str, side: str, limb: tuple[str, float]) -> str:
    """`text` with its side, and its limb said in other words."""
    frame, chance = limb

    def said(found: re.Match[str]) -> str:
        return frame.replace("X", _TWINS[found[1]][int(chance < 0.3)])

    return _LIMB.sub(said, text).replace("{side}", side)


def _spoken(text: str, side: str, whose: str, rng: np.random.Generator) -> str:
    said = _sided(text, side, _limb_draw(rng))
    return re.sub(r"\btheir\b", whose, _reflexive(said, whose))


def _reflexive(text: str, whose: str) -> str:
    own = {"his": "himself", "her": "herself", "your": "yourself"}.get(whose, "themself")
    return text.replace("themself", own)


def _pick(options: Sequence[str], rng: np.random.Generator) -> str:
    return options[int(rng.integers(len(options)))]
