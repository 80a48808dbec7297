"""Two real processes (torchrun, gloo) learn what one does with the same global batch."""

from pathlib import Path

import pytest
import torch

from tests.training.rlvr.runs import make_recipe, metrics, run, weights
from tests.training.rlvr.tiny import give_toys, tiny_stage
from tests.training.rlvr.toy_cli import odd
from tests.training.tiny import run as here

TOLERANCE = 2e-5
"""Of the loss and of every other logged figure: the sums over the batch are taken in another order."""


def compare(one: Path, two: Path, steps: int) -> None:
    alone, together = metrics(one), metrics(two)
    assert [row["step"] for row in together] == list(range(1, steps + 1)), "logged once, by one process"
    for first, second in zip(alone, together, strict=True):
        assert first.keys() == second.keys()
        for name, value in first.items():
            assert second[name] == pytest.approx(value, abs=TOLERANCE, rel=TOLERANCE), name
    started, ended = weights(one), weights(two)
    assert started.keys() == ended.keys()
    for name, value in started.items():
        torch.testing.assert_close(ended[name].float(), value.float(), atol=1e-3, rtol=0)


def one_and_two(words: list[str | Path]) -> None:
    """The same command here, as one process, and in two of their own."""
    assert here(*words, "one") == 0
    done = run([*words, "two"], 2)
    assert done.returncode == 0, done.stderr[-5000:]


def test_rlvr_draws_scores_and_learns_the_same(
    bundle: Path, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # three prompts of four answers by two processes: one group lies in both
    stage = tiny_stage(
        bundle, records, training_task="both", steps=3, prompts=3, kl_coef=0.05, learning_rate=1e-3
    )
    give_toys(monkeypatch.setattr, {"format": odd})
    out = ["--config", make_recipe(tmp_path, stage), "--out-dir", tmp_path, "--exp-name"]
    one_and_two(["train", "rlvr", *out])
    compare(tmp_path / "one", tmp_path / "two", 3)
    assert len({row["reward"] for row in metrics(tmp_path / "two")}) == 3, "every step has other answers"


def test_sft_learns_the_same(bundle: Path, records: Path, tmp_path: Path):
    sizes = {
        "vocabulary": 300, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16,
    }  # fmt: skip
    sft = {
        "tokenizer": str(bundle), "cot_train_jsonl": str(records), "steps": 3, "batch_size": 4, "warmup": 0,
        "log_every": 1, "learning_rate": 1e-3, "sizes": sizes, "threads": 1, "reasoning_weight": 0.5,
    }  # fmt: skip
    out = ["--config", make_recipe(tmp_path, sft=sft), "--out-dir", tmp_path, "--exp-name"]
    one_and_two(["train", "sft", *out])
    compare(tmp_path / "one", tmp_path / "two", 3)
