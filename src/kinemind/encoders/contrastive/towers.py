"""The two towers: frames of features, or word pieces, to one vector of unit length.

Shape suffixes: B rows, T frames, F feature size, P patches, L word pieces, S size of a piece, W width,
D dimension of the common space.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn import functional as F

from kinemind.encoders.contrastive.config import ContrastiveConfig


class MotionTransformer(nn.Module):
    """Patches of frames, a learnt first token, transformer layers; the first token's state is the answer."""

    def __init__(self, config: ContrastiveConfig, features: int) -> None:
        super().__init__()
        self.patch = config.patch
        self.embed = nn.Linear(features * config.patch, config.width)
        self.first = nn.Parameter(torch.randn(config.width) * 0.02)
        self.layers = _transformer(config, config.layers)
        self.norm = nn.LayerNorm(config.width)
        self.out = nn.Linear(2 * config.width, config.dimension)

    def forward(self, x: Float[Tensor, "B T F"], mask: Bool[Tensor, "B T"]) -> Float[Tensor, "B D"]:
        short = -x.shape[1] % self.patch
        x = F.pad(x * mask[..., None], (0, 0, 0, short))
        real = F.pad(mask, (0, short)).unflatten(1, (-1, self.patch)).any(-1)
        patches = self.embed(x.unflatten(1, (-1, self.patch)).flatten(2))
        patches = patches + positions(patches.shape[1], patches.shape[2], patches.device)
        rows = torch.cat([self.first.expand(len(x), 1, -1), patches], 1)
        seen = F.pad(real, (1, 0), value=True)
        states = self.norm(self.layers(rows, src_key_padding_mask=~seen))
        pooled = torch.cat([states[:, 0], masked_mean(states[:, 1:], real)], -1)
        return F.normalize(self.out(pooled), dim=-1)


class MotionConvolution(nn.Module):
    """A strided convolution, residual dilated ones, and a pooling by learnt queries."""

    def __init__(self, config: ContrastiveConfig, features: int) -> None:
        super().__init__()
        self.stride = config.patch
        self.embed = nn.Conv1d(features, config.width, 2 * config.patch, config.patch, config.patch // 2)
        self.blocks = nn.ModuleList(
            _ConvolutionBlock(config.width, 2 ** (n % 4), config.dropout) for n in range(config.layers)
        )
        self.pool = QueryPool(config.width, config.width, config.heads, config.dropout)
        self.out = nn.Linear(config.width, config.dimension)

    def forward(self, x: Float[Tensor, "B T F"], mask: Bool[Tensor, "B T"]) -> Float[Tensor, "B D"]:
        short = -x.shape[1] % self.stride + self.stride
        x = F.pad(x * mask[..., None], (0, 0, 0, short))
        real = F.pad(mask, (0, short)).unflatten(1, (-1, self.stride)).any(-1)
        states = self.embed(x.mT).mT
        real = real[:, : states.shape[1]]
        for block in self.blocks:
            states = block(states, real)
        return F.normalize(self.out(self.pool(states, real)), dim=-1)


class _ConvolutionBlock(nn.Module):
    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.wide = nn.Conv1d(width, width, 3, padding=dilation, dilation=dilation)
        self.mix = nn.Linear(width, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, real: Tensor) -> Tensor:
        y = self.norm(x) * real[..., None]
        y = F.gelu(self.wide(y.mT).mT)
        return x + self.drop(self.mix(y))


class TextTransformer(nn.Module):
    """Word pieces of the sentence encoder through transformer layers; mean and first state are the answer."""

    def __init__(self, config: ContrastiveConfig) -> None:
        super().__init__()
        self.embed = nn.Sequential(nn.Dropout(config.dropout), nn.Linear(config.sentence_size, config.width))
        self.layers = _transformer(config, config.text_layers)
        self.norm = nn.LayerNorm(config.width)
        self.out = nn.Linear(2 * config.width, config.dimension)

    def forward(self, x: Float[Tensor, "B L S"], mask: Bool[Tensor, "B L"]) -> Float[Tensor, "B D"]:
        rows = self.embed(x)
        rows = rows + positions(rows.shape[1], rows.shape[2], rows.device)
        states = self.norm(self.layers(rows, src_key_padding_mask=~mask))
        pooled = torch.cat([states[:, 0], masked_mean(states, mask)], -1)
        return F.normalize(self.out(pooled), dim=-1)


class TextQueries(nn.Module):
    """Word pieces of the sentence encoder pooled by learnt queries, then two layers."""

    def __init__(self, config: ContrastiveConfig) -> None:
        super().__init__()
        self.drop = nn.Dropout(config.dropout)
        self.pool = QueryPool(config.sentence_size, 2 * config.width, config.heads, config.dropout)
        self.out = nn.Sequential(
            nn.LayerNorm(2 * config.width),
            nn.Linear(2 * config.width, 2 * config.width),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(2 * config.width, config.dimension),
        )

    def forward(self, x: Float[Tensor, "B L S"], mask: Bool[Tensor, "B L"]) -> Float[Tensor, "B D"]:
        return F.normalize(self.out(self.pool(self.drop(x), mask)), dim=-1)


class QueryPool(nn.Module):
    """Rows weighed by how well they answer learnt queries, one set of weights a head."""

    def __init__(self, size: int, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.score = nn.Linear(size, heads)
        self.value = nn.Linear(size, width)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Float[Tensor, "B L S"], mask: Bool[Tensor, "B L"]) -> Float[Tensor, "B W"]:
        weights = self.score(x).masked_fill(~mask[..., None], -torch.inf).softmax(1)
        values = self.value(self.drop(x)).unflatten(-1, (self.heads, -1))
        return torch.einsum("blh,blhw->bhw", weights, values).flatten(1)


def positions(count: int, width: int, device: torch.device) -> Float[Tensor, "P W"]:
    """Sinusoidal positions (Vaswani et al. 2017)."""
    at = torch.arange(count, device=device, dtype=torch.float32)[:, None]
    rate = torch.exp(torch.arange(0, width, 2, device=device) * (-math.log(10_000.0) / width))
    return torch.stack([(at * rate).sin(), (at * rate).cos()], -1).flatten(1)[:, :width]


def masked_mean(x: Float[Tensor, "B L W"], mask: Bool[Tensor, "B L"]) -> Float[Tensor, "B W"]:
    weight = mask[..., None].to(x.dtype)
    return (x * weight).sum(1) / weight.sum(1).clamp(min=1)


def _transformer(config: ContrastiveConfig, layers: int) -> nn.TransformerEncoder:
    layer = nn.TransformerEncoderLayer(
        config.width,
        config.heads,
        4 * config.width,
        config.dropout,
        "gelu",
        batch_first=True,
        norm_first=True,
    )
    return nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
