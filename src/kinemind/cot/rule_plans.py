"""Simple rule-made plans: for a clip from its labels and captions, for a composite from its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from kinemind.corpora.clip import Clip, Composite
from kinemind.cot.actions import action, adverbial
from kinemind.cot.wording import clauses, hand_height, predicate, step_from_words
from kinemind.language.plan import PlanStep

COMPOSITE_FPS = 20.0
"""Frames a second in which a composite's parts are counted."""

Wording = Literal["canonical", "parts"]


def plan_for_clip(clip: Clip, mirrored: bool = False) -> tuple[PlanStep, ...]:
    """One step for a clip with a known content, else the clauses of its first caption in equal shares.

    `clip` is the clip as recorded; with `mirrored` the plan is that of its mirror twin.
    """
    seconds = clip.num_frames / clip.motion.fps
    if clip.motion.steps:
        steps = [step_from_words(s.text, s.end - s.start) for s in clip.motion.steps]
    elif (known := _labelled(clip.content, clip.style, clip.texts)) is not None:
        steps = [replace(known, duration=seconds)]
    else:
        parts = clauses(clip.texts[0] if clip.texts else "moves")
        steps = [step_from_words(part, seconds / len(parts)) for part in parts]
    return tuple(step.mirror() if mirrored else step for step in steps)


def plan_for_composite(
    composite: Composite,
    clips_by_id: Mapping[str, Clip],
    mirrored: bool = False,
    wording: Wording = "canonical",
) -> tuple[PlanStep, ...]:
    """One step a part.  `canonical` words a part like the same clip alone (one wording per action is what
    a small model can learn); `parts` keeps the recipe's own sub-action text."""
    steps = []
    for part in composite.parts:
        seconds = (part.end - part.start) / COMPOSITE_FPS
        clip = clips_by_id.get(part.clip)
        known = None if clip is None else _labelled(clip.content, clip.style, (part.text, *clip.texts))
        if known is not None:
            text = known.text if wording == "canonical" else predicate(part.text)
            step = replace(known, text=text, duration=seconds)
        else:
            step = step_from_words(predicate(part.text), seconds)
        steps.append(step.mirror() if mirrored else step)
    return tuple(steps)


def plan_from_caption(caption: str, seconds: float) -> tuple[PlanStep, ...]:
    """A plan from a caption alone: its clauses in equal shares of the time."""
    parts = clauses(caption)
    return tuple(step_from_words(part, seconds / len(parts)) for part in parts)


def _labelled(content: str | None, style: str | None, texts: tuple[str, ...]) -> PlanStep | None:
    step = action(content)
    if step is None:
        return None
    text = step.text
    if content is not None and content.startswith("raise-up") and (height := hand_height(texts)):
        text = f"{text} to {height} height"
    manner = adverbial(style)
    return replace(step, text=f"{text}, {manner}" if manner else text)
