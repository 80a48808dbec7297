"""FSDP2 in two processes on the CPU, as configs/accelerate/fsdp.yaml asks for it."""

from pathlib import Path

import pytest
import yaml

from kinemind.bundle import Bundle
from kinemind.training.saving import last_checkpoint
from tests.training.rlvr.runs import ROOT, make_recipe, metrics, run, weights
from tests.training.rlvr.tiny import tiny_stage


def environment() -> dict[str, str]:
    """What `accelerate launch --config_file` would set; on the CPU it starts one process only."""
    content = yaml.safe_load((ROOT / "configs" / "accelerate" / "fsdp.yaml").read_text())
    said = {name.upper(): str(value) for name, value in content["fsdp_config"].items()}
    return {
        "ACCELERATE_USE_FSDP": "true",
        **{n: v.lower() if v in ("True", "False") else v for n, v in said.items()},
    }


def test_rlvr_steps_saves_and_leaves_a_bundle(bundle: Path, records: Path, tmp_path: Path):
    # one answer a process: one ends before the other, and both must step on together
    stage = tiny_stage(
        bundle, records, training_task="both", steps=2, prompts=1, group_size=2, kl_coef=0.05,
        rollouts="transformers", learning_rate=1e-3, checkpoint_every=2,
    )  # fmt: skip
    words = ["train", "rlvr", "--config", make_recipe(tmp_path, stage), "--out-dir", tmp_path]
    done = run([*words, "--exp-name", "run"], processes=2, changes=environment())
    assert done.returncode == 0, done.stderr[-5000:]
    rows = metrics(tmp_path / "run")
    assert [row["step"] for row in rows] == [1, 2] and all(row["grad_norm"] > 0 for row in rows)
    assert rows[0]["kl"] == pytest.approx(0, abs=1e-6) and rows[1]["kl"] > 0
    before = weights(bundle.parent)
    after = weights(tmp_path / "run")
    assert before.keys() == after.keys()
    for name, value in before.items():
        assert value.shape == after[name].shape and (value != after[name]).any(), name
    Bundle.open(tmp_path / "run").policy("cpu")
    made = tmp_path / "run" / "checkpoints" / "checkpoint-2"
    assert (made / "pytorch_model_fsdp.bin").is_file(), "the weights were shared out, it was not plain DDP"
    assert last_checkpoint(made.parent, processes=2) == made
