"""Generate and measure the motions of an evaluation: large batches, several processes, nothing done twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kinemind.chain_of_motion import ChainOfMotion
from kinemind.encoders.embedder import Embedder
from kinemind.evaluation.decoded import Row, judged
from kinemind.evaluation.evaluators import PUBLISHED, open_evaluator
from kinemind.evaluation.takes import Takes, is_done, say_again
from kinemind.evaluation.workers import work_off
from kinemind.generation import DEFAULT_SECONDS, Model, load

BATCH = 256
"""Texts that are decoded together."""


@dataclass(frozen=True)
class Order:
    """A batch of takes to be made: one a text, saved under `name`."""

    name: str
    cases: tuple[str, ...]
    texts: tuple[str, ...]
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class Studio:
    """What every order is carried out with."""

    folder: Path
    bundle: str
    evaluator: str
    assets: str
    plan_drafts: int
    max_seconds: float = DEFAULT_SECONDS
    com: ChainOfMotion | None = None


def carry_out(orders: Sequence[Order], studio: Studio, processes: int) -> None:
    """Make and save every take that is not there whole; `processes` of one thread each, 1: in this one."""
    left = [order for order in orders if not is_done(studio.folder, order.name, len(order.texts))]
    for order in left:
        say_again(studio.folder, order.name)
    done = sum(len(order.texts) for order in orders if order not in left)
    jobs = [(order, studio) for order in left]
    work_off("takes", make, jobs, [len(order.texts) for order in left], done, processes)


def make(order: Order, studio: Studio) -> None:
    """One order: generate, embed, measure, save."""
    model, evaluator = _opened(studio.bundle, studio.evaluator, studio.assets)
    rows: list[dict[str, object]] = []
    found: list[Row] = []
    batch = max(1, BATCH // studio.com.candidates) if studio.com else BATCH
    for first in range(0, len(order.texts), batch):
        part = slice(first, first + batch)
        takes = model.generate_many(
            order.texts[part], order.seeds[part],
            max_seconds=studio.max_seconds, plan_drafts=studio.plan_drafts, com=studio.com,
        )  # fmt: skip
        motions = [take.motion for take in takes]
        tokens = [take.motion_tokens for take in takes]
        by_rows = studio.evaluator in PUBLISHED
        found.append(judged(model.bundle.motion_tokenizer, tokens, motions, evaluator, by_rows))
        rows += [
            {
                "case": case, "text": take.text, "seed": take.seed, "reasoning": take.reasoning,
                "tokens": list(take.motion_tokens), "frames": len(take.motion),
            }
            for case, take in zip(order.cases[part], takes, strict=True)
        ]  # fmt: skip
    figures = {name: np.concatenate([row.figures[name] for row in found]) for name in found[0].figures}
    vectors = np.concatenate([row.vectors for row in found])
    Takes(tuple(rows), vectors, figures).save(studio.folder, order.name)


@lru_cache(maxsize=2)
def _opened(bundle: str, evaluator: str, assets: str) -> tuple[Model, Embedder]:
    model = load(bundle)
    return model, open_evaluator(evaluator, model.bundle, assets)[0]
