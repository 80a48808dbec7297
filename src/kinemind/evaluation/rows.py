"""Rows of a report: real, reconstructed and retrieved motions as vectors and figures a motion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.bundle import Bundle
from kinemind.encoders.embedder import Embedder
from kinemind.evaluation.cases import Case
from kinemind.evaluation.generating import measured
from kinemind.evaluation.judging import Part
from kinemind.features import recover_from_positions
from kinemind.metrics.fid import fid
from kinemind.motion import Motion


@dataclass(frozen=True, eq=False)
class Row:
    """Motions that stand for an answer to every case: vectors, and figures a motion."""

    vectors: Float[np.ndarray, "N D"]
    figures: Mapping[str, Float[np.ndarray, " N"]]


def row_of_features(
    features: Sequence[Float[np.ndarray, "_ F"]], cases: Sequence[Case], evaluator: Embedder
) -> Row:
    """Real motions: embedded as they are, measured on the joints of the uniform skeleton."""
    motions = [
        Motion(recover_from_positions(f, c.motion.skeleton), c.motion.fps, c.motion.skeleton)
        for f, c in zip(features, cases, strict=True)
    ]
    return Row(evaluator.embed_features(features), _measured_all(motions))


def reconstructed(bundle: Bundle, features: Sequence[Float[np.ndarray, "_ F"]], evaluator: Embedder) -> Row:
    """The same motions after encoding and decoding, on the way that generated tokens take."""
    tokenizer = bundle.motion_tokenizer
    motions = [tokenizer.decode(tokens) for tokens in tokenizer.encode_many(features)]
    return Row(evaluator.embed_motions(motions), _measured_all(motions))


def _measured_all(motions: Sequence[Motion]) -> dict[str, Float[np.ndarray, " N"]]:
    figures = [measured(motion) for motion in motions]
    return {name: np.array([one[name] for one in figures]) for name in figures[0]}


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
        found[f"fid_halves{part.suffix}"] = fid(truth[rows[:middle]], truth[rows[middle:]])
    return found
