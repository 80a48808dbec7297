"""Mirrored clips and composites: joints, captions and labels with left and right swapped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kinemind.augmentation.captions import mirror_caption
from kinemind.corpora import Clip, Composite
from kinemind.motion import Motion, Step

MARK = "#mirror"
"""Suffix of the id of a mirrored clip; recipes name mirrored clips by it."""


def mirror_clip(clip: Clip) -> Clip:
    """The clip seen in a mirror; its id carries `#mirror`.  The motion is mirrored when first asked for."""
    label = None if clip.content is None else mirror_label(clip.content)
    side = {"left": "right", "right": "left"}.get(clip.side or "", clip.side)
    return replace(
        clip,
        id=mirror_id(clip.id),
        motion=lambda: _mirror_motion(clip.motion),
        # a side in the tokens may be any part of speech: whoever needs them tags the new sentence
        captions=tuple(replace(c, text=mirror_caption(c.text), tokens=None) for c in clip.captions),
        content=label,
        side=side,
    )


def mirror_composite(recipe: Composite) -> Composite:
    """The recipe of the mirrored motion: mirrored clips, texts and captions."""
    return replace(
        recipe,
        id=mirror_id(recipe.id),
        parts=tuple(replace(p, clip=mirror_id(p.clip), text=mirror_caption(p.text)) for p in recipe.parts),
        captions=tuple(mirror_caption(c) for c in recipe.captions),
    )


def mirror_id(name: str) -> str:
    """The id of the mirrored twin; of a twin, the id of the original."""
    return name.removesuffix(MARK) if name.endswith(MARK) else name + MARK


def mirror_label(content: str) -> str:
    """A content label with its side swapped (`kick-left-front` → `kick-right-front`)."""
    swap = {"left": "right", "right": "left"}
    return "-".join(swap.get(word, word) for word in content.split("-"))


def with_mirrors(clips: Iterable[Clip]) -> dict[str, Clip]:
    """Clips and their mirrored twins by id: what the recipes of `augmentation.build` refer to."""
    table: dict[str, Clip] = {}
    for clip in clips:
        table[clip.id] = clip
        table[mirror_id(clip.id)] = mirror_clip(clip)
    return table


def _mirror_motion(motion: Motion) -> Motion:
    steps = tuple(Step(mirror_caption(s.text), s.start, s.end) for s in motion.steps)
    return replace(motion.mirror(), text=mirror_caption(motion.text), steps=steps)
