"""Captions made by rules: short ones straight from labels, and ones that join the texts of parts."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from kinemind.augmentation.mirror import MARK, mirror_label
from kinemind.augmentation.phrases import PHRASES
from kinemind.corpora import Clip, Composite
from kinemind.cot.actions import action, adverbial
from kinemind.cot.decompose import decompose
from kinemind.language.plan import PlanStep

PLAIN_SUBJECTS = ("a person", "a person", "someone", "the person", "a man", "a figure", "a human")
WITH_MANNER = 0.5
"""Share of the plain captions that say how, where the style is not the normal one."""
WITH_HEIGHT = 0.5
"""Share of the plain captions that say how high a hand is raised, where a caption of the clip says it."""
_COUNTED = ("raises", "bows", "kicks")
"""What is told as "twice" where it comes twice; two walks are one longer walk."""
_RESTS = frozenset(third for content in ("rest", "slowing") for third, _ in PHRASES[content])
"""Parts cut where a clip rests: its label tells of the rest of it."""
_CONNECTIVES = (", then ", " and then ", ", and then ", ", after that ")


def draw(seed: int, name: str) -> np.random.Generator:
    """Random numbers that depend on the seed and a name alone, whatever was drawn before."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def plain_of_clip(clip: Clip, rng: np.random.Generator) -> str:
    """ "a person raises the left hand, tired"; "" where neither label nor caption tells what is done."""
    if _labelled(clip) is not None:
        texts = [_plain_text(clip, "", rng)]
    else:
        said = decompose(clip.texts[0]) if clip.texts else ()
        texts = [sub.text for sub in said if not sub.meanwhile]
    return _plain(texts, adverbial(clip.style), rng) if texts else ""


def plain_of_composite(recipe: Composite, table: Mapping[str, Clip], rng: np.random.Generator) -> str:
    """The same for a recipe: one sub-action a part; the manner where all parts share it."""
    clips = [table.get(part.clip) for part in recipe.parts]
    texts = [_plain_text(clip, part.text, rng) for clip, part in zip(clips, recipe.parts, strict=True)]
    manners = {adverbial(clip.style) for clip in clips if clip is not None}
    return _plain(texts, manners.pop() if len(manners) == 1 else "", rng)


def _plain_text(clip: Clip | None, text: str, rng: np.random.Generator) -> str:
    """The words of a clip's label, or the given text for an unspecific one.

    Not the plans' canonical words: those call sneaking walking, and a prompt must say what is wanted.
    """
    known = None if clip is None or text in _RESTS else _labelled(clip)
    if clip is None or known is None:
        return text
    raised = (clip.content or "").startswith("raise-up")
    height = _hand_height((text, *clip.texts)) if raised and rng.random() < WITH_HEIGHT else ""
    told = known.text.removeprefix("walks and ") if rng.random() < 0.5 else known.text
    return f"{told} to {height} height" if height else told


def _plain(texts: Sequence[str], manner: str, rng: np.random.Generator) -> str:
    if len(texts) > 1 and len(set(texts)) == 1 and texts[0].startswith(_COUNTED) and rng.random() < 0.5:
        texts = [f"{texts[0]} {'twice' if len(texts) == 2 else f'{len(texts)} times'}"]
    caption = f"{rng.choice(PLAIN_SUBJECTS)} {texts[0]}"
    for text in texts[1:]:
        caption += str(rng.choice(_CONNECTIVES)) + text
    if manner and rng.random() < WITH_MANNER:
        caption += f", {manner}"
    return caption + ("." if rng.random() < 0.5 else "")


def _labelled(clip: Clip) -> PlanStep | None:
    """The sub-action of a clip's label, None for an unspecific one; a twin's is that of the original with
    sides swapped, for some labels name no side that their words have (`bye` waves the right hand)."""
    if not clip.id.endswith(MARK):
        return action(clip.content)
    known = action(mirror_label(clip.content or ""))
    return None if known is None else known.mirror()


def _hand_height(texts: Sequence[str]) -> str:
    """How high the texts say that a hand is raised, "" where none does or it goes above the head."""
    heights = (sub.height for text in texts for sub in decompose(text) if sub.action == "raise")
    return next((height for height in heights if height in ("chest", "shoulder", "head")), "")
