"""Residual vector quantizer with codebooks kept as moving averages; one level is the plain VQ.

Sources: van den Oord et al. 2017 (VQ, EMA update), T2M-GPT (Zhang et al., CVPR 2023: reset of dead codes),
SoundStream (Zeghidour et al. 2021: residual levels).  `argmin ||c_n - z||` picks the code.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Quantized:
    """Straight-through vectors [N, C], codes [N, Q], commitment loss (scalar)."""

    vectors: Float[Tensor, "N C"]
    codes: Int[Tensor, "N Q"]
    commit: Float[Tensor, ""]


class ResidualQuantizer(nn.Module):
    """`levels` codebooks of `num_codes` vectors; level q quantizes what the levels before it left over.

    A code used less than `dead_below` times its fair share starts again at a vector of the batch.
    """

    codebooks: Tensor
    counts: Tensor
    sums: Tensor
    ready: Tensor

    def __init__(
        self, levels: int, num_codes: int, dim: int, decay: float = 0.99, dead_below: float = 0.1
    ) -> None:
        super().__init__()
        self.levels, self.num_codes, self.decay, self.dead_below = levels, num_codes, decay, dead_below
        self.register_buffer("codebooks", torch.zeros(levels, num_codes, dim))
        self.register_buffer("counts", torch.ones(levels, num_codes))
        self.register_buffer("sums", torch.zeros(levels, num_codes, dim))
        self.register_buffer("ready", torch.zeros((), dtype=torch.bool))

    def nearest(self, level: int, vectors: Float[Tensor, "N C"]) -> Int[Tensor, "N"]:
        """Index of the nearest code of one level."""
        book = self.codebooks[level]
        return (vectors @ book.T - 0.5 * (book * book).sum(-1)).argmax(-1)

    def forward(
        self, vectors: Float[Tensor, "N C"], keep: Bool[Tensor, "N"], update: bool = False
    ) -> Quantized:
        """Quantize; with `update` the kept vectors move the codebooks (moving averages, dead codes reset)."""
        residual = vectors.float()
        total = torch.zeros_like(residual)
        commit = residual.new_zeros(())
        codes = []
        for level in range(self.levels):
            seen = residual.detach()[keep]
            if update and not bool(self.ready):
                self._start(level, seen)
            index = self.nearest(level, residual.detach())
            if update:
                self._move(level, seen, index[keep])
            chosen = F.embedding(index, self.codebooks[level])
            commit = commit + F.mse_loss(residual[keep], chosen[keep])
            total = total + chosen
            residual = residual - chosen
            codes.append(index)
        if update:
            self.ready.fill_(True)
        straight = vectors + (total - vectors).detach()
        return Quantized(straight, torch.stack(codes, -1), commit / self.levels)

    def lookup(self, codes: Int[Tensor, "*B Q"]) -> Float[Tensor, "*B C"]:
        """Sum of the codes' vectors over the levels given."""
        return torch.stack([self.codebooks[q][codes[..., q]] for q in range(codes.shape[-1])]).sum(0)

    @torch.no_grad()
    def _start(self, level: int, seen: Float[Tensor, "N C"]) -> None:
        book = self._samples(seen, self.num_codes)
        self.codebooks[level], self.sums[level] = book, book
        self.counts[level] = 1.0

    @torch.no_grad()
    def _move(self, level: int, seen: Float[Tensor, "N C"], index: Int[Tensor, "N"]) -> None:
        count = torch.bincount(index, minlength=self.num_codes).to(seen.dtype)
        total = torch.zeros_like(self.sums[level]).index_add_(0, index, seen)
        self.counts[level].mul_(self.decay).add_(count, alpha=1 - self.decay)
        self.sums[level].mul_(self.decay).add_(total, alpha=1 - self.decay)
        fair = self.counts[level].mean()
        dead = self.counts[level] < self.dead_below * fair
        if bool(dead.any()):
            self.sums[level][dead] = self._samples(seen, int(dead.sum())) * fair
            self.counts[level][dead] = fair
        self.codebooks[level] = self.sums[level] / self.counts[level][:, None].clamp(min=1e-6)

    def _samples(self, seen: Float[Tensor, "N C"], count: int) -> Float[Tensor, "K C"]:
        """`count` of the vectors at random, with a little noise so that repeats part."""
        pick = torch.randint(len(seen), (count,), device=seen.device)
        return seen[pick] + 0.01 * seen.std() * torch.randn_like(seen[pick])
