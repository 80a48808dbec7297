"""Training windows for the motion tokenizer: fixed length, short clips padded and masked, never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from kinemind.features.layout import FeatureLayout
from kinemind.features.normalisation import Normalisation


@dataclass(frozen=True, eq=False)
class WindowBatch:
    """Normalised features, which frames are real, and the height of a standing toe in each clip (metres)."""

    features: Float[np.ndarray, "B T D"]
    mask: Bool[np.ndarray, "B T"]
    floor: Float[np.ndarray, " B"]


class Windows:
    """Windows at random places of clips; which ones step n gets depends on the seed and n alone.

    A clip is drawn in proportion to its weight times its length, so every frame of equal weight is seen
    equally often, edges included.
    """

    def __init__(
        self,
        features: Sequence[Float[np.ndarray, "_ D"]],
        weights: Sequence[float],
        normalisation: Normalisation,
        window: int,
        batch_size: int,
        seed: int,
        multiple: int,
        floors: Sequence[float] = (),
    ) -> None:
        self.floors = np.asarray(floors if len(floors) else [0.0] * len(features), np.float32)
        self.clips = [normalisation.normalise(f).values for f in features]
        self.window, self.batch_size, self.seed, self.multiple = window, batch_size, seed, multiple
        share = np.asarray(weights, float) * np.array([max(len(c), window // 2) for c in self.clips])
        self.cumulative = np.cumsum(share / share.sum())

    def batch(self, step: int) -> WindowBatch:
        rng = np.random.default_rng([self.seed, step])
        picks = np.minimum(np.searchsorted(self.cumulative, rng.random(self.batch_size)), len(self.clips) - 1)
        features = np.zeros((self.batch_size, self.window, self.clips[0].shape[1]), np.float32)
        mask = np.zeros((self.batch_size, self.window), bool)
        for row, pick in enumerate(picks):
            clip = self.clips[pick]
            start = int(rng.integers(0, max(len(clip) - self.window, 0) + 1))
            piece = clip[start : start + self.window]
            features[row, : len(piece)] = piece
            held = min(-(-len(piece) // self.multiple) * self.multiple, self.window)
            features[row, len(piece) : held] = piece[-1]
            mask[row, :held] = True
        return WindowBatch(features, mask, self.floors[picks])


def floor_height(features: Float[np.ndarray, "T D"], layout: FeatureLayout) -> float:
    """The 5th-percentile toe height of a clip of metric features, in metres: its floor (FACTS.md §5)."""
    heights = [layout.positions.start + 3 * (toe - 1) + 1 for toe in layout.skeleton.feet[1::2]]
    return float(np.percentile(features[:, heights], 5)) * layout.metres_per_unit
