"""What evaluation asks of a network that puts captions and motions into one space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float

from kinemind.corpora import Caption
from kinemind.motion import Motion


@runtime_checkable
class Embedder(Protocol):
    """Captions and motions as vectors; the nearer (Euclidean distance), the better they fit."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def embed_motions(self, motions: Sequence[Motion]) -> Float[np.ndarray, "N D"]: ...
    def embed_features(self, features: Sequence[Float[np.ndarray, "_ F"]]) -> Float[np.ndarray, "N D"]: ...
    def embed_captions(self, captions: Sequence[Caption]) -> Float[np.ndarray, "N D"]: ...
