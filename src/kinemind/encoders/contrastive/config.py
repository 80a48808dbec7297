"""Sizes of a contrastive text–motion encoder."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kinemind.encoders.sentence import OFFLINE


class ContrastiveConfig(BaseModel):
    """Two towers that end in one space of `dimension` numbers.

    `motion`: a transformer over patches of frames, or dilated convolutions; `text`: a transformer over the
    sentence encoder's word pieces, or a pooling of them by learnt queries.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    motion: Literal["transformer", "convolution"] = "transformer"
    text: Literal["transformer", "queries"] = "transformer"
    dimension: int = Field(default=128, gt=1)
    width: int = Field(default=192, gt=0)
    layers: int = Field(default=4, gt=0)
    text_layers: int = Field(default=2, gt=0)
    heads: int = Field(default=4, gt=0)
    patch: int = Field(default=8, gt=0)
    """Frames in a patch (transformer), or the stride of the first convolution."""
    dropout: float = Field(default=0.1, ge=0, lt=1)
    sentence_encoder: str = OFFLINE
    """Name or folder of the frozen sentence encoder."""
    sentence_size: int = Field(default=384, gt=0)
