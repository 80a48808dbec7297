"""Text to motion: generate for every caption of a split, several times over, and judge beside known rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from kinemind.bundle import Bundle
from kinemind.chain_of_motion import ChainOfMotion
from kinemind.corpora import Corpus
from kinemind.errors import InputError
from kinemind.evaluation.baselines import Library, Nearest
from kinemind.evaluation.cases import Case, evenly_spaced
from kinemind.evaluation.evaluators import PUBLISHED, open_evaluator
from kinemind.evaluation.generating import Order, Studio, carry_out
from kinemind.evaluation.judging import (
    Part,
    body_figures,
    bound_figures,
    distribution_figures,
    part_pools,
    parts_of,
    text_figures,
)
from kinemind.evaluation.protocols import Protocol
from kinemind.evaluation.repeated import Rows, estimates, report_of
from kinemind.evaluation.report import Estimate, Report, estimate
from kinemind.evaluation.rows import Row, halves, picked, reconstructed, row_of_features
from kinemind.evaluation.takes import Takes, begin
from kinemind.generation import PLAN_DRAFTS
from kinemind.metrics.multimodality import PAIRS, multimodality
from kinemind.metrics.r_precision import POOL


@dataclass(frozen=True)
class Settings:
    """How a text-to-motion evaluation is run.  `mm_texts`, `mm_samples`: MultiModality; 0 texts: left out."""

    split: str = "test"
    seed: int = 0
    num_repeats: int = 20
    mm_texts: int = 100
    mm_samples: int = 30
    limit: int | None = None
    plan_drafts: int = PLAN_DRAFTS
    evaluator: str = "bundle"
    assets: str = ""
    processes: int = 1
    com: ChainOfMotion | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """The report, and what its pictures are drawn from: the first repeat's takes and rows of figures."""

    report: Report
    cases: tuple[Case, ...]
    captions: tuple[str, ...]
    takes: Takes
    scores: Float[np.ndarray, " N"]
    distributions: dict[str, dict[str, list[float]]]


def evaluate_t2m(
    bundle: Bundle, corpus: Corpus, protocol: Protocol, settings: Settings, folder: Path, command: str
) -> Outcome:
    """Judge a bundle; the takes are kept in `folder`, and a killed evaluation goes on from there.

    In every repeat each case gets one of its captions, drawn by the seed, and one motion; pools are drawn
    anew.  Rows: `generated`; `ground_truth`; `reconstruction` (the ground truth through the motion
    tokenizer: the ceiling); `retrieval` (the train motion nearest to the caption by the reward encoder);
    `random` (a train motion whatever the caption).  Raises InputError where the split has too few cases.
    """
    known = [caption for clip in corpus.clips() for caption in clip.captions]
    evaluator, weights = open_evaluator(settings.evaluator, bundle, settings.assets, known)
    cases = evenly_spaced(protocol.cases(corpus, settings.split), settings.limit)
    if len(cases) < 2:
        raise InputError(f"{corpus.name} has {len(cases)} captioned motions in its {settings.split} split")
    parts = parts_of(cases)
    chosen = [chosen_captions(cases, settings.seed, r) for r in range(settings.num_repeats)]
    job = {
        "bundle": bundle.digest, "evaluator": weights.digest, "data": corpus.content_hash,
        "protocol": protocol.name, "split": settings.split, "seed": settings.seed, "limit": settings.limit,
        "plan_drafts": settings.plan_drafts, "mm_texts": settings.mm_texts, **com_of(settings),
    }  # fmt: skip
    begin(folder, job)
    orders = [_order(f"repeat-{r:02d}", cases, c, settings) for r, c in enumerate(chosen)]
    many = _many_orders(cases, chosen[0], settings)
    studio = Studio(
        folder, str(bundle.path), settings.evaluator, settings.assets, settings.plan_drafts, com=settings.com
    )
    every = list(
        dict.fromkeys(case.captions[c] for row in chosen for case, c in zip(cases, row, strict=True))
    )
    words = dict(zip(every, evaluator.embed_captions(every), strict=True))
    carry_out([*orders, *many], studio, settings.processes)

    features = [case.features() for case in cases]
    truth = row_of_features(features, cases, evaluator)
    rebuilt = reconstructed(bundle, features, evaluator, settings.evaluator in PUBLISHED)
    library = Library.of(corpus, protocol)
    train = row_of_features(library.features, library.cases, evaluator) if library.cases else None
    nearest = Nearest.of(library, bundle.reward_encoder) if train and bundle.has_reward_encoder else None

    near = dict(zip(every, nearest.to_texts([c.text for c in every]), strict=True)) if nearest else {}
    found: defaultdict[str, list[dict[str, float]]] = defaultdict(list)
    kept: dict[str, Row] = {}
    for r in range(settings.num_repeats):
        rng = np.random.default_rng([settings.seed, r, 1])
        captions = [case.captions[c] for case, c in zip(cases, chosen[r], strict=True)]
        texts = np.stack([words[caption] for caption in captions])
        pools = part_pools(cases, parts, protocol, rng)
        takes = Takes.load(folder, orders[r].name)
        rows = {
            "generated": Row(takes.vectors, takes.figures),
            "ground_truth": truth,
            "reconstruction": rebuilt,
        }
        if nearest and train:
            rows["retrieval"] = picked(train, np.array([near[caption] for caption in captions]))
        if train:
            rows["random"] = picked(train, library.random([case.kind for case in cases], rng))
        for name, row in rows.items():
            figures = text_figures(texts, row.vectors, parts, pools)
            figures |= distribution_figures(row.vectors, truth.vectors, parts, rng)
            figures |= body_figures(row.figures, parts)
            found[name].append(figures)
        for name, figures in bound_figures(cases, parts, pools).items():
            found[name].append(figures)
        found["ground_truth"][-1] |= halves(truth.vectors, parts, rng)
        kept = kept or rows
    judged = estimates(found)
    if many:
        made = [Takes.load(folder, order.name).vectors for order in many]
        judged["generated"]["multimodality"] = _multimodality(np.stack(made, 1), settings)
    report = report_of(
        "t2m", protocol, bundle, weights, corpus, len(cases), settings, command,
        rows=judged,
        stated={
            "plan_drafts": settings.plan_drafts, "limit": settings.limit, **com_of(settings),
            "multimodality": f"{len(many and many[0].texts)} texts x {len(many)} samples",
            "kinds": dict(Counter(case.kind for case in cases)),
        },
        notes=_notes(parts, nearest is not None, judged, min(pool.shape[1] for pool in pools)),
    )  # fmt: skip
    first = [case.captions[c].text for case, c in zip(cases, chosen[0], strict=True)]
    takes = Takes.load(folder, orders[0].name)
    asked = np.stack([words[case.captions[c]] for case, c in zip(cases, chosen[0], strict=True)])
    scores = -np.linalg.norm(asked - takes.vectors, axis=1)
    distributions = {
        name: {row: [float(v) for v in kept[row].figures[name]] for row in kept} for name in takes.figures
    }
    return Outcome(report, tuple(cases), tuple(first), takes, scores, distributions)


