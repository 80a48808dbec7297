"""Losses of the motion tokenizer: smooth-L1 on the features, and what they mean once recovered to joints.

Source: T2M-GPT (smooth-L1 reconstruction with a velocity term); the joint terms are the same distance
taken where it is felt, on the recovered joints, since small yaw errors add up along a clip.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional as F

from kinemind.features import recover_from_positions
from kinemind.features.layout import FeatureLayout


@dataclass(frozen=True)
class TokenizerLoss:
    """Terms of one batch, each a scalar; `mpjpe_mm` is root-aligned, for watching."""

    features: Float[Tensor, ""]
    velocity: Float[Tensor, ""]
    joints: Float[Tensor, ""]
    mpjpe_mm: Float[Tensor, ""]


def tokenizer_loss(
    predicted: Float[Tensor, "B T D"],
    target: Float[Tensor, "B T D"],
    mask: Bool[Tensor, "B T"],
    mean: Float[Tensor, "D"],
    std: Float[Tensor, "D"],
    layout: FeatureLayout,
) -> TokenizerLoss:
    """Distances between normalised features, masked to the real frames.

    `velocity` compares what the joints do from frame to frame in the world (unit 2 cm a frame), feet
    twice; `joints` where they are from the root, hands and feet twice (unit 10 cm).
    """
    keep = mask.to(target.dtype)[..., None]
    total = keep.sum().clamp(min=1.0)
    features = (F.smooth_l1_loss(predicted, target, reduction="none") * keep).sum()
    features = features / (total * target.shape[-1])

    ours = recover_from_positions(predicted * std + mean, layout.skeleton)
    theirs = recover_from_positions(target * std + mean, layout.skeleton)
    away = (ours - ours[..., :1, :]) - (theirs - theirs[..., :1, :])
    distance = (away.square().sum(-1) + 1e-8).sqrt()
    ends = [*layout.skeleton.feet, *layout.skeleton.hands]
    distance = torch.cat([distance, distance[..., ends]], -1)
    joints = (distance * keep).sum() / (total * distance.shape[-1])
    mpjpe = (distance[..., : layout.skeleton.num_joints] * keep).sum() / (total * layout.skeleton.num_joints)

    pair = (mask[:, 1:] & mask[:, :-1]).to(target.dtype)[..., None]
    slip = ((ours - theirs)[:, 1:] - (ours - theirs)[:, :-1]).square().sum(-1).add(1e-8).sqrt()
    slip = torch.cat([slip, slip[..., list(layout.skeleton.feet)]], -1)
    velocity = (slip * pair).sum() / (pair.sum().clamp(min=1.0) * slip.shape[-1])
    return TokenizerLoss(features, velocity / 0.02, joints / 0.1, mpjpe.detach() * 1000)
