"""Rows of a report: real, reconstructed and retrieved motions as vectors and figures a motion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int

from kinemind.bundle import Bundle
from kinemind.encoders.embedder import Embedder
from kinemind.evaluation.cases import Case
from kinemind.evaluation.decoded import Row, judged, measured_all
from kinemind.evaluation.judging import Part
from kinemind.features import recover_from_positions
from kinemind.metrics.fid import fid
from kinemind.motion import Motion


def row_of_features(
    features: Sequence[Float[np.ndarray, "_ F"]], cases: Sequence[Case], evaluator: Embedder
) -> Row:
    """Real motions: embedded as they are, measured on the joints of the uniform skeleton."""
    motions = [
        Motion(recover_from_positions(f, c.motion.skeleton), c.motion.fps, c.motion.skeleton)
        for f, c in zip(features, cases, strict=True)
    ]
    return Row(evaluator.embed_features(features), measured_all(motions))


def reconstructed(
    bundle: Bundle, features: Sequence[Float[np.ndarray, "_ F"]], evaluator: Embedder, by_rows: bool
) -> Row:
    """The same motions after encoding and decoding, on the way that generated tokens take."""
    tokenizer = bundle.motion_tokenizer
    tokens = [row.tolist() for row in tokenizer.encode_many(features)]
    motions = [tokenizer.decode(row)[: len(own)] for row, own in zip(tokens, features, strict=True)]
    return judged(tokenizer, tokens, motions, evaluator, by_rows)


def picked(row: Row, places: Int[np.ndarray, " N"]) -> Row:
    return Row(row.vectors[places], {name: values[places] for name, values in row.figures.items()})


def halves(
    truth: Float[np.ndarray, "N D"], parts: Sequence[Part], rng: np.random.Generator
) -> dict[str, float]:
    """FID between two random halves of the ground truth: what sampling alone makes."""
    found = {}
    for part in parts:
        rows = rng.permutation(part.rows)
        middle = len(rows) // 2
        if middle < 2:  # no covariance of one motion
            continue
        found[f"fid_halves{part.suffix}"] = fid(truth[rows[:middle]], truth[rows[middle:]])
    return found
