"""Training end to end at toy size: run folders, exact resume after SIGKILL, weights that move."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from kinemind.errors import InputError
from kinemind.features.normalisation import Normalisation
from kinemind.training.config import Recipe, SFTStage, load_recipe, override
from kinemind.training.run import Run
from kinemind.training.windows import Windows
from tests.training.tiny import make_recipe, run


def metrics(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_a_run_folder_has_everything(tiny_runs: Path):
    for name in ("tokenizer", "sft"):
        folder = tiny_runs / name
        assert (folder / "config.yaml").is_file() and (folder / "curves.png").is_file()
        rows = metrics(folder)
        assert rows and all("step" in row for row in rows)
    steps = [row["step"] for row in metrics(tiny_runs / "tokenizer") if "loss" in row]
    assert steps == [5, 10, 15, 20, 25, 30]


def test_the_loss_falls(tiny_runs: Path):
    losses = [row["loss"] for row in metrics(tiny_runs / "sft")]
    assert losses[-1] < losses[0]


def killed_and_resumed(words: list[str], sign: Path, at_least: int) -> None:
    """Run a training command, SIGKILL it once `at_least` lines are logged, then resume it to the end."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "kinemind.cli.main", *words]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if sign.exists() and len(sign.read_text().splitlines()) >= at_least:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    assert process.wait() == -signal.SIGKILL, "the run ended before it could be killed"
    subprocess.run([*command, "--resume"], env=environment, check=True, capture_output=True)


def test_the_tokenizer_resumes_exactly_after_a_kill(tiny_runs: Path, tiny_data: Path, tmp_path: Path):
    common = ["--config", str(tiny_runs / "tiny.yaml"), "--data", str(tiny_data), "--out-dir", str(tmp_path)]
    words = ["train", "tokenizer", *common, "--exp-name", "killed"]
    killed_and_resumed(words, tmp_path / "killed" / "metrics.jsonl", 3)
    whole = load_file(tiny_runs / "tokenizer" / "tokenizer" / "model.safetensors")
    resumed = load_file(tmp_path / "killed" / "tokenizer" / "model.safetensors")
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    kept = [(r["step"], r["loss"]) for r in metrics(tiny_runs / "tokenizer") if "loss" in r]
    assert [(r["step"], r["loss"]) for r in metrics(tmp_path / "killed") if "loss" in r] == kept


def test_sft_resumes_exactly_after_a_kill(tiny_runs: Path, tiny_data: Path, tmp_path: Path):
    common = ["--config", str(tiny_runs / "tiny.yaml"), "--data", str(tiny_data), "--out-dir", str(tmp_path)]
    words = ["train", "sft", *common, "--tokenizer", str(tiny_runs / "tokenizer"), "--exp-name", "killed"]
    killed_and_resumed(words, tmp_path / "killed" / "metrics.jsonl", 3)
    whole = load_file(tiny_runs / "sft" / "bundle" / "policy" / "model.safetensors")
    resumed = load_file(tmp_path / "killed" / "bundle" / "policy" / "model.safetensors")
    for name in whole:
        torch.testing.assert_close(whole[name].float(), resumed[name].float(), atol=2e-4, rtol=1e-3)


def test_new_embeddings_are_trained(tiny_runs: Path):
    folder = tiny_runs / "sft" / "checkpoints"
    first = load_file(folder / "checkpoint-4" / "model.safetensors")["model.embed_tokens.weight"]
    last = load_file(folder / "checkpoint-8" / "model.safetensors")["model.embed_tokens.weight"]
    assert ((first != last).any(-1)).float().mean() > 0.9


def test_a_run_is_not_overwritten_or_continued_with_other_settings(tmp_path: Path):
    Run(tmp_path / "a", SFTStage(), resume=False)
    with pytest.raises(InputError, match="--resume"):
        Run(tmp_path / "a", SFTStage(), resume=False)
    Run(tmp_path / "a", SFTStage(threads=2), resume=True)
    with pytest.raises(InputError, match="learning_rate"):
        Run(tmp_path / "a", SFTStage(learning_rate=1.0), resume=True)


def test_a_half_checkpoint_is_never_seen(tmp_path: Path):
    made = Run(tmp_path / "a", SFTStage(), resume=False)
    assert made.load_checkpoint() is None
    made.save_checkpoint({"step": 3})
    assert made.load_checkpoint() == {"step": 3}
    made.log(3, {"loss": 1.0})
    made.log(5, {"loss": 2.0})
    with (tmp_path / "a" / "metrics.jsonl").open("a") as file:
        file.write('{"step": 6, "lo')
    made.cut_log(3)
    assert [r["step"] for r in metrics(tmp_path / "a")] == [3]


@pytest.mark.parametrize(
    "text", ["tokenizer: {stepz: 1}", "nonsense: {}", "tokenizer: {steps: many}", "a: [", "x"]
)
def test_bad_recipes_are_refused(tmp_path: Path, text: str):
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(InputError):
        load_recipe(path)
    assert run("train", "tokenizer", "--config", path, "--data", tmp_path) == 2


@pytest.mark.parametrize("path", sorted(Path("configs").glob("*.yaml")), ids=lambda p: p.name)
def test_shipped_recipes_parse(path: Path):
    assert isinstance(load_recipe(path), Recipe)


def test_flags_lie_over_the_recipe():
    stage = override(SFTStage(), {"steps": 5, "seed": None})
    assert stage.steps == 5 and stage.seed == 0


def test_missing_data_and_tokenizer_are_refused(tmp_path: Path, tiny_data: Path):
    recipe = make_recipe(tmp_path)
    out = ["--config", recipe, "--out-dir", tmp_path / "runs"]
    assert run("train", "tokenizer", *out, "--data", tmp_path / "none") == 2
    assert not (tmp_path / "runs").exists()
    common = [*out, "--data", tiny_data]
    assert run("train", "sft", *common, "--tokenizer", tmp_path / "none") == 2


def test_windows_pad_and_mask_short_clips_and_never_drop_them(rng):
    identity = Normalisation(np.zeros(4, np.float32), np.ones(4, np.float32))
    clips = [rng.normal(size=(n, 4)).astype(np.float32) for n in (19, 63, 200)]
    windows = Windows(clips, [1.0] * 3, identity, window=64, batch_size=32, seed=0, multiple=4)
    seen = set()
    for step in range(5):
        batch = windows.batch(step)
        again = windows.batch(step)
        np.testing.assert_array_equal(batch.features, again.features)
        assert batch.features.shape == (32, 64, 4)
        for row, mask in zip(batch.features, batch.mask, strict=True):
            length = int(mask.sum())
            assert length in (20, 64) and not row[length:].any()
            seen.add(next(i for i, c in enumerate(clips) if (c == row[0]).all(-1).any()))
    assert seen == {0, 1, 2}
