"""The public model: a sentence becomes a reasoned motion, a motion becomes a reasoned sentence."""

from __future__ import annotations

from pathlib import Path

from kinemind.bundle import Bundle
from kinemind.generation.limits import (
    DEFAULT_SECONDS,
    LONGEST_BY_DEFAULT,
    LONGEST_CLIP_SECONDS,
    LONGEST_SECONDS,
    MAX_PROMPT,
    MOTION_TO_TEXT,
    PLAN_DRAFTS,
    PLAN_TOLERANCE,
    TEXT_TO_MOTION,
    check_prompt,
)
from kinemind.generation.model import Model
from kinemind.generation.stretches import LONGEST_COMPOSED
from kinemind.generation.take import Description, Take
from kinemind.motion import Motion

__all__ = [
    "DEFAULT_SECONDS",
    "LONGEST_BY_DEFAULT",
    "LONGEST_CLIP_SECONDS",
    "LONGEST_COMPOSED",
    "LONGEST_SECONDS",
    "MAX_PROMPT",
    "MOTION_TO_TEXT",
    "PLAN_DRAFTS",
    "PLAN_TOLERANCE",
    "TEXT_TO_MOTION",
    "Description",
    "Model",
    "Take",
    "caption",
    "check_prompt",
    "generate",
    "load",
]


def load(bundle: str | Path = "nano", device: str = "auto") -> Model:
    """Open a bundle: the embedded `nano` or a folder.  Raises InputError where there is none."""
    return Model(Bundle.open(bundle), device)


def generate(text: str, seed: int = 0) -> Take:
    """One take with the embedded bundle."""
    return load().generate(text, seed)


def caption(motion: Motion, seed: int = 0) -> Description:
    """A description with the embedded bundle."""
    return load().caption(motion, seed)
