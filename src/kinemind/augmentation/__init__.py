"""Augmentation of a train split: mirrored clips and captions, new composites, balancing weights."""

from kinemind.augmentation.balance import balance_weights
from kinemind.augmentation.build import build, refuse_foreign
from kinemind.augmentation.captions import mirror_caption
from kinemind.augmentation.mirror import mirror_clip, mirror_composite, mirror_id, with_mirrors

__all__ = [
    "balance_weights", "build", "mirror_caption", "mirror_clip", "mirror_composite", "mirror_id",
    "refuse_foreign", "with_mirrors",
]  # fmt: skip
