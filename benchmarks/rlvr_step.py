"""Seconds a step of RLVR: our trainer beside TRL's GRPOTrainer as it comes, same prompts and seeds.

    python benchmarks/rlvr_step.py --records runs/cot.jsonl [--bundle nano] [--steps 4] [--rounds 2]

TRL pads every answer of a step to the longest; ours go through the model in parts of like length
(`training/rlvr/trainer.py`).  What is drawn and scored is the same in both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from trl import GRPOTrainer

from kinemind.training.config import RLVRStage
from kinemind.training.rlvr import train, train_rlvr
from kinemind.training.rlvr.trainer import TrimmedTrainer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", required=True)
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    stage = RLVRStage(
        start_from=options.bundle, cot_train_jsonl=options.records, training_task="t2m", steps=options.steps,
        prompts=6, group_size=8, temperature=0.8, bf16=True, threads=1, log_every=1,
        rewards={"format": 1.0, "motion_similarity": 1.0, "semantic_similarity": 1.0},
    )  # fmt: skip
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        for turn in range(options.rounds):
            for kind in (GRPOTrainer, TrimmedTrainer):
                train.TrimmedTrainer = kind  # type: ignore[misc,assignment]
                folder = Path(place) / f"{kind.__name__}{turn}"
                train_rlvr(stage, folder)
                lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
                seconds.setdefault(kind.__name__, []).extend(
                    line["step_seconds"]
                    for line in lines[1:]
                    if "step_seconds" in line  # the first warms up
                )
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    for name, median in medians.items():
        print(f"{name:16} {median:6.2f} s a step (median of {len(seconds[name])})")
    print(f"ratio            {medians['GRPOTrainer'] / medians['TrimmedTrainer']:.2f}")


if __name__ == "__main__":
    main()
