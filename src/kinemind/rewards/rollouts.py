"""A batch of answers as the rewards see it; what several rewards need is computed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float

from kinemind.encoders.contrastive.motion_text import MIN_FRAMES
from kinemind.language.dialects import Dialect, Task
from kinemind.language.grammar import Parsed
from kinemind.motion import Motion
from kinemind.rewards.judges import Judges


@dataclass(frozen=True, eq=False)
class Rollouts:
    """B answers to prompts of one task.

    `captions`: what was asked for (t2m), or a true description of the motion (m2t).  `references`: the motion
    tokens of the true motion, empty where nobody knows one; in m2t the motion that was to be described.
    `answers`: what the policy wrote, parsed; `motion_limits`: smallest and largest number of motion tokens.
    """

    task: Task
    dialect: Dialect
    captions: tuple[str, ...]
    references: tuple[tuple[int, ...], ...]
    answers: tuple[Parsed, ...]
    judges: Judges
    motion_limits: tuple[int, int] = (4, 52)

    def __post_init__(self) -> None:
        assert len(self.captions) == len(self.references) == len(self.answers), "one of each an answer"

    def __len__(self) -> int:
        return len(self.answers)

    @cached_property
    def parsed(self) -> Bool[np.ndarray, " B"]:
        """Which answers can be read whole; every reward gives the others its lowest score."""
        return np.array([answer.ok for answer in self.answers], bool)

    @cached_property
    def motions(self) -> tuple[Motion | None, ...]:
        """The motions that were written (t2m), None for an answer that cannot be read."""
        codes = [answer.codes if self.task == "t2m" and answer.ok else () for answer in self.answers]
        return self._decoded(codes)

    @cached_property
    def true_motions(self) -> tuple[Motion | None, ...]:
        """The motions of `references`, None where there is none."""
        return self._decoded(self.references)

    @cached_property
    def motion_vectors(self) -> Float[np.ndarray, "B D"]:
        """f_m of `motions` by the reward encoder, unit length; NaN where there is none of at least
        MIN_FRAMES frames."""
        return self._embedded(self.motions)

    @cached_property
    def true_motion_vectors(self) -> Float[np.ndarray, "B D"]:
        """f_m of `true_motions` by the reward encoder, unit length; NaN where there is none of at least
        MIN_FRAMES frames."""
        return self._embedded(self.true_motions)

    @cached_property
    def caption_vectors(self) -> Float[np.ndarray, "B D"]:
        """f_t of `captions` by the reward encoder, unit length."""
        return self.judges.encoder.embed_texts(self.captions)

    def scored(self, values: Float[np.ndarray, " B"], lowest: float) -> Float[np.ndarray, " B"]:
        """The values, and the lowest score for every answer that cannot be read or judged (NaN)."""
        return np.where(self.parsed & ~np.isnan(values), values, lowest)

    def _decoded(self, codes: Sequence[tuple[int, ...]]) -> tuple[Motion | None, ...]:
        rows = sorted({row for row in codes if row})
        motions = self.judges.motion_tokenizer.decode_many(rows) if rows else []
        distinct = dict(zip(rows, motions, strict=True))
        return tuple(distinct.get(row) for row in codes)

    def _embedded(self, motions: tuple[Motion | None, ...]) -> Float[np.ndarray, "B D"]:
        encoder = self.judges.encoder
        vectors = np.full((len(motions), encoder.dimension), np.nan, np.float32)
        known = {id(m): m for m in motions if m is not None and len(m) >= MIN_FRAMES}
        places = {name: number for number, name in enumerate(known)}
        if known:
            found = encoder.embed_motions(list(known.values()))
            for row, motion in enumerate(motions):
                if id(motion) in places:
                    vectors[row] = found[places[id(motion)]]
        return vectors
