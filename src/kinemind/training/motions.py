"""What the tokenizer learns from: features of clips, composites and their mirror images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind import augmentation, compose
from kinemind.corpora import Composite, Corpus
from kinemind.errors import InputError
from kinemind.features import encode_many
from kinemind.motion import Motion


@dataclass(frozen=True, eq=False)
class Sample:
    """Metric features of one motion, and how often it is drawn."""

    features: Float[np.ndarray, "T D"]
    weight: float


def motion_samples(
    corpus: Corpus,
    split: str,
    mirror: bool = False,
    composites: Sequence[Composite] = (),
    balance: float = 0.5,
) -> list[Sample]:
    """Every clip of a split, then the composites given, then (with `mirror`) all of them mirrored.

    A clip's weight falls with the number of clips of its content, to the power `balance` (mean 1); composites
    weigh 1.
    Raises InputError where the split is empty or a composite belongs to another one.
    """
    clips = corpus.clips(split)
    if not clips:
        raise InputError(f"the corpus {corpus.name} has no clips in its {split} split")
    foreign = [c.id for c in composites if c.split != split]
    if foreign:
        raise InputError(f"the composite {foreign[0]} is not of the {split} split")
    by_id = augmentation.with_mirrors(clips)
    motions: list[Motion] = [c.motion for c in clips] + [compose.composite(r, by_id) for r in composites]
    weights = [*augmentation.balance_weights(clips, balance).tolist(), *([1.0] * len(composites))]
    flags = [False, True] if mirror else [False]
    samples = []
    for mirrored in flags:
        joints = [(m.mirror() if mirrored else m).joints for m in motions]
        features = encode_many(joints, motions[0].skeleton)
        samples += [Sample(f, weight) for f, weight in zip(features, weights, strict=True)]
    return samples
