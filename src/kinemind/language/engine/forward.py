"""The forward pass over several rows: whole prompts first, then a token a row."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Complex, Float, Int
from torch import Tensor

from kinemind.language.engine.cache import Cache
from kinemind.language.engine.weights import Layer, Weights


def normed(x: Float[Tensor, "*B H"], least: Float[Tensor, ""]) -> Float[Tensor, "*B H"]:
    """The RMS norm without its weight and without the root of the width: those are in the matrices.
    `least`: the root of width times epsilon."""
    return x / torch.hypot(torch.linalg.vector_norm(x, dim=-1, keepdim=True), least)


def read(
    weights: Weights,
    cache: Cache,
    tokens: Int[Tensor, "B L"],
    mask: Bool[Tensor, "B L"] | None,
    first: int = 0,
) -> Float[Tensor, "B H"]:
    """Prompts padded on the left (`mask`: what is no padding; None: nothing is) into the slots from `first`
    on; the state after their last tokens, as the output product takes it."""
    rows, length = tokens.shape
    slots = slice(first, first + rows)
    positions = torch.arange(length, device=tokens.device)
    allowed = None
    if mask is not None:
        positions = (mask.long().cumsum(-1) - 1).clamp_min(0)
        causal = torch.ones(length, length, dtype=torch.bool, device=tokens.device).tril()
        # padding looks at itself: a row of nothing but -inf would be NaN
        itself = torch.eye(length, dtype=torch.bool, device=tokens.device)
        allowed = ((causal & mask[:, None, :]) | itself)[:, None]
    rotation = weights.rotations(positions)[..., None, :]
    shape = weights.shape
    share = shape.heads // shape.groups
    x = F.embedding(tokens.flatten(), weights.embedding)
    for number, layer in enumerate(weights.layers):
        q, k, v = (part.transpose(1, 2) for part in _attended(weights, layer, x, rotation, (rows, length)))
        cache.keys[number, slots, :, :length] = k
        cache.values[number, slots, :, :length] = v
        k, v = (part.repeat_interleave(share, 1) for part in (k, v))
        mixed = F.scaled_dot_product_attention(
            q, k, v, attn_mask=allowed, is_causal=allowed is None, scale=1.0
        )
        x = _rest(weights, layer, x, mixed.transpose(1, 2).reshape(rows * length, -1))
    return normed(x.view(rows, length, -1)[:, -1], weights.least)


def step(
    weights: Weights, cache: Cache, tokens: Int[Tensor, " B"], rotation: Complex[Tensor, "B 1 half"]
) -> Float[Tensor, "B H"]:
    """One more token for each of the first rows of the cache; the state as the output product takes it."""
    shape, rows, time = weights.shape, len(tokens), cache.time + 1
    pairs = rows * shape.groups
    bias = None if cache.bias is None else cache.bias[:rows, :, :, :time].view(pairs, 1, time)
    x = F.embedding(tokens, weights.embedding)
    for number, layer in enumerate(weights.layers):
        q, k, v = _attended(weights, layer, x, rotation, (rows,))
        keys, values = cache.keys[number, :rows], cache.values[number, :rows]
        keys[:, :, time - 1] = k
        values[:, :, time - 1] = v
        q = q.reshape(pairs, -1, shape.size)
        keys, values = (part.flatten(0, 1)[:, :time] for part in (keys, values))
        scores = torch.bmm(q, keys.mT) if bias is None else torch.baddbmm(bias, q, keys.mT)
        mixed = torch.bmm(scores.softmax(-1), values)
        x = _rest(weights, layer, x, mixed.view(rows, -1))
    cache.time = time
    return normed(x, weights.least)


def _attended(
    weights: Weights, layer: Layer, x: Tensor, rotation: Tensor, lead: tuple[int, ...]
) -> tuple[Tensor, Tensor, Tensor]:
    """Queries, keys and values, [*lead, head, size]; the queries hold 1/sqrt(size)."""
    shape = weights.shape
    turned = shape.heads + shape.groups
    qkv = layer.qkv(normed(x, weights.least)).view(*lead, turned + shape.groups, shape.size)
    qk, v = qkv[..., :turned, :], qkv[..., turned:, :]
    if layer.scale is not None:
        qk = normed(qk, weights.least_of_head) * layer.scale
    qk = torch.view_as_real(torch.view_as_complex(qk.unflatten(-1, (-1, 2))) * rotation).flatten(-2)
    return qk[..., : shape.heads, :], qk[..., shape.heads :, :], v


def _rest(weights: Weights, layer: Layer, x: Tensor, mixed: Tensor) -> Float[Tensor, "B H"]:
    """The block after its attention."""
    x = layer.out.plus(x, mixed)
    gate, up = layer.gate_up(normed(x, weights.least)).chunk(2, -1)
    return layer.down.plus(x, F.silu(gate) * up)
