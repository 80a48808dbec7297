"""Losses of the motion tokenizer: smooth-L1 on the features, and what they mean once recovered to joints.

Source: T2M-GPT (smooth-L1 reconstruction with a velocity term); the joint terms are the same distance
taken where it is felt, on the recovered joints, since small yaw errors add up along a clip.  The slide
term is the foot slide of FACTS.md §5 made differentiable.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor
from torch.nn import functional as F

from kinemind.features import recover_from_positions
from kinemind.features.layout import FeatureLayout
from kinemind.metrics.plausibility.toes import CONTACT_HEIGHT, CONTACT_VERTICAL_SPEED

_SOFT_HEIGHT = 0.01
"""Metres over which a decoded toe stops counting as low."""
_SOFT_SPEED = 0.03
"""Metres a second over which a decoded toe stops counting as steady."""


@dataclass(frozen=True)
class TokenizerLoss:
    """Terms of one batch, each a scalar.

    `slide` is in metres a frame; `mpjpe_mm` is root-aligned, for watching.
    """

    features: Float[Tensor, ""]
    velocity: Float[Tensor, ""]
    joints: Float[Tensor, ""]
    slide: Float[Tensor, ""]
    jerk: Float[Tensor, ""]
    mpjpe_mm: Float[Tensor, ""]


def tokenizer_loss(
    predicted: Float[Tensor, "B T D"],
    target: Float[Tensor, "B T D"],
    mask: Bool[Tensor, "B T"],
    mean: Float[Tensor, "D"],
    std: Float[Tensor, "D"],
    layout: FeatureLayout,
    floor: Float[Tensor, "B"] | None = None,
) -> TokenizerLoss:
    """Distances between normalised features, masked to the real frames.

    `velocity` compares what the joints do from frame to frame in the world (unit 2 cm a frame), feet
    twice; `joints` where they are from the root, hands and feet twice (unit 10 cm); `slide` is
    `excess_slide` above the `floor` of each window's clip (metres, 0 where it is not given); `jerk` is
    `lacking_jerk` (unit 100 m/s³).
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
    floor = torch.zeros_like(ours[:, 0, 0, 0]) if floor is None else floor
    slide = excess_slide(ours, theirs, mask, floor, layout)
    jerk = lacking_jerk(ours, theirs, mask, layout.fps) / 100
    return TokenizerLoss(features, velocity / 0.02, joints / 0.1, slide, jerk, mpjpe.detach() * 1000)


def excess_slide(
    ours: Float[Tensor, "B T J 3"],
    theirs: Float[Tensor, "B T J 3"],
    mask: Bool[Tensor, "B T"],
    floor: Float[Tensor, "B"],
    layout: FeatureLayout,
) -> Float[Tensor, ""]:
    """How much worse decoded toes stand than the true ones, metres a frame and true contact, 0 and up.

    `ours` and `theirs` are joints in the world (metres, y up, root path included), `floor` the height of a
    standing toe (metres).  While the true toe is in contact (as `sliding_contacts` has it), what counts is
    the way of the decoded one above the true way, along the floor and up or down.  While it is not, a decoded
    toe that drags where the true one swings: its way along the floor times how far it counts as in contact,
    which lifts it and never slows it down.  At any time, how deep it is below y = 0.
    """
    toes = list(layout.skeleton.feet[1::2])
    true_way, true_low, true_rise = _toe_steps(theirs[:, :, toes], floor)
    contact = (true_low < CONTACT_HEIGHT) & (true_rise * layout.fps < CONTACT_VERTICAL_SPEED)
    pair = (mask[:, 1:] & mask[:, :-1])[..., None]
    swing, contact = ~contact & pair, contact & pair
    # heights count from where the decoded toes stand: lifting the whole body is no way out
    raised = (ours - theirs)[:, 1:, toes, 1] * contact
    raised = raised.sum((1, 2)) / contact.sum((1, 2)).clamp(min=1)
    way, low, rise = _toe_steps(ours[:, :, toes], floor + raised)
    # and neither is a toe that hops to get out of contact
    standing = (F.relu(way - true_way) + F.relu(rise - true_rise)) * contact
    counts, true_counts = _counts(low, rise * layout.fps), _counts(true_low, true_rise * layout.fps)
    dragging = F.relu(way.detach() * counts - true_way * true_counts) * swing
    depth = F.relu(theirs[:, 1:, toes, 1].clamp(max=0) - ours[:, 1:, toes, 1]) * pair
    return (standing + dragging + depth).sum() / contact.sum().clamp(min=1)


def lacking_jerk(
    ours: Float[Tensor, "B T J 3"], theirs: Float[Tensor, "B T J 3"], mask: Bool[Tensor, "B T"], fps: float
) -> Float[Tensor, ""]:
    """How far each joint's mean jerk in a window is from the true one's, m/s³, 0 and up.

    Distances to the truth are least for the mean of what a code may stand for, which is smoother than any
    of it; the amount of jerk, wherever it lies in the window, says how sharp the motion was.
    """
    whole = (mask[:, 3:] & mask[:, :-3]).to(ours.dtype)[..., None]
    amounts = [
        ((torch.diff(joints, n=3, dim=1).square().sum(-1) + 1e-10).sqrt() * whole).sum(1)
        / whole.sum(1).clamp(min=1)
        for joints in (ours, theirs)
    ]
    return (amounts[0] - amounts[1]).abs().mean() * fps**3


def _toe_steps(
    toes: Float[Tensor, "B T K 3"], floor: Float[Tensor, "B"]
) -> tuple[Float[Tensor, "B S K"], Float[Tensor, "B S K"], Float[Tensor, "B S K"]]:
    """From frame to frame: horizontal way, the greater height above the floor, and rise or fall; metres."""
    step = toes[:, 1:] - toes[:, :-1]
    way = (step[..., [0, 2]].square().sum(-1) + 1e-10).sqrt()
    height = toes[..., 1] - floor[:, None, None]
    return way, torch.maximum(height[:, 1:], height[:, :-1]), step[..., 1].abs()


def _counts(low: Float[Tensor, "B S K"], rise: Float[Tensor, "B S K"]) -> Float[Tensor, "B S K"]:
    """How far a toe at that height (metres), at that vertical speed (m/s), counts as in contact: 0 to 1."""
    is_low = torch.sigmoid((CONTACT_HEIGHT - low) / _SOFT_HEIGHT)
    return is_low * torch.sigmoid((CONTACT_VERTICAL_SPEED - rise) / _SOFT_SPEED)
