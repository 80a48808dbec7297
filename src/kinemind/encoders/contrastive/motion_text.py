"""A trained pair of towers with the statistics of its features: captions and motions to unit vectors."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jaxtyping import Bool, Float
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from kinemind.corpora import Caption
from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.towers import (
    MotionConvolution,
    MotionTransformer,
    TextQueries,
    TextTransformer,
)
from kinemind.encoders.sentence import SentenceEncoder, sentence_encoder
from kinemind.errors import InputError
from kinemind.features import encode
from kinemind.features.layout import LAYOUTS, FeatureLayout
from kinemind.features.normalisation import Normalisation
from kinemind.formats.files import written_aside
from kinemind.motion import Motion

Role = Literal["reward", "metric"]
MIN_FRAMES = 5
"""Shortest motion that is embedded."""
BATCH = 64


class Towers(nn.Module):
    """Motion and text tower of one config."""

    def __init__(self, config: ContrastiveConfig, features: int) -> None:
        super().__init__()
        motion = {"transformer": MotionTransformer, "convolution": MotionConvolution}[config.motion]
        text = {"transformer": TextTransformer, "queries": TextQueries}[config.text]
        self.motion = motion(config, features)
        self.text = text(config)
        self.log_scale = nn.Parameter(torch.tensor(2.3))  # 1 / temperature = e^2.3 = 10 at the start


@dataclass(frozen=True, eq=False)
class MotionTextEncoder:
    """Towers, their role, the statistics of the features they were trained with, and the layout.

    Fulfils `kinemind.encoders.embedder.Embedder`.  Vectors have unit length: the cosine of two is
    1 - d²/2 of their Euclidean distance d in [0, 2].
    """

    towers: Towers
    config: ContrastiveConfig
    role: Role
    normalisation: Normalisation
    layout: FeatureLayout

    @property
    def name(self) -> str:
        return f"{self.role} ({self.config.motion} and {self.config.text})"

    @property
    def dimension(self) -> int:
        return self.config.dimension

    @property
    def device(self) -> torch.device:
        return self.towers.log_scale.device

    def to(self, device: str | torch.device) -> MotionTextEncoder:
        """The same encoder on another device; this one stays where it is."""
        if torch.empty(0, device=device).device == self.device:
            return self
        return replace(self, towers=copy.deepcopy(self.towers).to(device))

    @cached_property
    def sentences(self) -> SentenceEncoder:
        return sentence_encoder(self.config.sentence_encoder, str(self.device))

    def embed_motions(self, motions: Sequence[Motion]) -> Float[np.ndarray, "N D"]:
        """One vector a motion, resampled to the layout's rate and brought to the uniform skeleton.

        Raises InputError for another skeleton or fewer than MIN_FRAMES frames.
        """
        return self.embed_features([self._features(motion) for motion in motions])

    @torch.no_grad()
    def embed_features(self, features: Sequence[Float[np.ndarray, "_ F"]]) -> Float[np.ndarray, "N D"]:
        """One vector a clip of metric features, batched by length."""
        out = np.zeros((len(features), self.dimension), np.float32)
        order = sorted(range(len(features)), key=lambda i: len(features[i]))
        for first in range(0, len(order), BATCH):
            rows = order[first : first + BATCH]
            values, mask = padded([self.normalisation.normalise(features[i]).values for i in rows])
            vectors = self.towers.eval().motion(values.to(self.device), mask.to(self.device))
            out[rows] = vectors.cpu().numpy()
        return out

    def embed_captions(self, captions: Sequence[Caption]) -> Float[np.ndarray, "N D"]:
        """One vector a caption."""
        return self.embed_texts([caption.text for caption in captions])

    @torch.no_grad()
    def embed_texts(self, texts: Sequence[str]) -> Float[np.ndarray, "N D"]:
        """One vector a sentence."""
        out = np.zeros((len(texts), self.dimension), np.float32)
        places = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        unique = np.zeros((len(places), self.dimension), np.float32)
        wordings = sorted(places, key=len)
        for first in range(0, len(wordings), BATCH):
            rows = wordings[first : first + BATCH]
            values, mask = self.sentences.embed_tokens(rows)
            pieces, real = (torch.from_numpy(a).to(self.device) for a in (values, mask))
            unique[[places[text] for text in rows]] = self.towers.eval().text(pieces, real).cpu().numpy()
        if len(texts):
            out[:] = unique[[places[text] for text in texts]]
        return out

    def _features(self, motion: Motion) -> Float[np.ndarray, "T F"]:
        if motion.skeleton.name != self.layout.skeleton.name:
            raise InputError(
                f"the {self.role} encoder reads {self.layout.skeleton.name} motions, "
                f"this one is {motion.skeleton.name}"
            )
        motion = motion.resample(self.layout.fps)
        if len(motion) < MIN_FRAMES:
            raise InputError(f"the motion has {len(motion)} frames; at least {MIN_FRAMES} are needed")
        return encode(motion.joints, self.layout.skeleton)

    def save(self, folder: Path, dtype: torch.dtype = torch.float32) -> None:
        """Write `config.json`, `model.safetensors` and `stats.safetensors`; the sentence encoder is named."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = {name: value.to(dtype).contiguous() for name, value in self.towers.state_dict().items()}
        with written_aside(folder / "model.safetensors") as aside:
            save_file(weights, aside)
        with written_aside(folder / "stats.safetensors") as aside:
            self.normalisation.save(aside)
        config = {
            "role": self.role,
            "skeleton": self.layout.skeleton.name,
            "fps": self.layout.fps,
            "contrastive": self.config.model_dump(),
        }
        with written_aside(folder / "config.json") as aside:
            aside.write_text(json.dumps(config, indent=2) + "\n")

    @classmethod
    def load(cls, folder: Path, role: Role) -> MotionTextEncoder:
        """Read a saved encoder of that role.  Raises InputError for a missing, broken or other one."""
        try:
            saved = json.loads((folder / "config.json").read_text())
            found, layout = saved["role"], LAYOUTS[saved["skeleton"]]
            config = ContrastiveConfig(**saved["contrastive"])
            towers = Towers(config, layout.size)
            towers.load_state_dict({k: v.float() for k, v in load_file(folder / "model.safetensors").items()})
            normalisation = Normalisation.load(folder / "stats.safetensors")
        except (
            OSError,
            KeyError,
            TypeError,
            ValueError,
            ValidationError,
            SafetensorError,
            RuntimeError,
        ) as error:
            reason = " ".join(str(error).split())[:200]
            raise InputError(f"no readable text–motion encoder in {folder}: {reason}") from None
        if found != role:
            raise InputError(f"the encoder in {folder} has the role {found!r}, not {role!r}")
        return cls(towers.eval(), config, role, normalisation, layout)


def padded(rows: Sequence[Float[np.ndarray, "_ F"]]) -> tuple[Float[Tensor, "B T F"], Bool[Tensor, "B T"]]:
    """Rows of different lengths as one batch, zeros behind, and which entries are real."""
    longest = max(len(row) for row in rows)
    values = torch.zeros(len(rows), longest, rows[0].shape[1])
    mask = torch.zeros(len(rows), longest, dtype=torch.bool)
    for number, row in enumerate(rows):
        values[number, : len(row)], mask[number, : len(row)] = torch.from_numpy(row), True
    return values, mask
