"""How much of one step's policy gradient is signal: the cosine between the gradients of different batches.

    python experiments/ablation/gradient_signal.py --start RUN --records FILE.jsonl
        [--steps 20] [--set grammar=true temperature=0.7 top_p=0.9 …]

The weights do not move.  With gradients g + n, g common to all batches and n of one batch alone, the mean
cosine of two is |g|² / (|g|² + |n|²): the share of a step that goes where the rewards point; the rest is a
random walk.  Pairs are not independent; the error said is that of independent ones.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from statistics import mean
from typing import Any, ClassVar

import torch
import yaml

from kinemind.training.config import load_recipe, override
from kinemind.training.rlvr import train, train_rlvr
from kinemind.training.rlvr.trainer import TrimmedTrainer

RECIPE = Path(__file__).with_name("rlvr.yaml")
STILL: dict[str, Any] = {"learning_rate": 1e-12, "warmup": 0, "kl_coef": 0.0, "checkpoint_every": 10_000}


class Kept(TrimmedTrainer):
    """Keeps the gradient of every step, before it is clipped."""

    gradients: ClassVar[list[torch.Tensor]] = []

    def training_step(self, *args: Any, **kwargs: Any) -> torch.Tensor:
        loss = super().training_step(*args, **kwargs)
        weights = self.accelerator.unwrap_model(self.model).parameters()
        flat = [weight.grad.flatten() for weight in weights if weight.grad is not None]
        self.gradients.append(torch.cat(flat).half())
        return loss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--start", required=True)
    parser.add_argument("--records", required=True)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="KEY=VALUE", help="of the recipe's rlvr section"
    )
    options = parser.parse_args()
    changes = {key: yaml.safe_load(value) for key, _, value in (word.partition("=") for word in options.set)}
    given = {"start_from": options.start, "cot_train_jsonl": options.records, "steps": options.steps}
    stage = override(load_recipe(RECIPE).rlvr, {"training_task": "t2m", **changes, **STILL, **given})
    train.TrimmedTrainer = Kept  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as place:
        train_rlvr(stage, Path(place) / "run")
        lines = (Path(place) / "run" / "metrics.jsonl").read_text().splitlines()
    shown = [json.loads(line) for line in lines]
    for key in ("reward", "reward_std", "parse_rate", "entropy", "length"):
        print(f"{key:12} {mean(line[key] for line in shown if key in line):.3f}")
    units = torch.nn.functional.normalize(torch.stack(Kept.gradients).float())
    cosines = (units @ units.T)[~torch.eye(len(units), dtype=torch.bool)]
    error = float(cosines.std()) / (len(cosines) / 2) ** 0.5
    print(f"signal       {float(cosines.mean()):.4f} ± {error:.4f}  ({len(units)} batches)")


if __name__ == "__main__":
    main()
