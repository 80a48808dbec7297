"""A tiny untrained bundle, records for its prompts, and our trainer with what it computes written down."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from kinemind.bundle import Bundle
from kinemind.cot.records import CotRecord, write_records
from kinemind.features.layout import LAYOUTS
from kinemind.features.normalisation import Normalisation
from kinemind.language.prompts import NANO
from kinemind.language.vocabulary import add_motion_tokens, train_bpe
from kinemind.tokenizer import MotionTokenizer
from kinemind.tokenizer.vqvae import VQVAE, VQVAEConfig
from kinemind.training.config import RLVRStage
from kinemind.training.rlvr import train, train_rlvr
from kinemind.training.rlvr.scoring import Scoring
from kinemind.training.rlvr.trainer import TrimmedTrainer
from tests.language.conftest import tiny_model

CODES = 32
CAPTIONS = (
    "a person walks forward",
    "someone waves with the right hand",
    "a man kicks with the left leg",
    "a person sits down, then stands up",
    "she turns left",
    "he bows",
)
_LAYOUT = LAYOUTS["humanml22"]

Toy = Callable[[Sequence[int]], float]
"""A reward of the ids of one answer."""


def make_records(folder: Path) -> Path:
    """Two records a caption, one of each task."""
    rng = np.random.default_rng(0)
    records = [
        CotRecord(
            task, caption, tuple(rng.integers(0, CODES, 8).tolist()), f"1. {caption}", id=f"{task}/{number}",
            answer=caption if task == "m2t" else "",
        )
        for number, caption in enumerate(CAPTIONS)
        for task in ("t2m", "m2t")
    ]  # fmt: skip
    write_records(records, folder / "cot.jsonl")
    return folder / "cot.jsonl"


def make_bundle(folder: Path, seed: int = 0) -> Path:
    """An untrained policy (Qwen3, 32 wide) and motion tokenizer (32 codes)."""
    tokenizer = train_bpe([*CAPTIONS, "user assistant move: tell: 1. 2."] * 4, 300)
    add_motion_tokens(tokenizer, CODES)
    torch.manual_seed(seed)
    vqvae = VQVAE(VQVAEConfig(num_codes=CODES, code_dim=8, width=8, depth=1), _LAYOUT.size).eval()
    vqvae.quantizer.codebooks.normal_()
    statistics = Normalisation(np.zeros(_LAYOUT.size, np.float32), np.ones(_LAYOUT.size, np.float32))
    return Bundle.write(
        folder,
        name=f"tiny{seed}",
        motion_tokenizer=MotionTokenizer(vqvae, statistics, _LAYOUT),
        model=tiny_model("qwen3", len(tokenizer), seed, spread=2.0),
        tokenizer=tokenizer,
        dialect="morl",
        style=NANO,
        provenance={},
        dtype=torch.float32,
    )


def tiny_stage(bundle: Path, records: Path, **changes: Any) -> RLVRStage:
    """Two prompts of four answers a step, short answers, and a learning rate at which one step is seen."""
    values: dict[str, Any] = {
        "start_from": str(bundle),
        "cot_train_jsonl": str(records),
        "training_task": "t2m",
        "steps": 2,
        "prompts": 2,
        "group_size": 4,
        "rewards": {"format": 1.0},
        "learning_rate": 1e-2,
        "max_grad_norm": 1.0,
        "warmup": 0,
        "max_reasoning": 1,
        "max_seconds": 1.0,
        "kl_coef": 0.0,
        "log_every": 1,
        "checkpoint_every": 100,
        "threads": 1,
        "reward_device": "cpu",
    }
    return RLVRStage(**{**values, **changes})


class Watched(TrimmedTrainer):
    """The trainer as it is; batches and loss calls are kept for the tests to compute again."""

    last: Watched

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        type(self).last = self
        self.batches: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        batch = super()._generate_and_score_completions(inputs)
        self.batches.append({key: copy.deepcopy(value) for key, value in batch.items()})
        return batch

    def _compute_loss(self, model: torch.nn.Module, inputs: dict[str, Any]) -> Tensor:
        bare = self.accelerator.unwrap_model(model)
        states: list[Tensor] = []
        hook = bare.model.norm.register_forward_hook(lambda *seen: states.append(seen[-1]))
        loss = super()._compute_loss(model, inputs)
        hook.remove()
        states[-1].retain_grad()
        weights = {name: value.detach().clone() for name, value in bare.state_dict().items()}
        self.calls.append({"inputs": inputs, "loss": loss.item(), "states": states[-1], "weights": weights})
        return loss

    def training_step(self, model: torch.nn.Module, *args: Any, **kwargs: Any) -> Tensor:
        loss = super().training_step(model, *args, **kwargs)
        bare = self.accelerator.unwrap_model(model)
        self.calls[-1]["gradient"] = {name: p.grad.clone() for name, p in bare.named_parameters()}
        return loss


def trained(monkeypatch: pytest.MonkeyPatch, stage: RLVRStage, folder: Path, **toys: Toy) -> Watched:
    """Run our own training with toy rewards under the names of real ones."""
    give_toys(monkeypatch.setattr, toys)
    monkeypatch.setattr(train, "TrimmedTrainer", Watched)
    train_rlvr(stage, folder)
    return Watched.last


def give_toys(setattr_: Callable[[object, str, object], None], toys: dict[str, Toy]) -> None:
    """Real rewards are read and computed; then the toy of the same name takes the reward's place."""
    real = Scoring.function

    def function(self: Scoring, name: str) -> Callable[..., list[float | None]]:
        scores = real(self, name)

        def toy(*, completion_ids: list[list[int]], **columns: Any) -> list[float | None]:
            found = scores(completion_ids=completion_ids, **columns)
            if name not in toys:
                return found
            return [toys[name](ids) for ids in completion_ids]

        toy.__name__ = name
        return toy

    setattr_(Scoring, "function", function)
