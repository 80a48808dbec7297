"""What text–motion encoders learn from: motions with all their captions, as features and word pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor

from kinemind import augmentation, compose
from kinemind.augmentation.mirror import mirror_composite
from kinemind.corpora import Clip, Composite, Corpus
from kinemind.encoders.contrastive.near_captions import meaning
from kinemind.encoders.sentence import SentenceEncoder
from kinemind.errors import InputError
from kinemind.features import encode_many
from kinemind.progress import progress
from kinemind.training.rewording import Rewording

EMBED_BATCH = 512
Key = tuple[Hashable, ...]


@dataclass(frozen=True, eq=False)
class Pair:
    """Metric features of a motion, its captions, its label, and how often it is drawn."""

    features: Float[np.ndarray, "T F"]
    texts: tuple[str, ...]
    key: Key
    weight: float
    composite: bool
    reworded: tuple[str, ...] = ()
    """Wordings that nobody wrote for this motion, but for its label."""


def fold_of(clip: Clip, folds: int) -> int:
    """The part that the recording of a clip belongs to, by a hash of its file's name."""
    recording = clip.source_file or clip.id
    return int.from_bytes(hashlib.sha256(recording.encode()).digest()[:4]) % folds


def without_fold(corpus: Corpus, folds: int, fold: int) -> Corpus:
    """The corpus without the train clips of one fold, and without the composites that use them."""
    kept = tuple(c for c in corpus.all_clips if c.split != "train" or fold_of(c, folds) != fold)
    ids = {clip.id for clip in kept}
    composites = tuple(r for r in corpus.all_composites if all(p.clip in ids for p in r.parts))
    return replace(corpus, all_clips=kept, all_composites=composites)


def pairs(
    corpus: Corpus,
    split: str,
    *,
    mirror: bool = False,
    composites: Sequence[Composite] = (),
    composite_share: float = 0.4,
    balance: float = 0.5,
    rewording: Rewording | None = None,
) -> list[Pair]:
    """Clips of a split and the composites given, with their mirror images where `mirror` is set.

    Raises InputError where the split has no captioned clips.
    """
    clips = [c for c in corpus.clips(split) if c.texts]
    if not clips:
        raise InputError(f"the corpus {corpus.name} has no captioned clips in its {split} split")
    by_id = augmentation.with_mirrors(clips)
    recipes = [r for r in composites if r.captions]
    weights = augmentation.balance_weights(clips, balance)
    rows = [(c, float(w)) for c, w in zip(clips, weights, strict=True)]
    if mirror:
        rows += [(by_id[augmentation.mirror_id(c.id)], w) for c, w in rows]
        recipes += [mirror_composite(r) for r in recipes]
    share = composite_share / (1 - composite_share) * sum(w for _, w in rows) / max(len(recipes), 1)
    features = encode_many(
        [c.motion.joints for c, _ in rows] + [compose.composite(r, by_id).joints for r in recipes],
        clips[0].motion.skeleton,
    )
    other = rewording or Rewording(0, 0)
    found = []
    for one, (clip, weight) in zip(features, rows, strict=False):
        key = label(clip)
        found.append(Pair(one, clip.texts, key, weight, False, other.of_clip(key)))
    for number, (one, recipe) in enumerate(zip(features[len(rows) :], recipes, strict=True)):
        keys = tuple(label(by_id[part.clip]) for part in recipe.parts)
        found.append(Pair(one, recipe.captions, keys, share, True, other.of_composite(keys, number)))
    return found


def label(clip: Clip) -> Key:
    """(content, style, side) of a labelled clip; an unlabelled one has a key of its own."""
    return (clip.content, clip.style, clip.side) if clip.content else (clip.id,)


@dataclass(frozen=True, eq=False)
class Texts:
    """Word pieces (half precision), sentence embeddings and numbered meanings of many captions."""

    number: dict[str, int]
    pieces: list[Tensor]
    sentences: Float[Tensor, "N S"]
    meanings: list[int]

    @classmethod
    def of(cls, captions: Sequence[str], encoder: SentenceEncoder) -> Texts:
        """Embed every different caption once."""
        unique = sorted(set(captions), key=lambda text: (len(text), text))
        pieces: list[Tensor] = []
        sentences: list[Tensor] = []
        with progress("captions") as report:
            for first in range(0, len(unique), EMBED_BATCH):
                texts = unique[first : first + EMBED_BATCH]
                values, mask = encoder.embed_tokens(texts)
                half = torch.from_numpy(values).half()
                pieces += [half[i, : int(m.sum())].clone() for i, m in enumerate(mask)]
                means = (values * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
                sentences.append(torch.nn.functional.normalize(torch.from_numpy(means), dim=-1))
                report(first + len(texts), len(unique))
        numbers: dict[Hashable, int] = {}
        meanings = [numbers.setdefault(meaning(text), len(numbers)) for text in unique]
        return cls({t: i for i, t in enumerate(unique)}, pieces, torch.cat(sentences), meanings)

    def batch(self, rows: Sequence[int]) -> tuple[Float[Tensor, "B L S"], Bool[Tensor, "B L"]]:
        """Word pieces of some captions, zeros behind, and which are real."""
        chosen = [self.pieces[i] for i in rows]
        values = torch.nn.utils.rnn.pad_sequence(chosen, batch_first=True).float()
        lengths = torch.tensor([len(piece) for piece in chosen])
        return values, torch.arange(values.shape[1]) < lengths[:, None]
