"""Mean and standard deviation of features: what the tokenizer sees is normalised, what people see is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float
from safetensors.numpy import load_file, save_file

from kinemind.errors import InputError
from kinemind.features.layout import FeatureLayout


@dataclass(frozen=True, eq=False)
class NormalisedFeatures:
    """Features with mean 0 and deviation about 1 [T, D]; a type of their own, apart from metric ones."""

    values: Float[np.ndarray, "T D"]


@dataclass(frozen=True, eq=False)
class Normalisation:
    """Mean and deviation [D] over the frames of a training split."""

    mean: Float[np.ndarray, "D"]
    std: Float[np.ndarray, "D"]

    def __post_init__(self) -> None:
        for values in (self.mean, self.std):
            if values.shape != self.mean.shape or not np.isfinite(values).all():
                raise InputError("mean and std must be finite vectors of one length")
        if (self.std <= 0).any():
            raise InputError("every standard deviation must be positive")

    def normalise(self, features: Float[np.ndarray, "T D"]) -> NormalisedFeatures:
        return NormalisedFeatures(((features - self.mean) / self.std).astype(np.float32))

    def save(self, path: Path) -> None:
        """Write mean and std as one safetensors file."""
        save_file({"mean": self.mean, "std": self.std}, path)

    @classmethod
    def load(cls, path: Path) -> Normalisation:
        """Read what `save` wrote.  Raises OSError, SafetensorError, KeyError or InputError."""
        stats = load_file(path)
        return cls(stats["mean"], stats["std"])

    def restore(self, features: NormalisedFeatures) -> Float[np.ndarray, "T D"]:
        return features.values * self.std + self.mean


def measure_normalisation(
    features: Sequence[Float[np.ndarray, "_ D"]], layout: FeatureLayout
) -> Normalisation:
    """Mean a dimension; deviation averaged over each kind of quantity, as HumanML3D's statistics do.

    One deviation for a whole kind keeps the proportions between joints, so a quiet joint's noise does not
    weigh like a moving one's path.
    """
    rows = np.concatenate([np.asarray(f, np.float64) for f in features])
    mean, std = rows.mean(0), rows.std(0)
    kinds = (
        layout.yaw_velocity,
        layout.root_velocity,
        layout.root_height,
        layout.positions,
        layout.rotations,
        layout.velocities,
        layout.contacts,
    )
    for kind in kinds:
        std[kind] = max(float(std[kind].mean()), 1e-4)
    return Normalisation(mean.astype(np.float32), std.astype(np.float32))
