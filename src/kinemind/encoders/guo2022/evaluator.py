"""The Guo-2022 evaluator: HumanML3D's and KIT-ML's captions and motions in the space that P1 measures in.

Guo et al., CVPR 2022; EricGuo5513/text-to-motion, networks/evaluator_wrapper.py and data/dataset.py.
Motions are normalised by the evaluator's OWN statistics: they are not those of the data set (the deviations
of root and contacts are divided by about 25), and mixing the two up changes every figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float

from kinemind.corpora import Caption
from kinemind.encoders.guo2022.checkpoint import Guo2022Networks, load_networks
from kinemind.encoders.guo2022.networks import EMBEDDING_SIZE, FRAMES_PER_MOVEMENT
from kinemind.encoders.guo2022.published import (
    EvaluatorKind,
    PublishedFiles,
    kind_of,
    place_of,
    read_statistics,
)
from kinemind.encoders.guo2022.sentence_tokens import Token, parse_tokens, sentence_inputs
from kinemind.encoders.guo2022.tagger import LexiconTagger
from kinemind.encoders.guo2022.word_vectors import WordVectors, read_word_vectors
from kinemind.errors import InputError
from kinemind.features import encode_many
from kinemind.features.normalisation import Normalisation
from kinemind.motion import Motion

MAX_FRAMES = 196
"""Feature frames that are read of a motion; the published data drops clips of 200 and more."""
_BATCH = 64


@dataclass(frozen=True, eq=False)
class Guo2022Evaluator:
    """An `Embedder` with published weights, its word vectors and its statistics."""

    kind: EvaluatorKind
    networks: Guo2022Networks
    normalisation: Normalisation
    vectors: WordVectors
    tagger: LexiconTagger | None = None

    @property
    def name(self) -> str:
        return f"guo2022-{self.kind.name}"

    @property
    def dimension(self) -> int:
        return EMBEDDING_SIZE

    @cached_property
    def digest(self) -> str:
        """Hexadecimal SHA-256 of weights, statistics and word vectors; the tagger is learnt data, not of it.

        Names, shapes and float32 numbers of the tensors count, not how the file was written.
        """
        total = hashlib.sha256(f"{self.name} {self.vectors.digest}\n".encode())
        arrays = {"mean": self.normalisation.mean, "std": self.normalisation.std}
        for part in ("movement", "motion", "text"):
            state = getattr(self.networks, part).state_dict()
            arrays |= {f"{part}.{name}": value.cpu().numpy() for name, value in state.items()}
        for name in sorted(arrays):
            total.update(f"{name} {arrays[name].shape}\n".encode())
            total.update(np.ascontiguousarray(arrays[name], "<f4").tobytes())
        return total.hexdigest()

    def with_tagger(self, tagger: LexiconTagger) -> Guo2022Evaluator:
        """The same evaluator, which then also reads captions without tokens."""
        return replace(self, tagger=tagger)

    def embed_motions(self, motions: Sequence[Motion]) -> Float[np.ndarray, "N D"]:
        """Vectors [N, 512] of motions, in their order; see `features_of` and `embed_features`."""
        return self.embed_features(self.features_of(motions))

    def features_of(self, motions: Sequence[Motion]) -> list[Float[np.ndarray, "_ D"]]:
        """Metric features, one row a frame, at the layout's rate and on its uniform skeleton.

        T frames of joints have T - 1 rows of features, since a row tells the way to the next frame.  The
        last row is repeated here, for motions that were recovered from T rows, as decoded ones are: a
        tokenizer decodes whole groups of four, and T - 1 rows would lose the last group.  A clip of a
        feature corpus has T + 1 frames for its T published vectors; embed those (`embed_features`), since
        this gives T + 1 rows, and so a group too many where T + 1 is a multiple of four.
        Raises InputError for another skeleton, or under four frames.
        """
        layout = self.kind.layout
        joints = []
        for number, motion in enumerate(motions):
            if motion.skeleton.name != layout.skeleton.name:
                raise InputError(
                    f"{self.name} reads {layout.skeleton.name} motions, "
                    f"motion {number} is {motion.skeleton.name}"
                )
            motion = motion.resample(layout.fps)
            _check_length(len(motion), f"motion {number}")
            # in float32 a bone nearly opposite to its rest direction gets a rotation that is 4 % off
            joints.append(motion.joints.astype(np.float64))
        return [np.concatenate([rows, rows[-1:]]) for rows in encode_many(joints, layout.skeleton)]

    @torch.inference_mode()
    def embed_features(
        self, features: Sequence[Float[np.ndarray, "_ _"]], batch_size: int = _BATCH
    ) -> Float[np.ndarray, "N D"]:
        """Vectors [N, 512] of metric features [T, 263 or 251], in their order.

        The first 196 frames are read, cut to a multiple of four (the public loader draws where a longer
        clip starts).  Raises InputError for another size, under four frames, NaN or infinity.
        """
        size = self.kind.layout.size
        read = []
        for number, rows in enumerate(features):
            if rows.ndim != 2 or rows.shape[1] != size:
                raise InputError(
                    f"{self.name} reads features (frames, {size}), clip {number} has {rows.shape}"
                )
            _check_length(len(rows), f"clip {number}")
            rows = rows[: min(len(rows), MAX_FRAMES) // FRAMES_PER_MOVEMENT * FRAMES_PER_MOVEMENT]
            if not np.isfinite(rows).all():
                raise InputError(f"the features of clip {number} hold NaN or infinite numbers")
            read.append(self.normalisation.normalise(rows).values)
        embedded = np.zeros((len(read), EMBEDDING_SIZE), np.float32)
        device = self.networks.motion.hidden.device
        for chosen in _batches([len(rows) for rows in read], batch_size):
            # the second convolution looks past a clip's end, so the padding is the published one: 196 frames
            padded = torch.zeros(len(chosen), MAX_FRAMES, size - 4)
            for place, number in enumerate(chosen):
                padded[place, : len(read[number])] = torch.from_numpy(read[number][:, :-4])
            lengths = torch.tensor([len(read[number]) // FRAMES_PER_MOVEMENT for number in chosen])
            movements = self.networks.movement(padded.to(device))
            embedded[chosen] = self.networks.motion(movements, lengths).cpu().numpy()
        return embedded

    @torch.inference_mode()
    def embed_captions(
        self, captions: Sequence[Caption], batch_size: int = _BATCH
    ) -> Float[np.ndarray, "N D"]:
        """Vectors [N, 512] of captions by their tokens, in their order; only the first 20 words are read.

        Raises InputError for a caption without tokens where there is no tagger, or with broken tokens.
        """
        inputs = [sentence_inputs(self._tokens(caption), self.vectors) for caption in captions]
        embedded = np.zeros((len(inputs), EMBEDDING_SIZE), np.float32)
        device = self.networks.text.hidden.device
        for chosen in _batches([sentence.length for sentence in inputs], batch_size):
            words = torch.from_numpy(np.stack([inputs[number].words for number in chosen]))
            tags = torch.from_numpy(np.stack([inputs[number].tags for number in chosen]))
            lengths = torch.tensor([inputs[number].length for number in chosen])
            vectors = self.networks.text(words.to(device), tags.to(device), lengths)
            embedded[chosen] = vectors.cpu().numpy()
        return embedded

    def _tokens(self, caption: Caption) -> list[Token]:
        if caption.tokens and caption.tokens.strip():
            return parse_tokens(caption.tokens)
        if self.tagger is None:
            raise InputError(
                f"the caption {caption.text[:60]!r} has no tokens (word/POS), which {self.name} reads; give "
                "the evaluator a tagger learnt from a corpus that has them (learn_tagger)"
            )
        return self.tagger.tokens(caption.text)


def open_guo2022(
    folder: Path,
    kind: str,
    *,
    glove: Path | None = None,
    tagger: LexiconTagger | None = None,
    device: torch.device | str = "cpu",
) -> Guo2022Evaluator:
    """The evaluator of a folder as published; `kind` is "t2m" (HumanML3D) or "kit" (KIT-ML).

    `folder` is the one that holds `checkpoints/`, `checkpoints/` itself, or its `t2m/` or `kit/`; the word
    vectors lie in `glove/` in or beside them, or where `glove` says.
    Raises InputError where a file is missing, broken, hostile or of another kind.
    """
    chosen = kind_of(kind)
    return read_guo2022(place_of(Path(folder), chosen, glove), chosen, tagger, device)


def read_guo2022(
    files: PublishedFiles,
    kind: EvaluatorKind,
    tagger: LexiconTagger | None = None,
    device: torch.device | str = "cpu",
) -> Guo2022Evaluator:
    """The evaluator of files wherever they lie.  Raises InputError as `open_guo2022` does."""
    size = kind.layout.size
    return Guo2022Evaluator(
        kind,
        load_networks(files.checkpoint, size, device),
        read_statistics(files.statistics, size),
        read_word_vectors(files.glove),
        tagger,
    )


def _check_length(frames: int, which: str) -> None:
    if frames < FRAMES_PER_MOVEMENT:
        raise InputError(f"{which} has {frames} frames; the evaluator needs at least {FRAMES_PER_MOVEMENT}")


def _batches(lengths: Sequence[int], size: int) -> list[list[int]]:
    """The places of the lengths, longest first, in batches: rows of one batch are about as long."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    return [order[first : first + size] for first in range(0, len(order), size)]
