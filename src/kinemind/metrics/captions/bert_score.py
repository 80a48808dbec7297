"""BERTScore: word pieces of a caption matched to those of a reference by their contextual embeddings."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float

from kinemind.errors import InputError
from kinemind.metrics.captions.references import check_references

CHUNK = 256
"""Captions whose embeddings are in memory at a time."""

Pieces = Callable[[Sequence[str]], Sequence[Sequence[int]]]
"""Texts to the identities of their word pieces, one for each that the encoder embeds, markers included."""


@runtime_checkable
class TokenEncoder(Protocol):
    """What embeds the word pieces of texts in their context."""

    def embed_tokens(
        self, texts: Sequence[str]
    ) -> tuple[Float[np.ndarray, "N L D"], Bool[np.ndarray, "N L"]]:
        """The vector of every word piece, of any length, and which are real (real ones come first).

        The first and the last real piece are the text's markers ([CLS] and [SEP]).
        """
        ...


@dataclass(frozen=True)
class BertScore:
    """Precision, recall and F1 of every caption: cosines, in [-1, 1] before rescaling, higher is better."""

    precision: Float[np.ndarray, " N"]
    recall: Float[np.ndarray, " N"]
    f1: Float[np.ndarray, " N"]


def bert_score(
    candidates: Sequence[str],
    references: Sequence[Sequence[str]],
    encoder: TokenEncoder,
    pieces: Pieces | None = None,
    baseline: tuple[float, float, float] | None = None,
) -> BertScore:
    """Precision, recall and F1 of each caption, each of the three that of its best reference.

    Precision is the weighted mean over the candidate's pieces of the best cosine with a piece of the
    reference, recall the same the other way round, F1 = 2PR / (P + R).  Markers weigh nothing but may be
    matched.  Other pieces weigh the same or, with `pieces`, log((M + 1) / (m + 1)) where m of all M
    references have the piece.  `baseline` (precision, recall, F1 of unrelated sentences) rescales:
    (x - b) / (1 - b), which has no lower limit.  A text without any weight scores 0 before rescaling.

    Zhang et al., "BERTScore: Evaluating Text Generation with BERT", ICLR 2020; equal to the package
    bert-score, which TM2T and MotionGPT use with roberta-large (layer 17), idf and its English baseline.
    The figures of two encoders do not compare: name the encoder beside them.

    Raises InputError where the two lists differ in length, a caption has no reference, or one
    is not a string.
    """
    check_references(candidates, references)
    if not all(isinstance(text, str) for row in (candidates, *references) for text in row):
        raise InputError("BERTScore reads captions as strings, not as lists of words")
    rarity = _rarity(references, pieces) if pieces else None
    rows: list[np.ndarray] = []
    for start in range(0, len(candidates), CHUNK):
        texts, given = candidates[start : start + CHUNK], references[start : start + CHUNK]
        embedded = _embed({text.strip() for text in [*texts, *(t for row in given for t in row)]}, encoder)
        if pieces and rarity:
            embedded = _weigh(embedded, pieces, rarity)
        for text, row in zip(texts, given, strict=True):
            scores = [_match(embedded[text.strip()], embedded[other.strip()]) for other in row]
            rows.append(np.max(scores, axis=0))
    values = np.array(rows)
    if baseline is not None:
        values = (values - np.array(baseline)) / (1 - np.array(baseline))
    return BertScore(values[:, 0], values[:, 1], values[:, 2])


@dataclass(frozen=True)
class _Text:
    """Word pieces of one text: vectors of unit length [L, D], weights [L]."""

    vectors: np.ndarray
    weights: np.ndarray


def _embed(texts: set[str], encoder: TokenEncoder) -> dict[str, _Text]:
    # sorted: the batches, and with them the last digits, are the same in every run
    known = sorted(texts - {""})
    embedded = {"": _Text(np.zeros((0, 1)), np.zeros(0))}
    if not known:
        return embedded
    vectors, mask = encoder.embed_tokens(known)
    for text, row, real in zip(known, vectors, mask, strict=True):
        kept = row[real].astype(np.float64)
        weights = np.ones(len(kept))
        weights[[0, -1]] = 0
        embedded[text] = _Text(kept / np.linalg.norm(kept, axis=-1, keepdims=True), weights)
    return embedded


def _rarity(references: Sequence[Sequence[str]], pieces: Pieces) -> Callable[[int], float]:
    texts = [text.strip() for row in references for text in row]
    counts = Counter(piece for row in pieces(texts) for piece in set(row))
    return lambda piece: math.log((len(texts) + 1) / (counts[piece] + 1))


def _weigh(embedded: dict[str, _Text], pieces: Pieces, rarity: Callable[[int], float]) -> dict[str, _Text]:
    weighed = dict(embedded)
    known = [text for text in embedded if text]
    for text, row in zip(known, pieces(known), strict=True):
        weights = np.array([rarity(piece) for piece in row])
        if len(weights) != len(embedded[text].weights):
            raise InputError("the word pieces given for the weights are not those that the encoder embeds")
        weighed[text] = _Text(embedded[text].vectors, weights)
    return weighed


def _match(candidate: _Text, reference: _Text) -> tuple[float, float, float]:
    if candidate.weights.sum() <= 0 or reference.weights.sum() <= 0:
        return 0.0, 0.0, 0.0
    cosines = candidate.vectors @ reference.vectors.T
    precision = float(np.average(cosines.max(1), weights=candidate.weights))
    recall = float(np.average(cosines.max(0), weights=reference.weights))
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0
