"""Motion tokens as an evaluator reads them: the motion that a user gets, or the decoder's own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.encoders.embedder import Embedder
from kinemind.metrics.plausibility import plausibility
from kinemind.motion import Motion
from kinemind.tokenizer import MotionTokenizer


@dataclass(frozen=True, eq=False)
class Row:
    """Motions that stand for an answer to every case: vectors, and plausibility figures a motion."""

    vectors: Float[np.ndarray, "N D"]
    figures: Mapping[str, Float[np.ndarray, " N"]]


def judged(
    tokenizer: MotionTokenizer,
    tokens: Sequence[Sequence[int]],
    motions: Sequence[Motion],
    evaluator: Embedder,
    by_rows: bool,
) -> Row:
    """Decoded motions, embedded and measured.

    `by_rows`: the published evaluator gets the decoder's rows of features, as in the field; the bundle's
    gets the rigid-bone `motions` that users get, encoded again.
    """
    if by_rows:
        rows = [
            tokenizer.decode_features(one)[: len(motion)] for one, motion in zip(tokens, motions, strict=True)
        ]
        return Row(evaluator.embed_features(rows), measured_all(motions))
    return Row(evaluator.embed_motions(motions), measured_all(motions))


def measured(motion: Motion) -> dict[str, float]:
    """The plausibility figures of a motion."""
    return plausibility(motion.joints.astype(np.float64), motion.fps, motion.skeleton)


def measured_all(motions: Sequence[Motion]) -> dict[str, Float[np.ndarray, " N"]]:
    """The plausibility figures of several motions, one array a figure."""
    figures = [measured(motion) for motion in motions]
    return {name: np.array([one[name] for one in figures]) for name in figures[0]}
