"""The ablation's arms: their words are the command line's, and what a job waits for is what another makes."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "experiments" / "ablation"


@pytest.fixture(scope="module")
def plan():
    sys.path.insert(0, str(FOLDER))
    try:
        jobs = importlib.import_module("jobs")
        return list(jobs.jobs(jobs.read_arms(), "DATA"))
    finally:
        sys.path.remove(str(FOLDER))
        sys.modules.pop("jobs", None)


def test_every_arm_of_the_issue_is_there(plan):
    names = {job.name for job in plan}
    for arm in ("direct", "cot", "motion-r1", "morl-t2m", "morl-m2t"):
        assert {f"{arm}-{seed}" for seed in range(3)} <= names
    one_seed = (
        "semantic-only", "motion-only", "morl-without-consistency", "morl-without-plausibility",
        "morl-without-alignment", "morl-without-coherence", "joint", "without-cold-start",
        "motion-r1-second-wording", "motion-r1-caption-only",
    )  # fmt: skip
    assert {f"{arm}-0" for arm in one_seed} <= names


def test_what_is_waited_for_is_made(plan):
    made = {job.done for job in plan}
    assert len(made) == len(plan), "two jobs would take each other's result for their own"
    assert all(job.after is None or job.after in made for job in plan)


def test_the_words_are_those_of_the_command_line(plan):
    from kinemind.cli.eval import Options as Evaluation
    from kinemind.cli.main import parse
    from kinemind.cli.train import Options as Training

    for job in plan:
        options = {"train": Training, "eval": Evaluation}[job.words[0]]
        parse(options, job.words[0], job.words[1:])


def test_an_arm_differs_from_full_morl_by_one_reward():
    import yaml

    arms = yaml.safe_load((FOLDER / "arms.yaml").read_text())["reinforced"]["arms"]
    for task, gone in {"t2m": ("consistency", "plausibility"), "m2t": ("alignment", "coherence")}.items():
        full = arms[f"morl-{task}"]["rewards"]
        for name in gone:
            less = arms[f"morl-without-{name}"]["rewards"]
            (left_out,) = set(full) - set(less)
            assert name in left_out and {**full, **less} == full
