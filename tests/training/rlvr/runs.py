"""Runs of the command line in processes of their own, and what they leave behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from torch import Tensor

from kinemind.training.config import RLVRStage

ROOT = Path(__file__).parents[3]
TOY = "tests.training.rlvr.toy_cli"
HANGS = 900
"""Seconds after which processes that wait for each other are given up."""


def make_recipe(folder: Path, stage: RLVRStage | None = None, **stages: Any) -> Path:
    """A recipe file with the values of the stage that are not its defaults."""
    if stage is not None:
        stages["rlvr"] = stage.model_dump(mode="json", exclude_unset=True)
    path = folder / "recipe.yaml"
    path.write_text(yaml.safe_dump(stages))
    return path


def command(words: Sequence[str | Path], processes: int = 1) -> list[str]:
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    return [sys.executable, *(launcher if processes > 1 else []), "-m", TOY, *map(str, words)]


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    quiet = {
        "OMP_NUM_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        "HF_HUB_OFFLINE": "1",
        "MKL_CBWR": "COMPATIBLE",
    }
    return {**os.environ, **quiet, **(changes or {})}


def run(
    words: Sequence[str | Path], processes: int = 1, changes: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run to the end; the caller looks at the exit code."""
    return subprocess.run(
        command(words, processes),
        cwd=ROOT,
        env=environment(changes),
        capture_output=True,
        text=True,
        timeout=HANGS,
    )


def metrics(folder: Path) -> list[dict[str, float]]:
    """The log without the seconds that steps took."""
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    return [{k: v for k, v in row.items() if not k.endswith("seconds")} for row in rows]


def weights(folder: Path) -> dict[str, Tensor]:
    """Of the finished bundle's policy."""
    from safetensors.torch import load_file

    return load_file(folder / "bundle" / "policy" / "model.safetensors")
