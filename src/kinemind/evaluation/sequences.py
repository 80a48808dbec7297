"""Sequences cut into segments and embedded: generated, real, reconstructed, all in one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from kinemind.bundle import Bundle
from kinemind.encoders.embedder import Embedder
from kinemind.evaluation.cases import SequentialCase
from kinemind.evaluation.decoded import measured
from kinemind.evaluation.takes import Takes
from kinemind.evaluation.transitions import (
    WINDOW,
    cut_by_steps,
    cut_in_proportion,
    largest_jerk,
    widened,
    window,
)
from kinemind.features import encode_many, recover_from_positions
from kinemind.language.plan import parse_plan, to_steps
from kinemind.metrics.plausibility.transition_peak_jerk import transition_peak_jerk
from kinemind.motion import Motion

Edges = tuple[int, ...]
"""The first frame of every segment, and the number of frames."""


@dataclass(frozen=True, eq=False)
class Sequences:
    """Motions, the features of each as a whole, and the edges of its segments.

    `by_plan`: which were cut at the steps of their own plan.
    """

    motions: tuple[Motion, ...]
    features: tuple[Float[np.ndarray, "_ F"], ...]
    edges: tuple[Edges, ...]
    by_plan: tuple[bool, ...] = ()

    @classmethod
    def of_truth(cls, cases: Sequence[SequentialCase], counts: Sequence[int] | None = None) -> Sequences:
        """Real sequences at their own joins; where `counts` asks for other numbers, in equal parts.

        The motions are those on the uniform skeleton, a frame shorter, as all figures are over.
        """
        features = tuple(case.features() for case in cases)
        edges = [(*(s.start for s in case.segments), len(case.motion)) for case in cases]
        for place, count in enumerate(counts or ()):
            if count != len(cases[place].segments):
                edges[place] = cut_in_proportion([1] * count, len(cases[place].motion))
        motions = tuple(
            Motion(recover_from_positions(rows, case.motion.skeleton), case.motion.fps, case.motion.skeleton)
            for rows, case in zip(features, cases, strict=True)
        )
        return cls(motions, features, tuple(edges))

    @classmethod
    def of_reconstruction(cls, bundle: Bundle, cases: Sequence[SequentialCase]) -> Sequences:
        """The same after encoding and decoding, on the way that generated tokens take."""
        tokenizer = bundle.motion_tokenizer
        tokens = tokenizer.encode_many([case.features() for case in cases])
        # the tokenizer fills up its last token; what is over is no part of the sequence
        motions = [tokenizer.decode(row)[: len(c.motion)] for row, c in zip(tokens, cases, strict=True)]
        edges = [
            (*(s.start for s in case.segments), len(motion))
            for case, motion in zip(cases, motions, strict=True)
        ]
        return cls(tuple(motions), _encoded(motions), tuple(edges))

    @classmethod
    def of_takes(cls, bundle: Bundle, cases: Sequence[SequentialCase], takes: Takes) -> Sequences:
        """Generated motions, cut at their plans' steps or else as the ground truth is divided."""
        motions, edges, by_plan = [], [], []
        for case, row in zip(cases, takes.rows, strict=True):
            motion = bundle.motion_tokenizer.decode(row["tokens"])
            steps = to_steps(parse_plan(row["reasoning"]), motion.seconds)
            own = cut_by_steps(steps, len(case.segments), motion.fps, len(motion))
            lengths = [segment.end - segment.start for segment in case.segments]
            motions.append(motion)
            edges.append(own or cut_in_proportion(lengths, len(motion)))
            by_plan.append(own is not None)
        return cls(tuple(motions), _encoded(motions), tuple(edges), tuple(by_plan))


