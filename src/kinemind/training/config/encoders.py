"""The stage of the two contrastive encoders."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.training.config.stage import Stage


class EncoderStage(Stage):
    """Training of one contrastive text–motion encoder (`kinemind train encoders --role reward|metric`)."""

    model: ContrastiveConfig = ContrastiveConfig()
    folds: int = Field(default=5, gt=1)
    fold: int = Field(default=0, ge=0)
    """The part of the train recordings, by the hash of the recording, that this encoder never sees."""
    mirror: bool = True
    composites: bool = True
    new_composites: int = Field(default=1500, ge=0)
    """How many composites to make from the train clips of the fold beside the data's own."""
    composite_share: float = Field(default=0.4, ge=0, lt=1)
    """Share of the draws that are composites."""
    balance: float = Field(default=0.5, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""
    batch_size: int = Field(default=128, gt=1)
    warmup: int = 100
    weight_decay: float = 0.05
    max_grad_norm: float = 1.0
    near_threshold: float = Field(default=0.9, ge=-1, le=1)
    """Cosine from which on captions of one meaning are no negatives of each other."""
    word_dropout: float = Field(default=0.1, ge=0, lt=1)
    """Share of the word pieces that are left out at random."""
    rewordings: int = Field(default=24, ge=0)
    """Wordings of every label from the bank of everyday phrasings."""
    captions: str = ""
    """Human captions without a motion (JSON lines with id and text): more wordings of plain labels."""
    reworded_share: float = Field(default=0.4, ge=0, lt=1)
    """Share of the draws, among motions that have them, whose caption is one of those wordings."""
    noise: float = Field(default=0.05, ge=0)
    """Deviation of the noise added to normalised features."""
    averaging: float = Field(default=0.998, ge=0, lt=1)
    """Decay of the running average of the weights, which is what is kept."""
    bf16: bool = False
    evaluate_every: int = 250


class EncoderStages(BaseModel):
    """The two encoders of a bundle, trained apart."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reward: EncoderStage = EncoderStage(
        model=ContrastiveConfig(motion="convolution", text="queries", dimension=256, layers=6, patch=4),
        seed=1,
        fold=1,
    )
    metric: EncoderStage = EncoderStage(seed=2, fold=2)
