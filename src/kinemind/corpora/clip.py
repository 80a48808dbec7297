"""What a corpus is made of: clips of motion with captions, recipes of multi-step motions, the whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import overload

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.motion import Motion

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Caption:
    """One description; `start` and `end` in seconds where it is about a part of the clip only.

    `source` says who wrote it: template, cmu_index, kit_ml, human, file, …  `tokens` is HumanML3D's
    processed form of the sentence where the corpus has one: "a/DET person/NOUN walk/VERB", lemmas with
    their parts of speech, divided by single spaces.
    """

    text: str
    source: str = "human"
    start: float | None = None
    end: float | None = None
    tokens: str | None = None


class MotionField:
    """A dataclass field that takes a Motion, or a function that reads it when it is first asked for."""

    @overload
    def __get__(self, clip: None, owner: type) -> MotionField: ...
    @overload
    def __get__(self, clip: object, owner: type) -> Motion: ...
    def __get__(self, clip: object | None, owner: type) -> MotionField | Motion:
        if clip is None:
            raise AttributeError("motion")  # tells dataclass that the field has no default
        value: Motion | Callable[[], Motion] = clip.__dict__["motion"]
        if not isinstance(value, Motion):
            value = clip.__dict__["motion"] = value()
        return value

    def __set__(self, clip: object, value: Motion | Callable[[], Motion]) -> None:
        clip.__dict__["motion"] = value


@dataclass(frozen=True, eq=False, kw_only=True)
class Clip:
    """A motion with its captions and labels.

    `motion` runs at the corpus's own rate (20 fps for HUMANML22, 12.5 for KIT21), floor at y = 0; its
    `steps` are the exact sub-actions where the corpus knows them.  `content`, `style` and `side` are
    labels; `part` and `source_range` (20 fps frames) name the piece of a longer recording.
    """

    id: str
    motion: MotionField = MotionField()
    captions: tuple[Caption, ...]
    split: str = "train"
    source: str = ""
    licence: str = ""
    content: str | None = None
    style: str | None = None
    side: str | None = None
    actor: str | None = None
    source_file: str | None = None
    source_fps: float | None = None
    part: int | None = None
    source_range: tuple[int, int] | None = None

    @property
    def num_frames(self) -> int:
        return len(self.motion)

    @property
    def texts(self) -> tuple[str, ...]:
        """The captions that describe the whole clip."""
        return tuple(c.text for c in self.captions if c.start is None)


@dataclass(frozen=True)
class CompositePart:
    """Frames `start` to `end` (exclusive) of one clip, and the sub-action they show."""

    clip: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Composite:
    """A recipe of a multi-step motion: parts of clips of one split, joined end to start."""

    id: str
    split: str
    parts: tuple[CompositePart, ...]
    num_frames: int
    captions: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Corpus:
    """An opened data set.

    `files` are the files whose bytes make up `content_hash`, together with `made_of`: what else the clips of
    a corpus come from that is made and not read.
    """

    name: str
    path: Path
    all_clips: tuple[Clip, ...]
    all_composites: tuple[Composite, ...] = ()
    files: tuple[Path, ...] = ()
    mean: Float[np.ndarray, " D"] | None = field(default=None, repr=False)
    std: Float[np.ndarray, " D"] | None = field(default=None, repr=False)
    made_of: str = ""

    def __len__(self) -> int:
        return len(self.all_clips)

    def clips(self, split: str | None = None) -> list[Clip]:
        """The clips of one split (train, val, test), or all of them."""
        _check_split(split)
        return [c for c in self.all_clips if split is None or c.split == split]

    def composites(self, split: str | None = None) -> list[Composite]:
        """The recipes of one split, or all of them; most corpora have none."""
        _check_split(split)
        return [c for c in self.all_composites if split is None or c.split == split]

    def clip(self, clip_id: str) -> Clip:
        """The clip of that id.  Raises InputError when there is none."""
        try:
            return self._by_id[clip_id]
        except KeyError:
            raise InputError(f"the corpus {self.name} has no clip {clip_id!r}") from None

    @cached_property
    def _by_id(self) -> dict[str, Clip]:
        return {c.id: c for c in self.all_clips}

    @cached_property
    def content_hash(self) -> str:
        """Hexadecimal SHA-256 over `made_of` and the names and bytes of the corpus's files."""
        total = hashlib.sha256(self.made_of.encode())
        for path in self.files:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            total.update(f"{path.relative_to(self.path).as_posix()} {digest}\n".encode())
        return total.hexdigest()


def _check_split(split: str | None) -> None:
    if split is not None and split not in SPLITS:
        raise InputError(f"unknown split {split!r}; known: {', '.join(SPLITS)}")
