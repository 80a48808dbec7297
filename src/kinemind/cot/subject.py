"""What a trace of reasoning is about: a caption and, where there is one, the motion it describes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kinemind.kinematics.facts import Facts
from kinemind.language.dialects import Task
from kinemind.motion import Motion


@dataclass(frozen=True, eq=False)
class Subject:
    """One record to be made.

    `id` is unique in a job.  `facts` are measured on the motion (None: a caption without a motion);
    `joins` are the seconds at which the data itself says that one part ends and the next begins;
    `motion` gives the joints to teachers that look at pictures.
    """

    id: str
    task: Task
    caption: str
    seconds: float
    clip: str = ""
    split: str = "train"
    facts: Facts | None = None
    joins: tuple[float, ...] = ()
    motion_tokens: tuple[int, ...] = ()
    sample_weight: float = 1.0
    provenance: Mapping[str, Any] = field(default_factory=dict)
    motion: Callable[[], Motion] | None = None