@dataclass(frozen=True, eq=False)
class Judged:
    """One sequence: vectors of its segments and of the windows around its joins, and its figures.

    `curves`: `largest_jerk` in each of the windows; `jerk`: over the whole motion; `peaks`: transition peak
    jerk at every join, windows or not; `widened`: how many segments were too short.
    """

    segments: Float[np.ndarray, "S D"]
    windows: Float[np.ndarray, "W D"]
    curves: Float[np.ndarray, "W F"]
    jerk: Float[np.ndarray, " T"]
    peaks: tuple[float, ...]
    figures: Mapping[str, float]
    widened: int


@dataclass(frozen=True, eq=False)
class Judge:
    """Measures sequences with one evaluator."""

    evaluator: Embedder

    def row(
        self, sequences: Sequences, figures: Mapping[str, Float[np.ndarray, " N"]] | None = None
    ) -> list[Judged]:
        """Every sequence judged; `figures` are the plausibility figures where they are known already.

        Segments and windows are cut out of the features of the whole motion: a segment of n frames has
        n - 1 rows, which hold nothing of the next one; a window of n frames has n.
        """
        spans = [[widened(a, b, edges[-1]) for a, b in pairwise(edges)] for edges in sequences.edges]
        windows = [
            [window(join, motion.fps, len(rows)) for join in edges[1:-1]]
            for motion, rows, edges in zip(
                sequences.motions, sequences.features, sequences.edges, strict=True
            )
        ]
        inside = [[w for w in found if w] for found in windows]
        cut = [rows[a : b - 1] for rows, own in zip(sequences.features, spans, strict=True) for a, b in own]
        cut += [rows[a:b] for rows, own in zip(sequences.features, inside, strict=True) for a, b in own]
        vectors = self.evaluator.embed_features(cut)
        ends = np.cumsum([len(own) for own in [*spans, *inside]])[:-1]
        split = np.split(vectors, ends)
        count = len(spans)
        return [
            Judged(
                segments=split[i],
                windows=split[count + i],
                curves=_curves(motion, inside[i]),
                jerk=largest_jerk(motion.joints, motion.fps),
                peaks=tuple(
                    transition_peak_jerk(motion.joints, motion.fps, join) for join in sequences.edges[i][1:-1]
                ),
                figures={name: float(values[i]) for name, values in figures.items()}
                if figures
                else measured(motion),
                widened=sum(
                    span != own for span, own in zip(spans[i], pairwise(sequences.edges[i]), strict=True)
                ),
            )
            for i, motion in enumerate(sequences.motions)
        ]


def _curves(motion: Motion, windows: Sequence[tuple[int, int]]) -> Float[np.ndarray, "W F"]:
    curves = [largest_jerk(motion.joints[a:b], motion.fps) for a, b in windows]
    return np.reshape(curves, (len(curves), max(round(WINDOW * motion.fps) - 3, 0)))


def _encoded(motions: Sequence[Motion]) -> tuple[Float[np.ndarray, "_ F"], ...]:
    return tuple(encode_many([motion.joints for motion in motions], motions[0].skeleton))


class TrainSequences:
    """The sequences of the train split, judged when they are first drawn."""

    def __init__(self, cases: Sequence[SequentialCase], judge: Judge) -> None:
        self.cases, self.judge = cases, judge
        self._judged: dict[tuple[int, int], Judged] = {}

    def random(self, counts: Sequence[int], rng: np.random.Generator) -> list[Judged]:
        """For each number of segments a sequence that has it; where none has, any one in equal parts."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for place, case in enumerate(self.cases):
            places[len(case.segments)].append(place)
        drawn = []
        for count in counts:
            rows = places.get(count) or range(len(self.cases))
            drawn.append((rows[rng.integers(len(rows))], count))
        new = [pair for pair in dict.fromkeys(drawn) if pair not in self._judged]
        if new:
            sequences = Sequences.of_truth([self.cases[place] for place, _ in new], [n for _, n in new])
            self._judged |= dict(zip(new, self.judge.row(sequences), strict=True))
        return [self._judged[pair] for pair in drawn]
