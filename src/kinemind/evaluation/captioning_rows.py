"""The rows of a motion-to-text report in one repeat: one caption a case, and what it is scored against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int

from kinemind.corpora import Caption
from kinemind.evaluation.baselines import Library
from kinemind.evaluation.captioning import Answers
from kinemind.evaluation.cases import Case

Rows = dict[str, Answers]
"""By row of the report."""


def caption_rows(
    cases: Sequence[Case],
    made: Sequence[Caption],
    drawn: Int[np.ndarray, " N"],
    library: Library,
    nearest: Int[np.ndarray, " N"] | None,
    unrelated: Sequence[Caption],
    rng: np.random.Generator,
) -> Rows:
    """The generated captions against all of a case; its caption of number `drawn` against its others.

    With `nearest`, the place of a train case for every case, a caption of that against all; with
    `unrelated` captions, those, dealt anew among the cases of a kind.
    """
    captions = tuple(case.captions for case in cases)
    own = tuple(given[k] for given, k in zip(captions, drawn, strict=True))
    others = tuple((*given[:k], *given[k + 1 :]) for given, k in zip(captions, drawn, strict=True))
    rows = {"generated": Answers(tuple(made), captions), "ground_truth": Answers(own, others)}
    if nearest is not None:
        rows["retrieval"] = Answers(_drawn(library, nearest, rng), captions)
    if unrelated:
        order = _shuffled([case.kind for case in cases], rng)
        rows["random"] = Answers(tuple(unrelated[i] for i in order), captions)
    return rows


def unrelated_captions(
    cases: Sequence[Case], library: Library, rng: np.random.Generator
) -> tuple[Caption, ...]:
    """A train caption of the kind of every case, whatever the case shows; empty without a train split.

    They are drawn once for all repeats: other ones in each would double the texts to be embedded.
    """
    return _drawn(library, library.random([case.kind for case in cases], rng), rng) if library.cases else ()


def _shuffled(kinds: Sequence[str], rng: np.random.Generator) -> list[int]:
    """Places, shuffled among those of one kind."""
    order = list(range(len(kinds)))
    for kind in sorted(set(kinds)):
        own = [i for i, one in enumerate(kinds) if one == kind]
        for place, other in zip(own, rng.permutation(own), strict=True):
            order[place] = int(other)
    return order


def _drawn(library: Library, places: Int[np.ndarray, " N"], rng: np.random.Generator) -> tuple[Caption, ...]:
    """One caption each of some train cases."""
    given = [library.cases[place].captions for place in places]
    return tuple(captions[rng.integers(len(captions))] for captions in given)
