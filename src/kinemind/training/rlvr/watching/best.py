"""The best weights so far: kept in the run folder, and put back into the policy when the run has ended.

best/policy.safetensors  the weights that train (of a LoRA run its adapters and embeddings), and in its header
                         the step and the score; written aside and renamed, so always those of one report
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from kinemind.formats.files import written_aside


@dataclass(frozen=True)
class Kept:
    """Which step's weights are kept, and the score that chose them."""

    step: int
    score: float


class Best:
    """The weights with the highest score, the earliest among equals."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "best" / "policy.safetensors"

    def kept(self) -> Kept | None:
        """What is kept; None where nothing is, or where it cannot be read."""
        if not self.path.is_file():
            return None
        try:
            with safe_open(self.path, "pt") as file:
                said = file.metadata() or {}
            return Kept(int(said["step"]), float(said["score"]))
        except (OSError, SafetensorError, KeyError, ValueError):
            return None

    def offer(self, model: torch.nn.Module, step: int, score: float) -> bool:
        """Keep the weights where the score is above that of what is kept; whether they were.

        A step that is done again after a kill replaces what it left before.
        """
        before = self.kept()
        if not isfinite(score) or (before is not None and before.step != step and score <= before.score):
            return False
        weights = {
            name: weight.detach().to("cpu").contiguous()
            for name, weight in model.named_parameters()
            if weight.requires_grad
        }
        with written_aside(self.path) as aside:
            save_file(weights, aside, {"step": str(step), "score": repr(score)})
        return True

    def put_back(self, model: torch.nn.Module) -> Kept | None:
        """Load what is kept into the model; None where nothing is, and the model stays as it is."""
        kept = self.kept()
        if kept is None:
            return None
        parameters = dict(model.named_parameters())
        with torch.no_grad(), safe_open(self.path, "pt") as file:
            for name in file.keys():  # noqa: SIM118  (a safetensors file is no mapping)
                parameters[name].copy_(file.get_tensor(name))
        return kept
