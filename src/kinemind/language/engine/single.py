"""The forward pass over one row in numpy: there the calls are the cost, and numpy's are the cheaper ones."""

from __future__ import annotations

from math import sqrt

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from kinemind.language.engine.cache import Cache
from kinemind.language.engine.weights import Layer, Weights


class _Arrays:
    """A layer's matrices as numpy sees them, and the buffers that its products fill."""

    def __init__(self, layer: Layer, cache: Cache, number: int) -> None:
        products = (layer.qkv, layer.out, layer.gate_up, layer.down)
        self.qkv, self.out, self.gate_up, self.down = (product.weight.numpy() for product in products)
        self.biases = [None if product.bias is None else product.bias.numpy() for product in products]
        self.scale = None if layer.scale is None else layer.scale.numpy()
        self.keys, self.values = cache.keys[number, 0].numpy(), cache.values[number, 0].numpy()


class Single:
    """The first row of a cache."""

    def __init__(self, weights: Weights, cache: Cache) -> None:
        self.weights, self.cache = weights, cache
        self.layers = [_Arrays(layer, cache, number) for number, layer in enumerate(weights.layers)]
        self.embedding = weights.embedding.numpy()
        self.bias = None if cache.bias is None else cache.bias[0, :1].numpy()
        shape = weights.shape
        self.rotations = weights.rotations(torch.arange(cache.room)).numpy()
        self.least = shape.hidden * shape.eps
        self.least_of_head = np.float32(shape.size * shape.eps)

    @np.errstate(over="ignore")
    def step(self, token: int, position: int) -> Float[Tensor, "1 H"]:
        """One more token; the state as the output product takes it."""
        shape, time = self.weights.shape, self.cache.time + 1
        turned, inner = shape.heads + shape.groups, shape.inner
        rotation = self.rotations[position]
        bias = None if self.bias is None else self.bias[..., :time]
        x = self.embedding[token].copy()
        for layer in self.layers:
            qkv = _product(layer.qkv, self._normed(x), layer.biases[0]).reshape(-1, shape.size)
            qk = qkv[:turned]
            if layer.scale is not None:
                lengths = np.sqrt(np.einsum("hd,hd->h", qk, qk) + self.least_of_head)
                qk = qk / lengths[:, None]
                qk *= layer.scale
            qk = (qk.view(np.complex64) * rotation).view(np.float32)
            layer.keys[:, time - 1] = qk[shape.heads :]
            layer.values[:, time - 1] = qkv[turned:]
            q = qk[: shape.heads].reshape(shape.groups, -1, shape.size)
            scores = q @ layer.keys[:, :time].transpose(0, 2, 1)
            if bias is not None:
                scores += bias
            scores -= scores.max(-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(-1, keepdims=True)
            mixed = (scores @ layer.values[:, :time]).reshape(-1)
            x += _product(layer.out, mixed, layer.biases[1])
            both = _product(layer.gate_up, self._normed(x), layer.biases[2])
            gate = both[:inner]
            gate /= 1 + np.exp(-gate)
            gate *= both[inner:]
            x += _product(layer.down, gate, layer.biases[3])
        self.cache.time = time
        return torch.from_numpy(self._normed(x)[None])

    def _normed(self, x: Float[np.ndarray, " H"]) -> Float[np.ndarray, " H"]:
        return x * np.float32(1 / sqrt(float(x @ x) + self.least))


def _product(
    weight: Float[np.ndarray, "N K"], x: Float[np.ndarray, " K"], bias: Float[np.ndarray, " N"] | None
) -> Float[np.ndarray, " N"]:
    product = weight @ x
    if bias is not None:
        product += bias
    return product
