"""The motion tokenizer as the rest sees it: a motion to a flat row of tokens and back.

Tokens are numbers 0 … vocabulary_size-1.  With residual levels a latent frame gives one token a level, in
the order of the levels, and level q owns the range [q num_codes, (q+1) num_codes): one flat stream.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch.nn.utils.rnn import pad_sequence

from kinemind.errors import InputError
from kinemind.features import encode, recover_from_positions
from kinemind.features.layout import LAYOUTS, FeatureLayout
from kinemind.features.normalisation import Normalisation, NormalisedFeatures
from kinemind.formats.files import written_aside
from kinemind.motion import Motion
from kinemind.tokenizer.vqvae import VQVAE, VQVAEConfig

MIN_FRAMES = 16
"""Shortest clip that is tokenized (0.8 s at 20 fps)."""


@dataclass(frozen=True, eq=False)
class MotionTokenizer:
    """VQ-VAE, the statistics it was trained with, and the feature layout."""

    model: VQVAE
    normalisation: Normalisation
    layout: FeatureLayout

    @property
    def vocabulary_size(self) -> int:
        return self.model.config.num_codes * self.model.config.num_quantizers

    @property
    def num_levels(self) -> int:
        return self.model.config.num_quantizers

    @property
    def frames_per_latent(self) -> int:
        return self.model.config.downsampling

    @property
    def device(self) -> torch.device:
        return self.model.quantizer.codebooks.device

    def to(self, device: str | torch.device) -> MotionTokenizer:
        """The same tokenizer on another device; this one stays where it is."""
        if torch.empty(0, device=device).device == self.device:
            return self
        return replace(self, model=copy.deepcopy(self.model).to(device))

    @property
    def tokens_per_second(self) -> float:
        return self.layout.fps / self.frames_per_latent * self.num_levels

    def encode(self, motion: Motion) -> Int[np.ndarray, "N"]:
        """Tokens of a motion (resampled to the layout's rate, retargeted to the uniform skeleton).

        Raises InputError for another skeleton or fewer than MIN_FRAMES frames.
        """
        if motion.skeleton.name != self.layout.skeleton.name:
            raise InputError(
                f"the tokenizer reads {self.layout.skeleton.name} motions, this one is {motion.skeleton.name}"
            )
        motion = motion.resample(self.layout.fps)
        if len(motion) < MIN_FRAMES:
            raise InputError(
                f"the clip has {len(motion)} frames at {self.layout.fps:g} fps; "
                f"at least {MIN_FRAMES} are needed"
            )
        return self.encode_features(encode(motion.joints, self.layout.skeleton))

    def encode_features(self, features: Float[np.ndarray, "T D"]) -> Int[np.ndarray, "N"]:
        """Tokens of metric features; the last frame is held up to a whole latent frame."""
        return self.encode_many([features])[0]

    @torch.no_grad()
    def encode_many(
        self, features: Sequence[Float[np.ndarray, "_ D"]], batch_size: int = 64
    ) -> list[Int[np.ndarray, "_"]]:
        """Tokens of several clips of metric features, batched by length, padded and masked."""
        self.model.eval()
        step = self.frames_per_latent
        order = sorted(range(len(features)), key=lambda i: len(features[i]))
        tokens: list[Int[np.ndarray, "_"]] = [np.empty(0, np.int64)] * len(features)
        for first in range(0, len(order), batch_size):
            rows = order[first : first + batch_size]
            held = [self._held(self.normalisation.normalise(features[i]).values) for i in rows]
            longest = max(len(h) for h in held)
            batch = torch.zeros(len(rows), longest, self.layout.size)
            mask = torch.zeros(len(rows), longest, dtype=torch.bool)
            for k, h in enumerate(held):
                batch[k, : len(h)], mask[k, : len(h)] = torch.from_numpy(h), True
            codes = self.model.encode(batch.to(self.device), mask.to(self.device)).cpu().numpy()
            for k, i in enumerate(rows):
                tokens[i] = self.flatten(codes[k, : len(held[k]) // step])
        return tokens

    def flatten(self, codes: Int[np.ndarray, "L Q"]) -> Int[np.ndarray, "N"]:
        """Codes of every level as one row of tokens."""
        return (codes + np.arange(self.num_levels) * self.model.config.num_codes).reshape(-1)

    def unflatten(self, tokens: Sequence[int] | Int[np.ndarray, "N"]) -> Int[np.ndarray, "L Q"]:
        """Codes of a row of tokens; a last incomplete latent frame is dropped.

        Raises InputError for no tokens, or one outside the range of its place's level.
        """
        row = np.asarray(tokens, np.int64).reshape(-1)
        row = row[: len(row) // self.num_levels * self.num_levels]
        if not len(row):
            raise InputError("there are no motion tokens to decode")
        codes = row.reshape(-1, self.num_levels) - np.arange(self.num_levels) * self.model.config.num_codes
        if (codes < 0).any() or (codes >= self.model.config.num_codes).any():
            raise InputError("a motion token lies outside the codebook of its level")
        return codes

    @torch.no_grad()
    def decode_features(self, tokens: Sequence[int] | Int[np.ndarray, "N"]) -> Float[np.ndarray, "T D"]:
        """Metric features of a row of tokens."""
        self.model.eval()
        codes = torch.from_numpy(self.unflatten(tokens))[None].to(self.device)
        values = self.model.decode(codes)[0].float().cpu().numpy()
        return self.normalisation.restore(NormalisedFeatures(values))

    @torch.no_grad()
    def decode_features_many(
        self, rows: Sequence[Sequence[int]], batch_size: int = 64
    ) -> list[Float[np.ndarray, "_ D"]]:
        """Metric features of several rows of tokens, batched by length, padded and masked."""
        self.model.eval()
        codes = [torch.from_numpy(self.unflatten(row)) for row in rows]
        order = sorted(range(len(codes)), key=lambda i: len(codes[i]))
        features: list[Float[np.ndarray, "_ D"]] = [np.empty((0, self.layout.size), np.float32)] * len(codes)
        for first in range(0, len(order), batch_size):
            batch = order[first : first + batch_size]
            padded = pad_sequence([codes[i] for i in batch], batch_first=True).to(self.device)
            lengths = torch.tensor([len(codes[i]) for i in batch], device=self.device)
            mask = torch.arange(padded.shape[1], device=self.device) < lengths[:, None]
            values = (
                self.model.decode_latents(self.model.quantizer.lookup(padded), mask).float().cpu().numpy()
            )
            for k, i in enumerate(batch):
                kept = values[k, : len(codes[i]) * self.frames_per_latent]
                features[i] = self.normalisation.restore(NormalisedFeatures(kept))
        return features

    def decode(self, tokens: Sequence[int] | Int[np.ndarray, "N"]) -> Motion:
        """The motion of a row of tokens: joints recovered from positions, one rigid-bone motion."""
        return self._motion(self.decode_features(tokens))

    def decode_many(self, rows: Sequence[Sequence[int]], batch_size: int = 64) -> list[Motion]:
        """`decode` of several rows of tokens, through the network in batches."""
        return [self._motion(features) for features in self.decode_features_many(rows, batch_size)]

    def _motion(self, features: Float[np.ndarray, "T D"]) -> Motion:
        joints = recover_from_positions(features, self.layout.skeleton)
        return Motion(joints, self.layout.fps, self.layout.skeleton).rigid()

    def reconstruct(self, features: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "T D"]:
        """Metric features after encoding and decoding, at their own length."""
        return self.decode_features(self.encode_features(features))[: len(features)]

    def _held(self, values: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "S D"]:
        short = -len(values) % self.frames_per_latent
        return np.concatenate([values, np.repeat(values[-1:], short, 0)]) if short else values

    def save(self, folder: Path, dtype: torch.dtype = torch.float32) -> None:
        """Write `config.json`, `model.safetensors` and `stats.safetensors` into a new or existing folder."""
        folder.mkdir(parents=True, exist_ok=True)
        # counts and sums only matter while the codebooks still move
        weights = {
            name: value.to(dtype).contiguous()
            for name, value in self.model.state_dict().items()
            if not name.startswith(("quantizer.counts", "quantizer.sums", "quantizer.ready"))
        }
        with written_aside(folder / "model.safetensors") as aside:
            save_file(weights, aside)
        with written_aside(folder / "stats.safetensors") as aside:
            self.normalisation.save(aside)
        config = {
            "skeleton": self.layout.skeleton.name,
            "fps": self.layout.fps,
            "vqvae": self.model.config.model_dump(),
        }
        with written_aside(folder / "config.json") as aside:
            aside.write_text(json.dumps(config, indent=2) + "\n")

    @classmethod
    def load(cls, folder: Path) -> MotionTokenizer:
        """Read a saved tokenizer.  Raises InputError for a missing or broken one."""
        try:
            config = json.loads((folder / "config.json").read_text())
            layout = LAYOUTS[config["skeleton"]]
            model = VQVAE(VQVAEConfig(**config["vqvae"]), layout.size)
            weights = {k: v.float() for k, v in load_file(folder / "model.safetensors").items()}
            missing, unexpected = model.load_state_dict(weights, strict=False)
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
            raise InputError(f"no readable motion tokenizer in {folder}: {error}") from None
        if unexpected or any(not name.startswith("quantizer.") for name in missing):
            raise InputError(f"the motion tokenizer in {folder} lacks weights or has unknown ones")
        model.quantizer.ready.fill_(True)
        model.eval()
        return cls(model, normalisation, layout)
