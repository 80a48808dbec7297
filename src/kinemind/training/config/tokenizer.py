"""The motion tokenizer's stage."""

from __future__ import annotations

from pydantic import Field

from kinemind.tokenizer.vqvae import VQVAEConfig
from kinemind.training.config.stage import Stage


class TokenizerStage(Stage):
    """Training of the motion tokenizer (`kinemind train tokenizer`)."""

    vqvae: VQVAEConfig = VQVAEConfig()
    start_from: str = ""
    """Run folder of a tokenizer whose weights, codebooks and statistics to start from."""
    decoder_only: bool = False
    """Train the decoder alone: every token keeps its meaning.  `start_from` may then be a bundle's folder."""
    batch_size: int = Field(default=256, gt=0)
    window: int = Field(default=64, ge=16, multiple_of=4)
    warmup: int = 500
    weight_decay: float = 0.0
    bf16: bool = False
    mirror: bool = True
    composites: bool = True
    new_composites: int = 0
    """How many composites to make from the train clips beside the data's own."""
    balance: float = Field(default=0.5, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""
    commit_weight: float = 0.02
    features_weight: float = 1.0
    velocity_weight: float = 0.5
    joints_weight: float = 1.0
    slide_weight: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Weight of how much worse toes stand than the true ones (slide, hop, drag, sink), in metres a frame."""
    jerk_weight: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """Weight of the difference in each joint's mean jerk, in 100 m/s³ (reconstructions are too smooth)."""
    evaluate_every: int = 1000
