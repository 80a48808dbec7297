"""Seconds a step of RLVR: our trainer beside TRL's GRPOTrainer as it comes, same prompts and seeds.

    python benchmarks/rlvr_step.py --records runs/cot.jsonl [--bundle nano] [--steps 4] [--rounds 2]

TRL pads every answer of a step to the longest; ours go through the model in parts of like length
(`training/rlvr/trainer.py`).  What is drawn and scored is the same in both: reward and gradient of the first
step must agree.
"""

from __future__ import annotations

import json
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from unittest.mock import patch

import torch
from side_by_side import Comparison, Row, options_of, require, run
from trl import GRPOTrainer
from watched_step import some_records

from kinemind.training.config import RLVRStage
from kinemind.training.rlvr import train, train_rlvr
from kinemind.training.rlvr.trainer import TrimmedTrainer

CLOSE = 0.02
"""Largest relative difference of reward and gradient norm in the first step, in bfloat16."""


def check(ours: Mapping[str, float], theirs: Mapping[str, float]) -> None:
    """The first step's log line of each: raises Disagreement with what differs."""
    for name in ("reward", "length", "grad_norm"):
        apart = abs(ours[name] - theirs[name])
        require(apart <= CLOSE * abs(theirs[name]), f"{name} {ours[name]:.4f}, TRL's {theirs[name]:.4f}")


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=2)
    parser.add_argument("--records", type=Path, required=True)
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--steps", type=int, default=4)
    options = parser.parse_args(words)
    torch.set_num_threads(options.threads)
    seconds: dict[str, list[float]] = {}
    first: dict[str, Mapping[str, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        stage = RLVRStage(
            start_from=options.bundle, training_task="t2m", steps=options.steps,
            cot_train_jsonl=str(some_records(options.records, Path(place))),
            prompts=6, group_size=8, temperature=0.8, bf16=True, threads=options.threads, log_every=1,
            rewards={"format": 1.0, "motion_similarity": 1.0, "semantic_similarity": 1.0},
        )  # fmt: skip
        for turn in range(options.rounds):
            for kind in (GRPOTrainer, TrimmedTrainer):
                folder = Path(place) / f"{kind.__name__}{turn}"
                with patch.object(train, "TrimmedTrainer", kind):
                    train_rlvr(stage, folder)
                lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
                steps = [line for line in lines if "step_seconds" in line]
                first[kind.__name__] = steps[0]
                # the first warms up
                seconds.setdefault(kind.__name__, []).extend(line["step_seconds"] for line in steps[1:])
    check(first["TrimmedTrainer"], first["GRPOTrainer"])
    ours, theirs = (statistics.median(seconds[kind]) for kind in ("TrimmedTrainer", "GRPOTrainer"))
    Comparison(
        "rlvr_step",
        "A step of RLVR, 6 prompts of 8 answers, bfloat16: forward passes in parts of like length",
        "TRL's GRPOTrainer with our drawing and rewards, all answers padded to the longest",
        f"the same answers: reward, length and gradient norm of the first step within {CLOSE:.0%}",
        (Row.of_seconds("whole steps", ours, theirs, "s a step"),),
    ).finish(options.output, options.threads, words)


if __name__ == "__main__":
    run(main)
