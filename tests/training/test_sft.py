"""The trainer's loss and steps: weights, shared batches, epochs, answers without reasoning."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
import yaml
from torch.nn import functional as F

from kinemind.bundle import Bundle
from kinemind.cot.records import training_records
from kinemind.errors import InputError
from kinemind.training.config import SFTStage, override
from kinemind.training.run import Run
from kinemind.training.sft import arguments_fit, shares, steps_of, train_sft
from kinemind.training.weighted_trainer import LENGTHS, Padding, WeightedTrainer
from tests.training.tiny_models import save_base_model, save_motion_tokenizer, save_records

SIZES = {
    "vocabulary": 400, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
    "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 16,
}  # fmt: skip


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> SFTStage:
    folder = tmp_path_factory.mktemp("sft")
    given = {
        "tokenizer": str(save_motion_tokenizer(folder / "tokens")),
        "cot_train_jsonl": str(save_records(folder / "cot.jsonl")),
        "sizes": SIZES, "steps": 2, "batch_size": 8, "warmup": 0, "learning_rate": 1e-2, "threads": 1,
        "log_every": 1, "checkpoint_every": 2,
    }  # fmt: skip
    return override(SFTStage(), given)


class Says(torch.nn.Module):
    """A model that answers the same logits to everything."""

    def __init__(self, logits: torch.Tensor) -> None:
        super().__init__()
        self.logits = logits

    def forward(self, **_: object) -> SimpleNamespace:
        return SimpleNamespace(logits=self.logits)


def losses(folder: Path) -> list[float]:
    return [json.loads(line)["loss"] for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_the_loss_is_the_weighted_mean_over_all_parts_of_a_step() -> None:
    """Against a sum written out by hand, for parts of unequal weight and the second of two processes."""
    torch.manual_seed(0)
    logits = torch.randn(2, 3, 5, 7)
    labels = torch.randint(0, 7, (2, 3, 5))
    labels[0, :, :2] = labels[1, :, :4] = -100
    weights = torch.rand(2, 3, 5) * 3
    parts = [
        {"input_ids": labels[i], "attention_mask": labels[i], "labels": labels[i], "loss_weights": weights[i]}
        for i in range(2)
    ]
    above = total = 0.0
    for i in range(2):
        for row in range(3):
            for place in range(1, 5):
                if (label := int(labels[i, row, place])) != -100:
                    weight = float(weights[i, row, place])
                    above += weight * float(F.cross_entropy(logits[i, row, place - 1], torch.tensor(label)))
                    total += weight

    class Stand(WeightedTrainer):
        def __init__(self, processes: int) -> None:
            self.accelerator = SimpleNamespace(gather=lambda x: x, num_processes=processes)
            self.model_accepts_loss_kwargs, self.compute_loss_func = False, None

    trainer = Stand(1)
    taken, items = trainer.get_batch_samples(iter(parts), 2, torch.device("cpu"))
    assert taken == parts and float(items) == pytest.approx(total, rel=1e-6)
    each = [
        float(trainer.compute_loss(Says(logits[i]), parts[i], num_items_in_batch=items)) for i in range(2)
    ]
    assert sum(each) == pytest.approx(above / total, rel=1e-5)
    # gradients are averaged over processes, so that each gives as many times its share
    assert float(Stand(2).compute_loss(Says(logits[0]), parts[0], num_items_in_batch=items)) == pytest.approx(
        2 * each[0]
    )


def test_the_weights_of_reasoning_and_motion_reach_the_loss(stage: SFTStage, tmp_path: Path) -> None:
    """Other weights, another loss from the same start."""
    plain = override(stage, {"training_task": "t2m", "steps": 1, "text_only_share": 0.0})
    for name, changes in {
        "all": {},
        "reasoning": {"motion_weight": 0.0},
        "half": {"motion_weight": 0.5, "reasoning_weight": 0.5},
    }.items():
        train_sft(override(plain, changes), tmp_path / name)
    first = {name: losses(tmp_path / name)[0] for name in ("all", "reasoning", "half")}
    assert len(set(first.values())) == 3


def test_parts_of_a_batch_give_the_curve_of_the_whole(stage: SFTStage, tmp_path: Path) -> None:
    train_sft(stage, tmp_path / "whole")
    train_sft(override(stage, {"accumulation": 4, "gradient_checkpointing": True}), tmp_path / "parts")
    np.testing.assert_allclose(losses(tmp_path / "parts"), losses(tmp_path / "whole"), rtol=1e-5)


def test_epochs_count_the_records_that_are_drawn(stage: SFTStage) -> None:
    records = training_records(stage.cot_train_jsonl)  # 3 t2m, 2 m2t, 1 without a motion
    assert steps_of(stage, records) == 2
    many = override(stage, {"epochs": 4.0})
    assert steps_of(many, records) == 3  # 4 passes over 6 records, 8 a step
    assert steps_of(override(many, {"text_only_share": 0.0}), records) == 3
    assert steps_of(override(many, {"batch_size": 1, "use_reasoning": False}), records) == 20
    weightless = [replace(record, sample_weight=0.0) for record in records[:1]] + list(records[1:])
    assert steps_of(override(many, {"batch_size": 1}), weightless) == 20


def test_shares_and_parts(stage: SFTStage) -> None:
    assert shares(stage) == (0.25, 0.1)
    assert shares(override(stage, {"use_reasoning": False})) == (0.25, 0.0)
    assert shares(override(stage, {"training_task": "m2t"})) == (1.0, 0.0)
    arguments_fit(stage, 2)
    with pytest.raises(InputError, match="2 processes in 3 parts"):
        arguments_fit(override(stage, {"accumulation": 3}), 2)


def test_a_bundle_says_whether_it_reasons(stage: SFTStage, tmp_path: Path) -> None:
    folder = train_sft(override(stage, {"use_reasoning": False, "steps": 1}), tmp_path / "direct")
    assert not Bundle.open(folder).reasoning
    # going on from it with reasoning is another bundle
    again = override(stage, {"start_from": str(folder), "steps": 1})
    assert Bundle.open(train_sft(again, tmp_path / "again")).reasoning


def test_a_base_model_and_a_bundle_are_not_both_a_start(stage: SFTStage, tmp_path: Path) -> None:
    base = save_base_model(tmp_path / "base", "qwen2")
    with pytest.raises(InputError, match="not both"):
        train_sft(override(stage, {"base_model": str(base), "start_from": "nano"}), tmp_path / "run")
    with pytest.raises(InputError, match="no language model"):
        train_sft(override(stage, {"base_model": str(tmp_path / "none")}), tmp_path / "other")


def test_a_run_of_before_a_key_existed_is_continued(tmp_path: Path) -> None:
    Run(tmp_path / "a", SFTStage(), resume=False)
    file = tmp_path / "a" / "config.yaml"
    content = yaml.safe_load(file.read_text())
    for key in ("use_reasoning", "lora", "epochs", "accumulation"):
        del content[key]
    del content["cot"]["balance"]
    file.write_text(yaml.safe_dump(content))
    with pytest.raises(InputError, match="use_reasoning"):
        Run(tmp_path / "a", SFTStage(use_reasoning=False), resume=True)
    with pytest.raises(InputError, match="cot"):
        Run(tmp_path / "a", override(SFTStage(), {"cot": {"balance": 0.1}}), resume=True)
    Run(tmp_path / "a", SFTStage(), resume=True)


def test_padding_is_not_learnt() -> None:
    rows = [{"input_ids": [1, 2, 3], "labels": [-100, 2, 3], "loss_weights": [0.0, 1.0, 2.0]},
            {"input_ids": [4], "labels": [4], "loss_weights": [1.0]}]  # fmt: skip
    batch = Padding(9)(rows)
    width = batch["input_ids"].shape[1]
    assert width % LENGTHS == 0 and 3 <= width < 3 + LENGTHS
    fill = width - 3
    assert batch["input_ids"].tolist() == [[1, 2, 3] + [9] * fill, [4] + [9] * (width - 1)]
    assert batch["labels"][1].tolist() == [4] + [-100] * (width - 1)
    assert batch["attention_mask"].tolist() == [[1, 1, 1] + [0] * fill, [1] + [0] * (width - 1)]
    assert batch["loss_weights"][1].tolist() == [1.0] + [0.0] * (width - 1)
