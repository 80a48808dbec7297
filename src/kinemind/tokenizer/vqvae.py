"""The motion VQ-VAE: 1-D convolutions over time, a quantizer in the middle (the T2M-GPT layout).

Source: Zhang et al., "T2M-GPT" (CVPR 2023).  Shape suffixes: B windows, T frames, D feature size,
C width, L latent frames (T / downsampling), Q quantizer levels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float, Int
from pydantic import BaseModel, ConfigDict
from torch import Tensor, nn
from torch.nn import functional as F

from kinemind.tokenizer.quantizer import Quantized, ResidualQuantizer


class VQVAEConfig(BaseModel):
    """Sizes of a motion tokenizer; the defaults are the plain 512-code VQ of the papers' line."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    num_codes: int = 512
    num_quantizers: int = 1
    code_dim: int = 512
    width: int = 512
    depth: int = 3
    dilation_growth: int = 3
    down_steps: int = 2
    ema_decay: float = 0.99
    activation: Literal["relu", "silu"] = "relu"

    @property
    def downsampling(self) -> int:
        return 2**self.down_steps


@dataclass(frozen=True)
class Reconstruction:
    """Normalised features [B, T, D] after the quantizer, the codes [B, L, Q], the commitment loss."""

    features: Float[Tensor, "B T D"]
    codes: Int[Tensor, "B L Q"]
    commit: Float[Tensor, ""]


class ResidualBlock(nn.Module):
    """Activation, dilated convolution, activation, 1x1 convolution, added to the input."""

    def __init__(self, width: int, dilation: int, activation: str) -> None:
        super().__init__()
        self.act = {"relu": F.relu, "silu": F.silu}[activation]
        self.wide = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Conv1d(width, width, 1)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        y = x + self.mix(self.act(self.wide(self.act(x))))
        return y if mask is None else y * mask


class Stack(nn.ModuleList):
    """Residual blocks with growing dilation, widest first in the encoder and last in the decoder."""

    def __init__(self, config: VQVAEConfig, widest_first: bool) -> None:
        dilations = [config.dilation_growth**i for i in range(config.depth)]
        order = dilations[::-1] if widest_first else dilations
        super().__init__(ResidualBlock(config.width, d, config.activation) for d in order)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        for block in self:
            x = block(x, mask)
        return x


class VQVAE(nn.Module):
    """Encoder, residual quantizer and decoder over normalised features.

    Windows shorter than the batch's length are padded and masked: activations are zeroed outside the mask
    after every block, so a padded window gives the codes that the bare one would.
    """

    def __init__(self, config: VQVAEConfig, feature_size: int) -> None:
        super().__init__()
        self.config, self.feature_size = config, feature_size
        width = config.width
        self.enter = nn.Conv1d(feature_size, width, 3, padding=1)
        self.down = nn.ModuleList(nn.Conv1d(width, width, 4, 2, 1) for _ in range(config.down_steps))
        self.down_blocks = nn.ModuleList(Stack(config, True) for _ in range(config.down_steps))
        self.to_code = nn.Conv1d(width, config.code_dim, 3, padding=1)
        self.quantizer = ResidualQuantizer(
            config.num_quantizers, config.num_codes, config.code_dim, config.ema_decay
        )
        self.from_code = nn.Conv1d(config.code_dim, width, 3, padding=1)
        self.up_blocks = nn.ModuleList(Stack(config, False) for _ in range(config.down_steps))
        self.up = nn.ModuleList(nn.Conv1d(width, width, 3, padding=1) for _ in range(config.down_steps))
        self.smooth = nn.Conv1d(width, width, 3, padding=1)
        self.leave = nn.Conv1d(width, feature_size, 3, padding=1)

    def latents(
        self, features: Float[Tensor, "B T D"], mask: Bool[Tensor, "B T"] | None = None
    ) -> Float[Tensor, "B L C"]:
        """Latent vectors before the quantizer; T must be a multiple of the downsampling."""
        x = features.transpose(1, 2)
        keep = None if mask is None else mask[:, None].to(x.dtype)
        x = F.relu(self.enter(x if keep is None else x * keep))
        x = x if keep is None else x * keep
        for down, blocks in zip(self.down, self.down_blocks, strict=True):
            x = down(x)
            if keep is not None:
                keep = keep[..., ::2]
                x = x * keep
            x = blocks(x, keep)
        return self.to_code(x).transpose(1, 2)

    def decode_latents(
        self, latents: Float[Tensor, "B L C"], mask: Bool[Tensor, "B L"] | None = None
    ) -> Float[Tensor, "B T D"]:
        """Normalised features from quantized latents."""
        x = latents.transpose(1, 2)
        keep = None if mask is None else mask[:, None].to(x.dtype)
        x = F.relu(self.from_code(x if keep is None else x * keep))
        x = x if keep is None else x * keep
        for up, blocks in zip(self.up, self.up_blocks, strict=True):
            x = blocks(x, keep).repeat_interleave(2, -1)
            x = up(x)
            if keep is not None:
                keep = keep.repeat_interleave(2, -1)
                x = x * keep
        x = F.relu(self.smooth(x))
        x = x if keep is None else x * keep
        return self.leave(x).transpose(1, 2)

    def forward(
        self,
        features: Float[Tensor, "B T D"],
        mask: Bool[Tensor, "B T"] | None = None,
        update: bool = False,
    ) -> Reconstruction:
        """Reconstruct a batch; `update` lets it move the codebooks (training)."""
        latents = self.latents(features, mask)
        quantized, codes, kept = self._quantized(latents, mask, update)
        vectors = quantized.vectors.reshape(latents.shape).to(latents.dtype)
        decoded = self.decode_latents(vectors, None if mask is None else kept)
        return Reconstruction(decoded, codes, quantized.commit)

    def _quantized(
        self, latents: Float[Tensor, "B L C"], mask: Bool[Tensor, "B T"] | None, update: bool
    ) -> tuple[Quantized, Int[Tensor, "B L Q"], Bool[Tensor, "B L"]]:
        """The quantizer's result for all latents in a row, the codes by clip, and which latents count."""
        step = self.config.downsampling
        kept = torch.ones_like(latents[..., 0], dtype=torch.bool) if mask is None else mask[:, ::step]
        with torch.autocast(latents.device.type, enabled=False):  # distances need full precision
            quantized = self.quantizer(latents.flatten(0, 1).float(), kept.flatten(), update)
        return quantized, quantized.codes.reshape(*latents.shape[:2], -1), kept

    @torch.no_grad()
    def encode(
        self, features: Float[Tensor, "B T D"], mask: Bool[Tensor, "B T"] | None = None
    ) -> Int[Tensor, "B L Q"]:
        """Codes of normalised features."""
        return self._quantized(self.latents(features, mask), mask, update=False)[1]

    @torch.no_grad()
    def decode(self, codes: Int[Tensor, "B L Q"]) -> Float[Tensor, "B T D"]:
        """Normalised features of codes."""
        return self.decode_latents(self.quantizer.lookup(codes))
