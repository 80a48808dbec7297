"""Untrained encoders of a few thousand weights."""

from __future__ import annotations

import torch

from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Role, Towers
from kinemind.features import HUMANML263, encode
from kinemind.features.normalisation import measure_normalisation
from tests.features.test_invariants import smooth_motion

TRANSFORMERS = ContrastiveConfig(
    motion="transformer", text="transformer", dimension=16, width=16, layers=1, text_layers=1, heads=2
)
CONVOLUTION = ContrastiveConfig(
    motion="convolution", text="queries", dimension=24, width=16, layers=2, heads=2, patch=4
)


def tiny_encoder(role: Role = "metric", config: ContrastiveConfig | None = None) -> MotionTextEncoder:
    """The metric encoder has transformers, the reward encoder convolutions, unless a config is given."""
    config = config or {"metric": TRANSFORMERS, "reward": CONVOLUTION}[role]
    torch.manual_seed(0)
    normalisation = measure_normalisation([encode(smooth_motion(seed)) for seed in range(3)], HUMANML263)
    towers = Towers(config, HUMANML263.size).eval()
    return MotionTextEncoder(towers, config, role, normalisation, HUMANML263)
