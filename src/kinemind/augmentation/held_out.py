"""Sentences that the evaluation keeps for itself: no caption that is made for training may be one."""

from __future__ import annotations

import re
import zlib

from kinemind.augmentation.captions import mirror_caption

HELD_OUT = frozenset((
    2692313278, 3665662991, 4274900588, 155366791, 799634557, 570089044, 851947324, 1578628996,
    1625214456, 2580532000, 862721418, 6381500, 792345351, 181407466, 2271803883, 3662150123,
    1251861861, 2527057600, 3911258461, 1923723439,
))  # fmt: skip
"""CRC-32 of the sentences that a check keeps for itself; see `is_held_out`."""


def is_held_out(text: str) -> bool:
    """Whether a caption, or its mirror image, is a prompt that the evaluation keeps for itself.

    Kept as digests: training and evaluation do not import one another.
    """
    return any(_digest(side) in HELD_OUT for side in (text, mirror_caption(text)))


def _digest(text: str) -> int:
    return zlib.crc32(" ".join(re.findall(r"[a-z]+", text.lower())).encode())
