"""The motions that records are made of: clips, composites, runs of their parts, and mirror images of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any, Literal

from kinemind import augmentation, compose
from kinemind.augmentation.held_out import is_held_out
from kinemind.augmentation.rehearsals import tell
from kinemind.corpora import Clip, Composite, CompositePart, Corpus
from kinemind.corpora.clip import SPLITS
from kinemind.cot.subjects.captions import draw, plain_of_clip, plain_of_composite
from kinemind.language.dialects import TASKS, Task
from kinemind.motion import Motion

SEGMENT_SHARE = 0.5
"""Weight of a piece relative to the motion that it is cut from, whose frames it shows once more."""
SEGMENT_CAPTIONS = 2


@dataclass(frozen=True)
class Selection:
    """Which motions of a corpus.

    `mirror`, `new_composites` (how many) and `plain` (one short caption a motion, text to motion only) are
    for training and touch the train split only.  `balance` is how far rare contents weigh more (see
    `augmentation.balance_weights`); composites weigh 1.  With `limit` the first so many subjects of a random
    order come, drawn by `seed`.
    """

    split: Literal["train", "val", "test", "all"] = "all"
    composites: bool = True
    segments: bool = True
    mirror: bool = False
    new_composites: int = 0
    plain: bool = False
    balance: float = 0.75
    limit: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Saying:
    """A caption, who made it, and the tasks it serves."""

    text: str
    source: str
    tasks: tuple[Task, ...] = TASKS


@dataclass(frozen=True, eq=False)
class Origin:
    """One motion and its captions, which share its `weight`.

    `whole`: a recorded clip, from which pieces may be cut where its phases change.
    """

    id: str
    motion: Callable[[], Motion]
    sayings: tuple[Saying, ...]
    split: str
    weight: float = 1.0
    whole: bool = False
    provenance: Mapping[str, Any] = field(default_factory=dict)


def origins(corpus: Corpus, selection: Selection) -> Iterator[Origin]:
    """All origins, in order: split by split clips, composites and runs of parts, then the mirror images."""
    for split in SPLITS if selection.split == "all" else (selection.split,):
        clips = corpus.clips(split)
        train = split == "train"
        recipes = corpus.composites(split) if selection.composites else []
        new = []
        if train and selection.new_composites:
            new = augmentation.build(corpus, seed=selection.seed, count=selection.new_composites)
        table = augmentation.with_mirrors(clips)
        weights = augmentation.balance_weights(clips, selection.balance).tolist()
        for mirrored in (False, True) if train and selection.mirror else (False,):
            sides = [table[augmentation.mirror_id(c.id)] for c in clips] if mirrored else clips
            for clip, weight in zip(sides, weights, strict=True):
                yield from _of_clip(clip, weight, selection)
            for recipe in (*recipes, *new):
                side = augmentation.mirror_composite(recipe) if mirrored else recipe
                yield _of_composite(side, table, selection)
            for recipe in recipes if selection.segments else ():
                side = augmentation.mirror_composite(recipe) if mirrored else recipe
                yield from _runs(side, table, selection.seed)


def _of_clip(clip: Clip, weight: float, selection: Selection) -> Iterator[Origin]:
    """The clip with the captions of the whole; then each of its parts that has captions of its own."""
    labels = {"kind": "clip", "source": clip.source, "content": clip.content, "style": clip.style}
    sayings = [Saying(c.text, c.source) for c in clip.captions if c.start is None]
    if selection.plain and clip.split == "train":
        sayings += _plain(plain_of_clip(clip, draw(selection.seed, clip.id)))
    if sayings:
        yield Origin(
            id=clip.id,
            motion=lambda: clip.motion,
            sayings=_distinct(sayings),
            split=clip.split,
            weight=weight,
            whole=True,
            provenance=labels,
        )
    spans = dict.fromkeys(
        (c.start, c.end) for c in clip.captions if c.start is not None and c.end is not None
    )
    for start, end in spans if selection.segments else ():
        fps = clip.motion.fps
        frames = slice(round(start * fps), round(end * fps))
        own = [Saying(c.text, c.source) for c in clip.captions if (c.start, c.end) == (start, end)]
        yield piece_of(clip.id, lambda: clip.motion, frames, _distinct(own), clip.split, weight, labels)


def _of_composite(recipe: Composite, table: Mapping[str, Clip], selection: Selection) -> Origin:
    sayings = [Saying(text, "composite") for text in recipe.captions]
    if selection.plain and recipe.split == "train":
        sayings += _plain(plain_of_composite(recipe, table, draw(selection.seed, recipe.id)))
    return Origin(
        id=recipe.id,
        motion=partial(compose.composite, recipe, table),
        sayings=_distinct(sayings),
        split=recipe.split,
        provenance=_about_parts("composite", recipe.parts, table),
    )


def _runs(recipe: Composite, table: Mapping[str, Clip], seed: int) -> Iterator[Origin]:
    """Every contiguous run of two or more parts, shorter than the whole, out of a recipe of three or more."""
    count = len(recipe.parts)
    starts = [0, *accumulate(p.end - p.start for p in recipe.parts)]
    motion = partial(compose.composite, recipe, table)
    for length in range(2, count):
        for first in range(count - length + 1):
            parts = recipe.parts[first : first + length]
            frames = slice(starts[first], starts[first + length])
            rng = draw(seed, f"{recipe.id} {first} {length}")
            texts = [tell([p.text for p in parts], rng) for _ in range(SEGMENT_CAPTIONS)]
            sayings = _distinct([Saying(text, "rules") for text in texts])
            about = _about_parts("segment", parts, table)
            yield piece_of(recipe.id, motion, frames, sayings, recipe.split, 1.0, about)


def piece_of(
    origin: str,
    motion: Callable[[], Motion],
    frames: slice,
    sayings: tuple[Saying, ...],
    split: str,
    weight: float,
    provenance: Mapping[str, Any],
) -> Origin:
    """Some frames of an origin's motion as an origin of their own; `weight` is that of the whole."""
    return Origin(
        id=f"{origin}[{frames.start}:{frames.stop}]",
        motion=lambda: motion()[frames],
        sayings=sayings,
        split=split,
        weight=weight * SEGMENT_SHARE,
        provenance={**provenance, "kind": "segment", "of": origin},
    )


def _about_parts(kind: str, parts: Sequence[CompositePart], table: Mapping[str, Clip]) -> dict[str, Any]:
    found = [table.get(part.clip) for part in parts]
    return {
        "kind": kind,
        "source": "" if found[0] is None else found[0].source,
        "content": [None if clip is None else clip.content for clip in found],
        "style": [None if clip is None else clip.style for clip in found],
    }


def _plain(text: str) -> list[Saying]:
    return [Saying(text, "plain", ("t2m",))] if text else []


def _distinct(sayings: Sequence[Saying]) -> tuple[Saying, ...]:
    """Without those whose text came before, one record per motion and caption, and without those that the
    evaluation keeps for itself."""
    kept = {saying.text: saying for saying in reversed(sayings) if not is_held_out(saying.text)}
    return tuple(kept.values())[::-1]
