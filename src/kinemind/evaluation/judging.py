"""The figures of one row in one repeat: captions and motions as vectors against the ground truth's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.evaluation.bounds import BOUNDS, expected_r_precision, is_labelled, known_part
from kinemind.evaluation.cases import Case
from kinemind.evaluation.protocols import Protocol
from kinemind.metrics.diversity import PAIRS, diversity
from kinemind.metrics.fid import fid
from kinemind.metrics.matching_score import matching_score
from kinemind.metrics.r_precision import r_precision

TOP_K = 3
FEWEST = 4
"""Cases that a part needs to be reported apart."""
KINDS = {"single": "singles", "composite": "composites"}


@dataclass(frozen=True, eq=False)
class Part:
    """Cases that are reported together: suffix of the metrics' names, places of the cases."""

    suffix: str
    rows: Int[np.ndarray, " N"]


def parts_of(cases: Sequence[Case]) -> list[Part]:
    """All cases, then singles and composites apart where there are both."""
    parts = [Part("", np.arange(len(cases)))]
    for kind, name in KINDS.items():
        rows = np.array([i for i, case in enumerate(cases) if case.kind == kind], np.int64)
        if FEWEST <= len(rows) < len(cases):
            parts.append(Part(f"_{name}", rows))
    return parts


def part_pools(
    cases: Sequence[Case], parts: Sequence[Part], protocol: Protocol, rng: np.random.Generator
) -> list[Int[np.ndarray, "_ P"]]:
    """The pools of every part, in places of the part's own rows."""
    return [protocol.pools([cases[i].key for i in part.rows], rng) for part in parts]


def text_figures(
    texts: Float[np.ndarray, "N D"],
    motions: Float[np.ndarray, "N D"],
    parts: Sequence[Part],
    pools: Sequence[Int[np.ndarray, "_ P"]],
) -> dict[str, float]:
    """R-Precision and matching score of every part: row i of `texts` and of `motions` belong together."""
    found: dict[str, float] = {}
    for part, pool in zip(parts, pools, strict=True):
        own, those = texts[part.rows], motions[part.rows]
        ranks = r_precision(own[pool[:, 0]], those, pool, min(TOP_K, pool.shape[1]))
        found |= {f"r_precision_{k}{part.suffix}": float(v) for k, v in enumerate(ranks, start=1)}
        found[f"matching_score{part.suffix}"] = float(matching_score(own, those))
    return found


def bound_figures(
    cases: Sequence[Case], parts: Sequence[Part], pools: Sequence[Int[np.ndarray, "_ P"]]
) -> dict[str, dict[str, float]]:
    """R-Precision by row of `bounds.BOUNDS`; nothing where the cases are not labelled."""
    if not is_labelled(cases):
        return {}
    rows: dict[str, dict[str, float]] = {}
    for name, reduce in BOUNDS.items():
        known = [known_part(case, reduce) for case in cases]
        rows[name] = {}
        for part, pool in zip(parts, pools, strict=True):
            top_k = min(TOP_K, pool.shape[1])
            shares = expected_r_precision([known[i] for i in part.rows], pool, top_k)
            rows[name] |= {f"r_precision_{k}{part.suffix}": float(v) for k, v in enumerate(shares, start=1)}
    return rows


def distribution_figures(
    motions: Float[np.ndarray, "N D"],
    truth: Float[np.ndarray, "N D"],
    parts: Sequence[Part],
    rng: np.random.Generator,
) -> dict[str, float]:
    """FID to the ground truth and diversity of every part."""
    found: dict[str, float] = {}
    for part in parts:
        own = motions[part.rows]
        found[f"fid{part.suffix}"] = fid(own, truth[part.rows])
        found[f"diversity{part.suffix}"] = diversity(own, rng, min(PAIRS, len(own) - 1))
    return found


def body_figures(figures: Mapping[str, Float[np.ndarray, " N"]], parts: Sequence[Part]) -> dict[str, float]:
    """Means of plausibility figures over the motions of every part; those that do not apply are left out."""
    found: dict[str, float] = {}
    for part in parts:
        for name, values in figures.items():
            own = values[part.rows]
            found[f"{name}{part.suffix}"] = float(np.nanmean(own)) if np.isfinite(own).any() else float("nan")
    return found
