"""The rounds of Chain-of-Motion, the same for both tasks: draw, score, drop, criticise, draw again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kinemind.chain_of_motion.chain import Candidate, Chain, Round
from kinemind.chain_of_motion.settings import ChainOfMotion
from kinemind.language.critique import Critique
from kinemind.language.policy import Sampled

ROUND_STEP, CANDIDATE_STEP = 7_368_787, 15_485_863
"""Between the seeds of two rounds and of two candidates, so that neighbouring takes share none."""
KEPT = 0.5
"""Share of a round's candidates that are not dropped."""


@dataclass(frozen=True)
class Best:
    """The best candidate of a prompt so far, and what is wrong with it."""

    candidate: Candidate
    critique: Critique


class Reasoner(Protocol):
    """One task over a batch of prompts, which are known by their row."""

    def draw(self, rows: Sequence[int], seeds: Sequence[int], best: Sequence[Best | None]) -> list[Sampled]:
        """An answer a row and seed; `best` is None in the first round."""

    def components(self, rows: Sequence[int], answers: Sequence[Sampled]) -> list[Mapping[str, float]]:
        """What every answer is judged by, seeing the row's prompt and the answer alone."""

    def criticise(self, row: int, candidate: Candidate) -> Critique:
        """What is wrong with a candidate; empty where nothing is."""


def reflect(
    reasoner: Reasoner, seeds: Sequence[int], settings: ChainOfMotion, weights: Mapping[str, float]
) -> list[Chain]:
    """A chain a seed, one seed a row.  A row whose best answer has nothing wrong takes no further part.

    The first candidate of the first round is drawn with the seed itself: it is the answer of plain decoding.
    """
    count = settings.candidates
    rounds: list[list[Round]] = [[] for _ in seeds]
    chosen: list[tuple[int, int]] = [(0, 0)] * len(seeds)
    best: list[Best | None] = [None] * len(seeds)
    open_rows = list(range(len(seeds)))
    for number in range(settings.refine_steps + 1):
        rows = [row for row in open_rows for _ in range(count)]
        places = [number * ROUND_STEP + k * CANDIDATE_STEP for _ in open_rows for k in range(count)]
        drawn = reasoner.draw(
            rows,
            [seeds[row] + place for row, place in zip(rows, places, strict=True)],
            [best[row] for row in rows],
        )
        found = reasoner.components(rows, drawn)
        for place, row in enumerate(open_rows):
            part = slice(place * count, (place + 1) * count)
            candidates = _scored(drawn[part], found[part], weights)
            first = max(range(count), key=lambda k: candidates[k].score)
            known = best[row]
            if known is None or candidates[first].score > known.candidate.score:
                chosen[row] = (number, first)
                known = Best(candidates[first], reasoner.criticise(row, candidates[first]))
            best[row] = known
            rounds[row].append(Round(candidates, known.critique))
        open_rows = [row for row in open_rows if rounds[row][-1].critique]
        if not open_rows:
            break
    return [Chain(tuple(rounds[row]), chosen[row]) for row in range(len(seeds))]


def _scored(
    answers: Sequence[Sampled], components: Sequence[Mapping[str, float]], weights: Mapping[str, float]
) -> tuple[Candidate, ...]:
    scores = [sum(weights.get(name, 0.0) * value for name, value in one.items()) for one in components]
    least = sorted(scores, reverse=True)[max(1, round(KEPT * len(scores))) - 1]
    return tuple(
        Candidate(answer, score, one, score >= least)
        for answer, score, one in zip(answers, scores, components, strict=True)
    )
