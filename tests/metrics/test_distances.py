"""Matching score, diversity, multimodality and MPJPE against loops written as the public code has them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, euclidean

from kinemind.errors import InputError
from kinemind.metrics.diversity import diversity
from kinemind.metrics.matching_score import matching_score
from kinemind.metrics.mpjpe import mpjpe_mm
from kinemind.metrics.multimodality import multimodality


@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(1, 9))
def test_matching_score_is_the_mean_of_the_diagonal(seed: int, count: int, dimension: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(count, dimension)), rng.normal(size=(count, dimension))
    assert matching_score(x, y) == pytest.approx(np.trace(cdist(x, y)) / count, abs=1e-9)
    assert matching_score(x, x) == 0
    order = rng.permutation(count)
    assert matching_score(x[order], y[order]) == pytest.approx(matching_score(x, y))


def test_matching_score_refuses_what_it_cannot_pair(rng: np.random.Generator) -> None:
    x = rng.normal(size=(4, 3))
    with pytest.raises(InputError, match="dimensions"):
        matching_score(x, x[:, :2])
    with pytest.raises(InputError, match="empty"):
        matching_score(x[:0], x[:0])


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_diversity_equals_a_loop(seed: int, pairs: int) -> None:
    x = np.random.default_rng(seed + 1).normal(size=(60, 5))
    rng = np.random.default_rng(seed)
    first = rng.choice(60, pairs, replace=False)
    second = rng.choice(60, pairs, replace=False)
    expected = np.mean([euclidean(x[a], x[b]) for a, b in zip(first, second, strict=True)])
    assert diversity(x, np.random.default_rng(seed), pairs) == pytest.approx(expected, abs=1e-9)
    assert diversity(x + 7, np.random.default_rng(seed), pairs) == pytest.approx(expected, abs=1e-9)
    assert diversity(2 * x, np.random.default_rng(seed), pairs) == pytest.approx(2 * expected, abs=1e-9)


def test_diversity_nears_the_mean_over_all_pairs_and_is_0_for_copies(rng: np.random.Generator) -> None:
    x = rng.normal(size=(2000, 8))
    assert diversity(x, rng, 1500) == pytest.approx(cdist(x, x).mean(), rel=0.02)
    assert diversity(np.ones((400, 3)), rng) == 0
    with pytest.raises(InputError, match="300 pairs need more than 300 motions"):
        diversity(x[:300], rng)
    with pytest.raises(InputError, match="NaN"):
        diversity(np.full((400, 3), np.nan), rng)


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 10))
def test_multimodality_equals_a_loop(seed: int, texts: int, pairs: int) -> None:
    x = np.random.default_rng(seed + 1).normal(size=(texts, 30, 4))
    rng = np.random.default_rng(seed)
    first = rng.choice(30, pairs, replace=False)
    second = rng.choice(30, pairs, replace=False)
    found = [euclidean(row[a], row[b]) for row in x for a, b in zip(first, second, strict=True)]
    assert multimodality(x, np.random.default_rng(seed), pairs) == pytest.approx(np.mean(found), abs=1e-9)


def test_multimodality_sees_samples_not_texts(rng: np.random.Generator) -> None:
    texts = rng.normal(size=(50, 1, 4))
    assert multimodality(np.repeat(texts, 30, axis=1), rng) == 0
    x = rng.normal(size=(50, 30, 4))
    seed = np.random.default_rng
    assert multimodality(x + 9 * texts, seed(0)) == pytest.approx(multimodality(x, seed(0)))
    with pytest.raises(InputError, match="more than 10 samples"):
        multimodality(x[:, :10], rng)


def test_mpjpe_is_root_aligned_and_in_millimetres(rng: np.random.Generator) -> None:
    x = rng.normal(size=(5, 22, 3))
    np.testing.assert_allclose(mpjpe_mm(x, x + rng.normal(size=(5, 1, 3))), 0, atol=1e-9)
    y = x + rng.normal(size=x.shape)
    expected = [np.mean([euclidean(p - a[0], q - b[0]) for p, q in zip(a, b, strict=True)])
                for a, b in zip(x, y, strict=True)]  # fmt: skip
    np.testing.assert_allclose(mpjpe_mm(x, y), 1000 * np.array(expected), rtol=1e-12)
    off = x.copy()
    off[:, 7, 1] += 0.22
    np.testing.assert_allclose(mpjpe_mm(off, x), 10)
