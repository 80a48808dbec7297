"""Generate and measure the motions of an evaluation: large batches, several processes, nothing done twice."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kinemind.bundle import Bundle
from kinemind.encoders.embedder import Embedder
from kinemind.errors import InputError
from kinemind.evaluation.decoded import Row, judged
from kinemind.evaluation.evaluators import PUBLISHED, open_evaluator
from kinemind.evaluation.takes import Takes, is_done, say_again
from kinemind.generation import DEFAULT_SECONDS, Model, load
from kinemind.progress import progress

BATCH = 256
"""Texts that are decoded together."""

PARENT_SECONDS = 1.0
"""Time between two looks of a worker at whether its parent is still there."""


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


def carry_out(orders: Sequence[Order], studio: Studio, processes: int) -> None:
    """Make and save every take that is not there whole; `processes` of one thread each, 1: in this one."""
    left = [order for order in orders if not is_done(studio.folder, order.name, len(order.texts))]
    for order in left:
        say_again(studio.folder, order.name)
    done, total = sum(len(o.texts) for o in orders if o not in left), sum(len(o.texts) for o in orders)
    with progress("takes") as report:
        report(done, total)
        if processes == 1 or len(left) < 2:
            for order in left:
                make(order, studio)
                done += len(order.texts)
                report(done, total)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, context, start_worker, (os.getpid(),)) as pool:
            tasks = {pool.submit(make, order, studio): order for order in left}
            try:
                for task in as_completed(tasks):
                    task.result()
                    done += len(tasks[task].texts)
                    report(done, total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def make(order: Order, studio: Studio) -> None:
    """One order: generate, embed, measure, save."""
    model, evaluator = _opened(studio.bundle, studio.evaluator, studio.assets)
    rows: list[dict[str, object]] = []
    found: list[Row] = []
    for first in range(0, len(order.texts), BATCH):
        part = slice(first, first + BATCH)
        takes = model.generate_many(
            order.texts[part], order.seeds[part],
            max_seconds=studio.max_seconds, plan_drafts=studio.plan_drafts,
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


def start_worker(parent: int) -> None:
    """Begin a worker of the process `parent`: one thread for torch, and it ends when `parent` is gone.

    A killed parent tells its workers nothing: they would go on for hours.  Where a parent's end does not
    change `os.getppid` (Windows) nothing happens.
    """
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    import torch

    torch.set_num_threads(1)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    # the pool's own threads wait for a parent that never answers: no other exit gets past them
    os._exit(1)


def usual_processes() -> int:
    """One a core, four at most: each holds the model and the evaluator."""
    return max(
        1, min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    )


def check_processes(processes: int) -> int:
    """0 stands for the usual number.  Raises InputError for a negative one."""
    if processes < 0:
        raise InputError(f"--processes is 0 (one a core) or more, not {processes}")
    return processes or usual_processes()


def bundle_place(bundle: Bundle) -> str:
    """What opens the bundle again in another process."""
    return str(bundle.path)
