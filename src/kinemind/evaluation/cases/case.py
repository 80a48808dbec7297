"""A case of an evaluation: a motion and the captions that describe the whole of it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.corpora import Caption, Clip
from kinemind.features import encode
from kinemind.motion import Motion


@dataclass(frozen=True, eq=False)
class Case:
    """A motion (ground truth) with its captions; its sub-actions are `motion.steps`.

    Cases of one `key` are equally right answers to each other's captions.  `kind` is single, composite,
    sequence or segment.  A case cut out of a longer motion names that motion in `whole`, and in `first`
    the frame where it begins there.
    """

    id: str
    motion: Motion
    captions: tuple[Caption, ...]
    key: tuple[Hashable, ...]
    kind: str = "single"
    whole: Motion | None = None
    first: int = 0

    @property
    def num_features(self) -> int:
        """Feature frames of the motion: one less than its frames of joints."""
        return len(self.motion) - 1

    def features(self) -> Float[np.ndarray, "T D"]:
        """HumanML3D features (not normalised) of the case, `num_features` frames.

        A cut is made in the features of the whole motion, as the public loaders make it in the published
        vectors: the features of the cut alone have another heading and floor (on the example 012314 cut at
        frames 20 to 100 positions differ by 28 mm on average, at the first frame by up to 1 m).
        """
        source = self.motion if self.whole is None else self.whole
        vectors: np.ndarray = encode(source.joints.astype(np.float64), source.skeleton)
        return vectors[self.first : self.first + self.num_features]


def whole_captions(clip: Clip) -> tuple[Caption, ...]:
    """The captions that describe the whole clip."""
    return tuple(caption for caption in clip.captions if caption.start is None)


def clip_key(clip: Clip) -> tuple[Hashable, ...]:
    """Content, style and side where the clip is labelled, else its own id."""
    return (clip.id,) if clip.content is None else (clip.content, clip.style, clip.side)
