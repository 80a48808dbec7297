"""The stream of subjects: tokens encoded in batches, facts measured once a motion, shared by its records."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Literal

import numpy as np

from kinemind.corpora import Corpus
from kinemind.cot.subject import Subject
from kinemind.cot.subjects.draft import Draft, Scene
from kinemind.cot.subjects.origins import Origin, Selection, origins
from kinemind.cot.subjects.pieces import pieces
from kinemind.errors import InputError
from kinemind.features import encode_many
from kinemind.language.dialects import Task, tasks_of
from kinemind.motion import Motion
from kinemind.tokenizer import MotionTokenizer
from kinemind.tokenizer.motion_tokenizer import MIN_FRAMES

BATCH = 256
"""Motions whose tokens are encoded together; sorted by length, so that little is padded."""

OnSkip = Callable[[str, str], None]
"""Told the id of a motion that gives no records, and the reason."""


class Drafts:
    """Drafts of all subjects, in an order that depends on the corpus and the selection alone.

    Ids are `TASK/MOTION/NUMBER OF THE CAPTION`.  `expected` is how many there are but for the pieces of clips
    (found on the way).  Raises InputError, while it runs, for motions that the tokenizer cannot read.
    """

    def __init__(
        self,
        corpus: Corpus,
        task: Task | Literal["both"],
        tokenizer: MotionTokenizer | None,
        selection: Selection | None = None,
        *,
        with_motion: bool = False,
        on_skip: OnSkip | None = None,
    ) -> None:
        self.selection = selection or Selection()
        self.tasks = tasks_of(task)
        self.tokenizer, self.with_motion, self.on_skip = tokenizer, with_motion, on_skip
        self._origins = list(origins(corpus, self.selection))
        if self.selection.limit is not None:
            order = np.random.default_rng(self.selection.seed).permutation(len(self._origins))
            self._origins = [self._origins[i] for i in order]

    @property
    def expected(self) -> int:
        count = sum(
            task in saying.tasks for o in self._origins for saying in o.sayings for task in self.tasks
        )
        return count if self.selection.limit is None else min(count, self.selection.limit)

    def __iter__(self) -> Iterator[Draft]:
        return islice(self._all(), self.selection.limit)

    def _all(self) -> Iterator[Draft]:
        limit = self.selection.limit
        size = BATCH if limit is None else max(1, min(BATCH, limit))
        waiting = deque(self._origins)
        while waiting:
            batch = [waiting.popleft() for _ in range(min(size, len(waiting)))]
            cut: list[Origin] = []
            for origin, scene in _scenes(batch, self.tokenizer, self.on_skip):
                yield from self._of(origin, scene)
                if self.selection.segments and origin.whole and not scene.motion.steps:
                    cut += pieces(origin, scene.facts, self.selection.seed)
            waiting.extendleft(reversed(cut))

    def _of(self, origin: Origin, scene: Scene) -> Iterator[Draft]:
        for task in self.tasks:
            said = [(number, saying) for number, saying in enumerate(origin.sayings) if task in saying.tasks]
            for number, saying in said:
                yield Draft(
                    id=f"{task}/{origin.id}/{number}",
                    task=task,
                    caption=saying.text,
                    scene=scene,
                    clip=origin.id,
                    split=origin.split,
                    sample_weight=origin.weight / len(said),
                    provenance={**origin.provenance, "caption_source": saying.source},
                    with_motion=self.with_motion,
                )


def subjects(
    corpus: Corpus,
    task: Task | Literal["both"],
    tokenizer: MotionTokenizer | None,
    selection: Selection | None = None,
    *,
    with_motion: bool = False,
    on_skip: OnSkip | None = None,
) -> Iterator[Subject]:
    """The same one by one as subjects, facts measured once a motion.

    `with_motion` hands the joints on, for teachers that look at pictures; `on_skip` is told of motions too
    short for the tokenizer.  Without a tokenizer there are no motion tokens.
    """
    found = Drafts(corpus, task, tokenizer, selection, with_motion=with_motion, on_skip=on_skip)
    return (draft.subject() for draft in found)


def _scenes(
    batch: Sequence[Origin], tokenizer: MotionTokenizer | None, on_skip: OnSkip | None
) -> Iterator[tuple[Origin, Scene]]:
    """The motions of a batch with their tokens; those too short for the tokenizer are left out."""
    found: list[tuple[Origin, Motion]] = []
    for origin in batch:
        motion = _readable(origin.motion(), tokenizer, origin.id)
        if len(motion) >= MIN_FRAMES:
            found.append((origin, motion))
        elif on_skip is not None:
            on_skip(origin.id, f"{len(motion)} frames, at least {MIN_FRAMES} are needed")
    rows: Sequence[np.ndarray] = [np.empty(0, np.int64)] * len(found)
    if tokenizer is not None:
        joints = [motion.joints for _, motion in found]
        rows = tokenizer.encode_many(encode_many(joints, tokenizer.layout.skeleton))
    for (origin, motion), row in zip(found, rows, strict=True):
        yield origin, Scene(motion, tuple(row.tolist()))


def _readable(motion: Motion, tokenizer: MotionTokenizer | None, name: str) -> Motion:
    if tokenizer is None:
        return motion
    layout = tokenizer.layout
    if motion.skeleton.name != layout.skeleton.name:
        raise InputError(
            f"the tokenizer reads {layout.skeleton.name} motions, {name} is {motion.skeleton.name}; "
            "name another one with --tokenizer"
        )
    return motion.resample(layout.fps)
