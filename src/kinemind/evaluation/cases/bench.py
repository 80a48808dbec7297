"""The cases of the protocol `bench`: clips and composites, right by (content, style, side)."""

from __future__ import annotations

from kinemind.compose import composite
from kinemind.corpora import Caption, Composite, Corpus
from kinemind.evaluation.cases.case import Case, clip_key, whole_captions
from kinemind.motion import Motion

RECIPE_SOURCE = "template"
"""Who wrote the captions of the benchmark's recipes."""


def bench_cases(corpus: Corpus, split: str) -> list[Case]:
    """The captioned clips of a split (kind single), then its recipes, joined (kind composite).

    A clip's key is (content, style, side), a recipe's the keys of its parts in order.  Raises InputError
    for an unknown split, and for a recipe of a clip that is not there.
    """
    cases = [
        Case(clip.id, clip.motion, captions, clip_key(clip))
        for clip in corpus.clips(split)
        if (captions := whole_captions(clip))
    ]
    return cases + [
        Case(recipe.id, joined(corpus, recipe), captions, key, "composite")
        for recipe in corpus.composites(split)
        for key in [tuple(clip_key(corpus.clip(part.clip)) for part in recipe.parts)]
        if (captions := recipe_captions(recipe))
    ]


def joined(corpus: Corpus, recipe: Composite) -> Motion:
    """The motion of a recipe, one step a part."""
    return composite(recipe, {part.clip: corpus.clip(part.clip) for part in recipe.parts})


def recipe_captions(recipe: Composite) -> tuple[Caption, ...]:
    """The captions of a recipe; all of them describe the whole."""
    return tuple(Caption(text, RECIPE_SOURCE) for text in recipe.captions)
