"""FID against scipy's root of the product, its invariances, and its bias."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import linalg

from kinemind.errors import InputError
from kinemind.metrics.fid import fid, frechet_distance
from kinemind.metrics.fid_bias import fid_bias


def public_distance(x: np.ndarray, y: np.ndarray) -> float:
    mean1, mean2 = x.mean(0), y.mean(0)
    cov1, cov2 = np.atleast_2d(np.cov(x, rowvar=False)), np.atleast_2d(np.cov(y, rowvar=False))
    root = linalg.sqrtm(cov1 @ cov2)
    gap = mean1 - mean2
    return float(gap @ gap + np.trace(cov1) + np.trace(cov2) - 2 * np.trace(root).real)


def skewed(rng: np.random.Generator, count: int, dimension: int) -> np.ndarray:
    return rng.normal(size=(count, dimension)) @ rng.normal(size=(dimension, dimension)) + rng.normal()


@given(st.integers(0, 10_000), st.integers(1, 12))
def test_equals_the_public_definition(seed: int, dimension: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = skewed(rng, 60, dimension), skewed(rng, 80, dimension)
    assert fid(x, y) == pytest.approx(public_distance(x, y), rel=1e-6, abs=1e-6)


def test_distance_of_two_known_distributions() -> None:
    mean, cov = np.zeros(3), np.diag([1.0, 4.0, 9.0])
    assert frechet_distance(mean, cov, mean + 2, np.diag([4.0, 4.0, 1.0])) == pytest.approx(12 + 1 + 0 + 4)


@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(1, 30))
def test_properties(seed: int, count: int, dimension: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = skewed(rng, count, dimension), skewed(rng, count + 3, dimension)
    size = x.var(0).sum() + y.var(0).sum() + 1
    found = fid(x, y)
    cov1, cov2 = (np.atleast_2d(np.cov(s, rowvar=False)) for s in (x, y))
    assert frechet_distance(x.mean(0), cov1, y.mean(0), cov2) == pytest.approx(found, abs=1e-6 * size)
    assert found >= 0
    assert fid(x, x) <= 1e-10 * size
    assert fid(x, rng.permutation(x)) <= 1e-10 * size
    assert fid(y, x) == pytest.approx(found, abs=1e-9 * size)
    assert fid(rng.permutation(x), rng.permutation(y)) == pytest.approx(found, abs=1e-9 * size)
    turn = np.linalg.qr(rng.normal(size=(dimension, dimension)))[0]
    assert fid(x @ turn + 3, y @ turn + 3) == pytest.approx(found, abs=1e-9 * size)
    assert fid(3 * x, 3 * y) == pytest.approx(9 * found, abs=1e-9 * size)


def test_grows_with_noise(rng: np.random.Generator) -> None:
    x, noise = skewed(rng, 300, 10), rng.normal(size=(300, 10))
    grown = [fid(x, x + amount * noise) for amount in (0, 0.1, 0.3, 1, 3)]
    assert grown == sorted(grown) and grown[1] > 1e-4 and grown[0] < 1e-9


def test_fewer_vectors_than_dimensions(rng: np.random.Generator) -> None:
    """Where the covariances are singular the distance is that in the space the vectors span."""
    flat = rng.normal(size=(7, 5)), rng.normal(size=(9, 5))
    into = np.linalg.qr(rng.normal(size=(200, 5)))[0].T
    assert fid(flat[0] @ into, flat[1] @ into) == pytest.approx(public_distance(*flat), abs=1e-9)
    few = rng.normal(size=(6, 300))
    assert fid(few, few + 2) == pytest.approx(300 * 4, rel=1e-9)
    still = np.ones((4, 8))
    assert fid(still, still) == 0 and fid(still, still * 2) == pytest.approx(8)


@pytest.mark.parametrize("power", [0.0, 1.0])
def test_bias_of_two_samples_of_one_distribution(power: float, rng: np.random.Generator) -> None:
    spread = np.arange(1, 33.0) ** (-power / 2)
    found = [fid(*(rng.normal(size=(n, 32)) * spread for n in (200, 385))) for _ in range(40)]
    assert np.mean(found) == pytest.approx(fid_bias(np.diag(spread**2), 200, 385), rel=0.05)


def test_bias_of_one_variance_is_the_formula_of_fids_docstring() -> None:
    expected = (1 / 100 + 1 / 50) * 8 * 0.7 * (1 + 9 / 4)
    assert fid_bias(0.7 * np.eye(8), 100, 50) == pytest.approx(expected)
    assert fid_bias(np.zeros((3, 3)), 5, 5) == 0


def test_bad_input_is_refused(rng: np.random.Generator) -> None:
    x = rng.normal(size=(10, 4))
    with pytest.raises(InputError, match="2 vectors"):
        fid(x, x[:1])
    with pytest.raises(InputError, match="empty"):
        fid(x[:0], x)
    with pytest.raises(InputError, match="NaN"):
        fid(x, np.where(x > 1, np.nan, x))
    with pytest.raises(InputError, match="dimensions"):
        fid(x, x[:, :3])
    with pytest.raises(InputError, match="symmetric"):
        frechet_distance(x[0], np.triu(np.ones((4, 4))), x[0], np.eye(4))
    with pytest.raises(InputError, match="below 0"):
        frechet_distance(x[0], np.diag([1.0, 1.0, 1.0, -1.0]), x[0], np.eye(4))
