"""Reading a transformers model into the engine's matrices; None for a model it does not know."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from kinemind.language.engine.product import Product
from kinemind.language.engine.weights import Layer, Shape, Weights

if TYPE_CHECKING:
    from transformers import PreTrainedModel

LARGEST = 2 << 30
"""Bytes of weights up to which a model is read into the engine, which keeps up to two copies of them."""
ROTATIONS = ("default", "linear", "llama3", "yarn")
"""Kinds of rotary embedding whose frequencies do not depend on the length of the text."""


def version(model: PreTrainedModel) -> tuple[Any, ...]:
    """Changes with the weights: by an optimiser's step, by loading, by moving to another device."""
    return tuple(
        (p.data_ptr(), 0 if p.is_inference() else p._version, p.dtype, p.device) for p in model.parameters()
    )


def knows(model: nn.Module) -> bool:
    """Whether the engine computes what this model does: Qwen2 or Qwen3 as transformers makes them."""
    from transformers import Qwen2ForCausalLM, Qwen3ForCausalLM

    if type(model) not in (Qwen2ForCausalLM, Qwen3ForCausalLM):
        return False
    model = cast("PreTrainedModel", model)
    config, parameters = model.config, list(model.parameters())
    weights = [
        module for name, module in model.named_modules() if name.endswith("_proj") or name == "lm_head"
    ]
    return (
        all(type(module) is nn.Linear for module in weights)
        and type(model.get_input_embeddings()) is nn.Embedding
        and not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())
        and {(p.dtype, p.device) for p in parameters} == {(model.dtype, model.device)}
        and model.device.type in ("cpu", "cuda")
        and model.dtype in (torch.float32, torch.bfloat16, torch.float16)
        and config.hidden_act == "silu"
        and set(config.layer_types) == {"full_attention"}
        and config.rope_parameters["rope_type"] in ROTATIONS
        and sum(p.numel() * p.element_size() for p in parameters) <= LARGEST
    )


@torch.inference_mode()
def fuse(model: PreTrainedModel, dtype: torch.dtype | None = None) -> Weights | None:
    """The engine's weights in `dtype` (None: the model's own), or None for a model it does not know."""
    if not knows(model):
        return None
    inner: Any = model.model
    config, dtype = model.config, dtype or model.dtype
    size = inner.layers[0].self_attn.head_dim
    shape = Shape(
        config.hidden_size, config.intermediate_size, config.num_attention_heads, config.num_key_value_heads,
        size, config.rms_norm_eps,
    )  # fmt: skip
    head: Any = model.lm_head
    return Weights(
        shape=shape,
        embedding=inner.embed_tokens.weight.detach().float(),
        layers=tuple(_layer(layer, shape, dtype) for layer in inner.layers),
        head=_normed(head.weight, inner.norm).to(dtype),
        head_bias=None if head.bias is None else head.bias.to(dtype),
        frequencies=inner.rotary_emb.inv_freq.float().to(model.device),
        rotation_scale=float(inner.rotary_emb.attention_scaling),
        dtype=dtype,
    )


def _layer(layer: Any, shape: Shape, dtype: torch.dtype) -> Layer:
    attention, mlp = layer.self_attn, layer.mlp
    pairs = _pairs(shape.size, attention.q_proj.weight.device)
    qk_norm = hasattr(attention, "q_norm")
    scale = None
    if qk_norm:  # the norms' sqrt(size) goes in, the queries' 1/sqrt(size) takes it out again
        query, key = attention.q_norm.weight.float()[pairs], attention.k_norm.weight.float()[pairs]
        scale = torch.cat([query.repeat(shape.heads, 1), sqrt(shape.size) * key.repeat(shape.groups, 1)])
    rows, biases = [], []
    for name, pairing in (("q_proj", True), ("k_proj", True), ("v_proj", False)):
        projection = getattr(attention, name)
        factor = 1 / sqrt(shape.size) if name == "q_proj" and not qk_norm else 1.0
        weight, bias = projection.weight.float() * factor, projection.bias
        bias = weight.new_zeros(len(weight)) if bias is None else bias.float() * factor
        if pairing:
            weight = weight.view(-1, shape.size, weight.shape[1])[:, pairs].flatten(0, 1)
            bias = bias.view(-1, shape.size)[:, pairs].flatten()
        rows.append(weight)
        biases.append(bias)
    biased = attention.q_proj.bias is not None
    gate_up = torch.cat([mlp.gate_proj.weight, mlp.up_proj.weight])
    return Layer(
        qkv=_product(
            _normed(torch.cat(rows), layer.input_layernorm), torch.cat(biases) if biased else None, dtype
        ),
        scale=scale,
        out=_product(attention.o_proj.weight, attention.o_proj.bias, dtype),
        gate_up=_product(_normed(gate_up, layer.post_attention_layernorm), None, dtype),
        down=_product(mlp.down_proj.weight, None, dtype),
    )


def _normed(weight: Tensor, norm: Any) -> Float[Tensor, "N K"]:
    """The matrix that takes what is not yet multiplied by the norm's weight and the root of its width."""
    return weight.float() * (norm.weight.float() * sqrt(weight.shape[1]))


def _product(weight: Tensor, bias: Tensor | None, dtype: torch.dtype) -> Product:
    return Product(weight.detach().to(dtype).contiguous(), None if bias is None else bias.detach().to(dtype))


def _pairs(size: int, device: torch.device) -> Int[Tensor, " size"]:
    """Order in which the two halves of a head take turns."""
    return torch.arange(size, device=device).view(2, -1).T.flatten()
