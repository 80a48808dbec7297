"""Subjects whose facts are not measured yet: what travels to the process that does the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kinemind.cot.subject import Subject
from kinemind.kinematics.facts import Facts, measure
from kinemind.language.dialects import Task
from kinemind.motion import Motion


@dataclass(frozen=True, eq=False)
class Scene:
    """One motion with its tokens, shared by all its drafts.

    Pickled together, drafts stay on one scene, so its facts are measured once wherever they are asked for.
    """

    motion: Motion
    tokens: tuple[int, ...]

    @cached_property
    def facts(self) -> Facts:
        return measure(self.motion)

    @property
    def joins(self) -> tuple[float, ...]:
        """Seconds at which, by the data itself, one sub-action ends and the next begins."""
        return tuple(step.end for step in self.motion.steps)[:-1]


@dataclass(frozen=True, eq=False)
class Draft:
    """A subject but for its facts; `with_motion` hands the joints on to teachers that look at pictures."""

    id: str
    task: Task
    caption: str
    scene: Scene
    clip: str
    split: str
    sample_weight: float
    provenance: Mapping[str, Any] = field(default_factory=dict)
    with_motion: bool = False

    def subject(self) -> Subject:
        scene = self.scene
        return Subject(
            id=self.id,
            task=self.task,
            caption=self.caption,
            seconds=scene.motion.seconds,
            clip=self.clip,
            split=self.split,
            facts=scene.facts,
            joins=scene.joins,
            motion_tokens=scene.tokens,
            sample_weight=self.sample_weight,
            provenance=self.provenance,
            motion=(lambda: scene.motion) if self.with_motion else None,
        )
