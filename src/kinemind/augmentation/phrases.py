"""Words of the new composites: sub-actions per content, manners per style, connectives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kinemind.augmentation.captions import mirror_caption

Phrase = tuple[str, str]
"""A sub-action in the third person and as a gerund."""

_LEFT: dict[str, tuple[Phrase, ...]] = {
    "wave-left-hand": (
        ("waves with the left hand", "waving with the left hand"),
        ("waves their left hand", "waving their left hand"),
        ("lifts the left arm and waves", "lifting the left arm and waving"),
        ("waves at somebody with their left arm", "waving at somebody with their left arm"),
    ),
    "raise-up-left-hand": (
        ("raises the left hand", "raising the left hand"),
        ("lifts their left arm up high", "lifting their left arm up high"),
        ("puts the left hand up in the air", "putting the left hand up in the air"),
        ("reaches up with their left hand", "reaching up with their left hand"),
    ),
    "kick-left-front": (
        ("kicks with the left leg", "kicking with the left leg"),
        ("kicks forward with their left foot", "kicking forward with their left foot"),
        ("does a front kick with the left leg", "doing a front kick with the left leg"),
        ("swings the left foot up in a kick", "swinging the left foot up in a kick"),
    ),
    "walk-turn-left": (
        ("turns left", "turning left"),
        ("turns to the left while walking", "turning to the left while walking"),
        ("makes a left turn", "making a left turn"),
        ("walks around a corner to the left", "walking around a corner to the left"),
    ),
    "jog-left-circle": (
        ("turns left", "turning left"),
        ("jogs in a curve to the left", "jogging in a curve to the left"),
        ("turns to the left while jogging", "turning to the left while jogging"),
    ),
}
_NO_SIDE: dict[str, tuple[Phrase, ...]] = {
    "walk": (
        ("walks forward", "walking forward"),
        ("walks ahead", "walking ahead"),
        ("takes some steps forward", "taking some steps forward"),
        ("walks straight ahead", "walking straight ahead"),
        ("walks", "walking"),
    ),
    "walk-back": (
        ("walks backwards", "walking backwards"),
        ("walks backward", "walking backward"),
        ("steps back", "stepping back"),
        ("backs up", "backing up"),
    ),
    "run": (
        ("runs", "running"),
        ("runs forward", "running forward"),
        ("runs straight ahead", "running straight ahead"),
    ),
    "dash": (("runs fast", "running fast"), ("sprints forward", "sprinting forward"), ("dashes", "dashing")),
    "wave-both-hands": (
        ("waves with both hands", "waving with both hands"),
        ("waves both arms", "waving both arms"),
        ("raises both hands and waves", "raising both hands and waving"),
    ),
    "raise-up-both-hands": (
        ("raises both hands", "raising both hands"),
        ("lifts both arms up high", "lifting both arms up high"),
        ("puts both hands up in the air", "putting both hands up in the air"),
    ),
    "bow": (
        ("bows", "bowing"),
        ("takes a bow", "taking a bow"),
        ("bows deeply", "bowing deeply"),
        ("bends forward in a bow", "bending forward in a bow"),
    ),
    "squat": (
        ("squats down and stands up again", "squatting down and standing up again"),
        ("does a squat", "doing a squat"),
        ("does squats", "doing squats"),
    ),
}
PHRASES: dict[str, tuple[Phrase, ...]] = {
    **_NO_SIDE,
    **_LEFT,
    **{
        content.replace("left", "right"): tuple((mirror_caption(a), mirror_caption(b)) for a, b in phrases)
        for content, phrases in _LEFT.items()
    },
}
"""Sub-actions per content label; the right ones are the mirrored left ones."""

MANNERS: dict[str, tuple[str, ...]] = {
    "active": ("with a lot of energy", "energetically"),
    "angry": ("angrily", "in an angry way"),
    "childish": ("like a child", "in a childish way"),
    "elderly": ("like an old person", "slowly, like an elderly person"),
    "old": ("like an old person",),
    "exhausted": ("as if exhausted", "looking exhausted"),
    "tired": ("tiredly", "as if tired"),
    "feminine": ("in a feminine way", "in a ladylike way"),
    "masculine": ("in a masculine way", "in a manly way"),
    "masculinity": ("in a masculine way",),
    "happy": ("happily", "in a happy mood"),
    "sad": ("sadly", "in a sad way"),
    "proud": ("proudly",),
    "not-confident": ("timidly", "without confidence"),
    "youthful": ("like a young person", "in a youthful way"),
    "giant": ("like a giant",),
    "chimpira": ("like a thug",),
    "musical": ("like an actor in a musical",),
}
SUBJECTS = (
    "a person", "a person", "someone", "the person", "a figure", "an individual", "a human", "the figure",
    "this person",
)  # fmt: skip
_TWO = (
    "{s} {a} and then {b}{m}.",
    "{s} {a}, then {b}{m}.",
    "after {ag}, {s} {b}{m}.",
    "{s} {a} before {bg}{m}.",
    "first {s} {a} and afterwards {b}{m}.",
    "{s} starts by {ag} and then {b}{m}.",
    "{s} {a}, and after that {b}{m}.",
    "{s} {b} after {ag}{m}.",
)
_STOPPING = (
    "{s} {a}, stops and {b}{m}.",
    "{s} {a}, comes to a stop and then {b}{m}.",
    "after {ag}, {s} stops and {b}{m}.",
)
_THREE = (
    "{s} {a}, then {b} and finally {c}{m}.",
    "{s} {a}, {b} and then {c}{m}.",
    "first {s} {a}, after that {b}, and lastly {c}{m}.",
    "{s} starts by {ag}, then {b} and ends by {cg}{m}.",
    "after {ag}, {s} {b} and then {c}{m}.",
)


@dataclass(frozen=True)
class Wording:
    """The texts of one composite: a sub-action a part, and captions of the whole."""

    parts: tuple[str, ...]
    captions: tuple[str, ...]


def word(
    contents: tuple[str, ...], style: str | None, stops: bool, count: int, rng: np.random.Generator
) -> Wording:
    """Texts for a sequence of two or three contents; `style` where all parts share it.

    `stops` says that the first part is locomotion and the second happens on the spot.
    """
    chosen = [PHRASES[content] for content in contents]
    parts = tuple(options[int(rng.integers(len(options)))][0] for options in chosen)
    templates = list(_TWO if len(contents) == 2 else _THREE)
    if stops and len(contents) == 2:
        templates += _STOPPING
    captions = []
    for index in rng.permutation(len(templates))[:count]:
        words = [options[int(rng.integers(len(options)))] for options in chosen]
        manners = MANNERS.get(style or "", ())
        manner = f" {manners[int(rng.integers(len(manners)))]}" if manners and rng.random() < 0.4 else ""
        names = {"s": SUBJECTS[int(rng.integers(len(SUBJECTS)))], "m": manner}
        for letter, (third, gerund) in zip("abc", words, strict=False):
            names[letter], names[letter + "g"] = third, gerund
        captions.append(templates[int(index)].format(**names))
    return Wording(parts, tuple(captions))
