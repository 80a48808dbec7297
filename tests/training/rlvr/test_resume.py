"""A training that is killed goes on from its last whole checkpoint, and ends as if nothing had happened."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch

from kinemind.errors import InputError
from kinemind.training.rlvr import train_rlvr
from kinemind.training.rlvr.arguments import grpo_arguments
from kinemind.training.saving import last_checkpoint
from tests.training.rlvr.runs import ROOT, command, environment, make_recipe, metrics, run, weights
from tests.training.rlvr.tiny import tiny_stage
from tests.training.tiny import run as here


def killed(words: Sequence[str | Path], folder: Path, at: str, logged: int) -> None:
    """Run, and SIGKILL once checkpoint `at` is whole and so many steps are logged."""
    process = subprocess.Popen(
        command(words), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    state, log = folder / "checkpoints" / at / "trainer_state.json", folder / "metrics.jsonl"
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and process.poll() is None:
        if state.exists() and len(log.read_text().splitlines()) >= logged:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    assert process.wait() == -signal.SIGKILL, "the run ended before it could be killed"


def test_rlvr_resumes_exactly_after_a_kill(
    bundle: Path,
    records: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    # two passes over the same answers, in two parts that are shuffled; a schedule and moments that matter
    stage = tiny_stage(
        bundle, records, training_task="both", steps=12, iterations=2, accumulation=2, kl_coef=0.05,
        learning_rate=3e-3, warmup=2, schedule="cosine", checkpoint_every=4,
    )  # fmt: skip
    words = ["train", "rlvr", "--config", make_recipe(tmp_path, stage), "--out-dir", tmp_path, "--exp-name"]
    killed([*words, "killed"], tmp_path / "killed", "checkpoint-4", 6)
    assert len(metrics(tmp_path / "killed")) < 12
    assert not (tmp_path / "killed" / "bundle").exists()

    assert here(*words, "killed") == here(*words, "killed", "--resume", "--rl-kl-coef", "0.5") == 2
    said = capsys.readouterr().err
    assert "--resume" in said and "kl_coef" in said
    newest = last_checkpoint(tmp_path / "killed" / "checkpoints")
    half = newest.with_name("checkpoint-11")  # as a kill in the middle of writing leaves it
    half.mkdir()
    (half / "model.safetensors").write_bytes(b"half")

    done = run([*words, "killed", "--resume"])
    assert done.returncode == 0, done.stderr[-3000:]
    # in a process of its own too: in this one other tests have left their traces in the last bits of sums
    whole = run([*words, "whole"])
    assert whole.returncode == 0, whole.stderr[-3000:]
    assert metrics(tmp_path / "killed") == metrics(tmp_path / "whole")
    assert len({row["loss"] for row in metrics(tmp_path / "whole")}) > 6
    ours, theirs = weights(tmp_path / "killed"), weights(tmp_path / "whole")
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_a_run_is_not_started_over_another(bundle: Path, records: Path, tmp_path: Path):
    stage = tiny_stage(bundle, records, steps=1)
    train_rlvr(stage, tmp_path / "run")
    with pytest.raises(InputError, match="--resume"):
        train_rlvr(stage, tmp_path / "run")
    with pytest.raises(InputError, match="group_size"):
        train_rlvr(stage.model_copy(update={"group_size": 8}), tmp_path / "run", resume=True)


def checkpoint(folder: Path, step: int, state: str | None, *rng: str) -> Path:
    made = folder / f"checkpoint-{step}"
    made.mkdir(parents=True)
    for name in ("model.safetensors", "optimizer.pt", *rng):
        (made / name).touch()
    if state is not None:
        (made / "trainer_state.json").write_text(state)
    return made


def test_only_whole_checkpoints_are_taken(tmp_path: Path):
    assert last_checkpoint(tmp_path) is None
    state = json.dumps({"global_step": 4})
    good = checkpoint(tmp_path, 4, state, "rng_state.pth")
    checkpoint(tmp_path, 8, None, "rng_state.pth")  # killed before the state was begun
    checkpoint(tmp_path, 12, state[:9], "rng_state.pth")  # killed while it was written
    (tmp_path / "checkpoint-tmp").mkdir()
    os.utime(good, (0, 0))
    assert last_checkpoint(tmp_path) == good


def test_a_checkpoint_of_several_processes_wants_as_many(tmp_path: Path):
    state = json.dumps({"global_step": 4})
    good = checkpoint(tmp_path, 4, state, "rng_state_0.pth", "rng_state_1.pth")
    checkpoint(tmp_path, 8, state, "rng_state_0.pth")  # the other process was killed before its part
    assert last_checkpoint(tmp_path, processes=2) == good
    with pytest.raises(InputError, match="as many"):
        last_checkpoint(tmp_path)
    checkpoint(tmp_path / "one", 4, state, "rng_state.pth")
    with pytest.raises(InputError, match="by 2 processes"):
        last_checkpoint(tmp_path / "one", processes=2)


def test_checkpoints_fall_where_new_answers_are_drawn(bundle: Path, records: Path, tmp_path: Path):
    """Between two passes over the same answers a resumed run would draw others."""
    stage = tiny_stage(bundle, records, iterations=4, checkpoint_every=6)
    found = grpo_arguments(stage, tmp_path, steps=8, weights={"format": 1.0}, longest=64, processes=1)
    assert found.save_steps == 8