def com_of(settings: Settings) -> dict[str, Any]:
    """What the takes depend on besides, said only where it is on: the takes of before are still good."""
    return {"com": settings.com.to_json()} if settings.com else {}


def chosen_captions(cases: Sequence[Case], seed: int, repeat: int) -> Int[np.ndarray, " N"]:
    """One caption a case, by the seed and the repeat."""
    rng = np.random.default_rng([seed, repeat, 0])
    return np.array([rng.integers(len(case.captions)) for case in cases], np.int64)


def take_seeds(seed: int, repeat: int, count: int) -> tuple[int, ...]:
    """The seeds of a repeat's takes; no two repeats of a seed share one."""
    first = (seed * 1_009 + repeat) * 1_000_003
    return tuple(range(first, first + count))


def _order(name: str, cases: Sequence[Case], chosen: Int[np.ndarray, " N"], settings: Settings) -> Order:
    texts = tuple(case.captions[c].text for case, c in zip(cases, chosen, strict=True))
    repeat = int(name.split("-")[1])
    return Order(name, tuple(c.id for c in cases), texts, take_seeds(settings.seed, repeat, len(cases)))


def _many_orders(cases: Sequence[Case], chosen: Int[np.ndarray, " N"], settings: Settings) -> list[Order]:
    """One order a sample of MultiModality: the same texts, other seeds."""
    rng = np.random.default_rng([settings.seed, 2])
    rows = rng.permutation(len(cases))[: settings.mm_texts]
    if not len(rows) or settings.mm_samples < 2:
        return []
    texts = tuple(cases[i].captions[chosen[i]].text for i in rows)
    names = tuple(cases[i].id for i in rows)
    return [
        Order(f"many-{n:02d}", names, texts, take_seeds(settings.seed, 500 + n, len(rows)))
        for n in range(settings.mm_samples)
    ]


def _multimodality(vectors: Float[np.ndarray, "N S D"], settings: Settings) -> Estimate:
    """MultiModality over as many draws of pairs as there are repeats."""
    values = [
        multimodality(vectors, np.random.default_rng([settings.seed, r, 3]), min(PAIRS, vectors.shape[1] - 1))
        for r in range(settings.num_repeats)
    ]
    return estimate(values)


def _notes(parts: Sequence[Part], has_reward: bool, rows: Rows, pool: int) -> tuple[str, ...]:
    smallest = min(len(part.rows) for part in parts)
    notes = [
        "the ground truth's FID is that of the same motions (0); fid_halves, between two random halves of "
        "them, is what sampling alone makes",
        f"FID grows as samples get fewer ({smallest} in the smallest part): compare rows of one report only",
    ]
    if pool < POOL:
        notes.append(f"too few kinds for pools of {POOL}: the smallest hold {pool}, so R-Precision is easier")
    for part in parts:
        floor = rows["ground_truth"].get(f"fid_halves{part.suffix}")
        found = {
            name: row[f"fid{part.suffix}"].mean for name, row in rows.items() if f"fid{part.suffix}" in row
        }
        under = [
            name for name, mean in found.items() if name != "ground_truth" and floor and mean < floor.mean
        ]
        if under:
            notes.append(
                f"fid{part.suffix} of {', '.join(under)} lies under fid_halves{part.suffix}: so few motions "
                "do not tell these rows from the ground truth by it"
            )
    if not has_reward:
        notes.append("no row `retrieval`: the bundle has no reward encoder or the data no train split")
    return tuple(notes)
