"""The arms as jobs: the command of each, what it waits for, and the file that says it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ARMS = Path(__file__).with_name("arms.yaml")
RUNS = Path("runs/ablation")


@dataclass(frozen=True)
class Job:
    """One command of `kinemind`; `done` exists once it ended well, `after` must exist before it starts."""

    name: str
    words: tuple[str, ...]
    done: Path
    after: Path | None = None


def read_arms(path: Path = ARMS) -> dict[str, Any]:
    arms: dict[str, Any] = yaml.safe_load(path.read_text())
    return arms


def jobs(arms: Mapping[str, Any], data: str, runs: Path = RUNS) -> Iterator[Job]:
    """Cold starts, reinforced arms, then what is measured of each, seed 0 of every arm first."""
    trained = [*_cold_starts(arms, runs), *_reinforced(arms, data, runs)]
    trained.sort(key=lambda entry: entry[1])
    for job, _, _ in trained:
        yield job
    for job, _, tasks in trained:
        for task in tasks:
            yield _evaluation(arms["evaluation"], job, task, data, runs)


def _cold_starts(arms: Mapping[str, Any], runs: Path) -> Iterator[tuple[Job, int, tuple[str, ...]]]:
    stage = arms["cold_starts"]
    for name, arm in stage["arms"].items():
        for seed in arm["seeds"]:
            words = (
                "train", "sft", "--config", stage["recipe"],
                "--cot-train-jsonl", arm.get("records", arms["records"]),
                "--tokenizer", _tokenizer(arms), "--seed", str(seed), *arm.get("flags", ()),
            )  # fmt: skip
            tasks = () if name == "none" else ("t2m", "m2t")
            yield _run(f"{name}-{seed}", words, runs, None), seed, tasks


def _reinforced(arms: Mapping[str, Any], data: str, runs: Path) -> Iterator[tuple[Job, int, tuple[str, ...]]]:
    stage = arms["reinforced"]
    for name, arm in stage["arms"].items():
        for seed in arm["seeds"]:
            start = runs / f"{arm['start']}-{seed}" / "bundle"
            rewards = ",".join(f"{reward}={weight}" for reward, weight in arm["rewards"].items())
            words = (
                "train", "rlvr", "--config", stage["recipe"], "--data", data,
                "--cot-train-jsonl", arms["records"], "--start-from", str(start),
                "--training-task", arm["task"], "--rewards", rewards, "--seed", str(seed),
            )  # fmt: skip
            tasks = ("t2m", "m2t") if arm["task"] == "both" else (arm["task"],)
            yield _run(f"{name}-{seed}", words, runs, start / "bundle.json"), seed, tasks


def _run(name: str, words: tuple[str, ...], runs: Path, after: Path | None) -> Job:
    place = ("--out-dir", str(runs), "--exp-name", name, "--resume")
    return Job(name, (*words, *place), runs / name / "bundle" / "bundle.json", after)


def _evaluation(settings: Mapping[str, Any], job: Job, task: str, data: str, runs: Path) -> Job:
    report = runs / "eval" / f"{job.name}-{task}.json"
    words = (
        "eval", task, "--bundle", str(job.done.parent), "--data", data, "--split", settings["split"],
        "--num-repeats", str(settings["num_repeats"]), "--seed", str(settings["seed"]), "--processes", "1",
        *(("--mm-texts", "0") if task == "t2m" else ()), "-o", str(report),
    )  # fmt: skip
    return Job(f"{job.name} {task}", words, report, job.done)


def _tokenizer(arms: Mapping[str, Any]) -> str:
    from kinemind.bundle import Bundle

    return str(Bundle.open(arms["tokenizer"]).path)
