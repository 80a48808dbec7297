"""Run every arm that is not done yet, several side by side; stopped at any time, it goes on where it was.

    python experiments/ablation/run.py --data ../shared/data [--workers 2] [--only NAME …] [--minutes 120]

What each job took is appended to runs/ablation/times.jsonl: the stated budget is their sum.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from jobs import RUNS, Job, jobs, read_arms


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[], help="names that a job must begin with")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="start nothing new after these")
    options = parser.parse_args()
    wanted = [
        job
        for job in jobs(read_arms(), options.data)
        if not options.only or job.name.startswith(tuple(options.only))
    ]
    (RUNS / "eval").mkdir(parents=True, exist_ok=True)
    running: dict[subprocess.Popen[bytes], tuple[Job, float]] = {}
    failed: set[str] = set()
    end = time.monotonic() + 60 * options.minutes
    while True:
        taken = {job.name for job, _ in running.values()} | failed
        ready = [
            job
            for job in wanted
            if job.name not in taken and not job.done.exists() and (job.after is None or job.after.exists())
        ]
        while ready and len(running) < options.workers and time.monotonic() < end:
            job = ready.pop(0)
            running[_start(job)] = job, time.monotonic()
        if not running:
            break
        time.sleep(2)
        for process in [process for process in running if process.poll() is not None]:
            job, began = running.pop(process)
            _note(job, time.monotonic() - began, process.returncode)
            if process.returncode:
                failed.add(job.name)
    left = [job.name for job in wanted if not job.done.exists()]
    print(
        f"{len(wanted) - len(left)} of {len(wanted)} jobs are done"
        + (f"; left: {', '.join(left)}" if left else "")
    )
    sys.exit(1 if failed else 0)


def _start(job: Job) -> subprocess.Popen[bytes]:
    log = RUNS / "logs" / f"{job.name.replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"{time.strftime('%H:%M')}  {job.name}", flush=True)
    settings = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
    with log.open("ab") as out:
        words = [sys.executable, "-m", "kinemind.cli.main", *job.words]
        return subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, env=settings)


def _note(job: Job, seconds: float, code: int) -> None:
    print(f"{time.strftime('%H:%M')}  {job.name}: {'done' if not code else f'exit {code}'}", flush=True)
    with (Path(RUNS) / "times.jsonl").open("a") as out:
        out.write(json.dumps({"job": job.name, "seconds": round(seconds), "exit": code}) + "\n")


if __name__ == "__main__":
    main()
