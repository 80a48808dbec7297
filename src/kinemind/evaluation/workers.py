"""Long work shared out among processes that end with the one that began them."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import Any

from kinemind.errors import InputError
from kinemind.progress import progress

PARENT_SECONDS = 1.0
"""Time between two looks of a worker at whether its parent is still there."""


def work_off(
    title: str,
    work: Callable[..., None],
    jobs: Sequence[tuple[Any, ...]],
    sizes: Sequence[int],
    done: int,
    processes: int,
) -> None:
    """Call `work` with the arguments of every job; `processes` of one thread each, 1: in this one.

    All of them can be pickled.  Progress counts `sizes`, one a job, on top of what is `done` already.  The
    first failure ends it all.
    """
    total = done + sum(sizes)
    with progress(title) as report:
        report(done, total)
        if processes == 1 or len(jobs) < 2:
            for job, size in zip(jobs, sizes, strict=True):
                work(*job)
                done += size
                report(done, total)
            return
        context = multiprocessing.get_context("spawn")
        workers = min(processes, len(jobs))
        with ProcessPoolExecutor(workers, context, start_worker, (os.getpid(),)) as pool:
            tasks = {pool.submit(work, *job): size for job, size in zip(jobs, sizes, strict=True)}
            try:
                for task in as_completed(tasks):
                    task.result()
                    done += tasks[task]
                    report(done, total)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


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
