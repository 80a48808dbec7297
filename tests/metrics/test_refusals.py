"""Misuse of the metrics on vectors ends in one sentence, never in another error or a number."""

from collections.abc import Callable

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.metrics.diversity import diversity
from kinemind.metrics.fid import fid, frechet_distance
from kinemind.metrics.fid_bias import fid_bias
from kinemind.metrics.matching_score import matching_score
from kinemind.metrics.mpjpe import mpjpe_mm
from kinemind.metrics.multimodality import multimodality
from kinemind.metrics.r_precision import batches, r_precision
from kinemind.metrics.retrieval import retrieval

RNG = np.random.default_rng(0)
X, Y, EYE = RNG.normal(size=(70, 4)), RNG.normal(size=(70, 4)), np.eye(4)
POOLS = batches(70, RNG)
JOINTS = RNG.normal(size=(6, 22, 3))

CASES: dict[str, tuple[Callable[[], object], str]] = {
    "one text for all": (lambda: matching_score(X[:1], Y), "1 texts and 70 motions"),
    "fewer motions": (lambda: matching_score(X, Y[:9]), "70 texts and 9 motions"),
    "a vector": (lambda: matching_score(X[0], Y[0]), "2 axes"),
    "words": (lambda: matching_score(X.astype(str), Y), "real numbers"),
    "retrieval of unequal rows": (lambda: retrieval(X, Y[:9]), "70 texts and 9 motions"),
    "few groups": (lambda: retrieval(X, Y, np.arange(9)), "one whole number for each of 70 rows"),
    "table of groups": (lambda: retrieval(X, Y, np.zeros((70, 2), int)), "one whole number"),
    "float groups": (lambda: retrieval(X, Y, np.full(70, np.nan)), "one whole number"),
    "pools of batches": (lambda: r_precision(X, Y, POOLS), r"pass queries\[pools\[:, 0\]\]"),
    "float pools": (lambda: r_precision(X[:64], Y, POOLS.astype(float)), "whole numbers"),
    "flat pools": (lambda: r_precision(X, Y, np.arange(70)), "whole numbers"),
    "empty pools": (lambda: r_precision(X, Y, np.zeros((70, 0), int)), "top_k"),
    "batches of none": (lambda: batches(10, RNG, 0), "2 pairs or more, not 0"),
    "no pairs": (lambda: diversity(X, RNG, 0), "pairs must be 1 or more, not 0"),
    "no pairs of samples": (lambda: multimodality(X[None], RNG, -1), "pairs must be 1 or more"),
    "samples of no caption": (lambda: multimodality(X, RNG), "3 axes"),
    "vectors too large": (lambda: fid(X * 1e200, Y * 1e200), "too large"),
    "infinite vectors": (lambda: fid(X, Y * np.inf), "infinite"),
    "covariance of others": (lambda: frechet_distance(X[0], np.eye(3), X[1], EYE), "do not go with"),
    "no count": (lambda: fid_bias(EYE, 0, 5), "2 vectors or more in each set, not 0"),
    "negative count": (lambda: fid_bias(EYE, 5, -5), "not -5"),
    "NaN in a covariance": (lambda: fid_bias(EYE * np.nan, 5, 5), "NaN"),
    "no square": (lambda: fid_bias(X, 5, 5), "square"),
    "skew covariance": (lambda: fid_bias(np.triu(np.ones((4, 4))), 5, 5), "symmetric"),
    "negative covariance": (lambda: fid_bias(-EYE, 5, 5), "below 0"),
    "one target for all": (lambda: mpjpe_mm(JOINTS, JOINTS[:1]), "do not compare"),
    "NaN joints": (lambda: mpjpe_mm(JOINTS, JOINTS * np.nan), "NaN"),
}


@pytest.mark.parametrize("case", CASES)
def test_misuse_is_refused_in_a_sentence(case: str, unchecked: None) -> None:
    call, sentence = CASES[case]
    with pytest.raises(InputError, match=sentence):
        call()


def test_large_vectors_that_can_be_squared_are_measured() -> None:
    assert fid(X * 1e100, Y * 1e100) == pytest.approx(1e200 * fid(X, Y))
