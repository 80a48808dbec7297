"""Whole-set retrieval against TMR's definition, with ties and with groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.errors import InputError
from kinemind.metrics.retrieval import RECALLS, retrieval


def public_figures(similarity: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Columns of the right similarity in each sorted row, averaged where several are equal (TMR)."""
    columns = []
    for row, own in zip(similarity, right, strict=True):
        ordered = np.sort(-row)
        columns.append(np.mean(np.flatnonzero(ordered == (-row[own]).min())))
    found = {f"R@{k}": float(np.mean(np.array(columns) < k)) for k in RECALLS}
    return {**found, "median_rank": float(np.median(columns) + 1)}


def unit(x: np.ndarray) -> np.ndarray:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(2, 9))
def test_equals_the_public_definition(seed: int, count: int, dimension: int) -> None:
    rng = np.random.default_rng(seed)
    texts = unit(rng.normal(size=(count, dimension)))
    motions = unit(texts + 0.5 * rng.normal(size=texts.shape))
    found = retrieval(texts, motions)
    assert found["t2m"] == pytest.approx(public_figures(texts @ motions.T, np.eye(count, dtype=bool)))
    assert found["m2t"] == pytest.approx(public_figures(motions @ texts.T, np.eye(count, dtype=bool)))
    groups = rng.integers(0, 1 + count // 2, count)
    grouped = retrieval(texts, motions, groups)
    right = groups[:, None] == groups
    assert grouped["t2m"] == pytest.approx(public_figures(texts @ motions.T, right))
    assert grouped["m2t"] == pytest.approx(public_figures(motions @ texts.T, right))


@given(st.integers(0, 10_000), st.integers(2, 40))
def test_ties_count_as_in_the_public_definition(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    texts = rng.integers(0, 3, size=(count, 1)).astype(float)
    motions = rng.integers(0, 3, size=(count, 1)).astype(float)
    expected = public_figures(-np.abs(texts - motions.T), np.eye(count, dtype=bool))
    assert retrieval(texts, motions)["t2m"] == pytest.approx(expected)


def test_perfect_random_and_collapsed(rng: np.random.Generator) -> None:
    x = rng.normal(size=(400, 12))
    assert retrieval(x, x)["t2m"] == {**{f"R@{k}": 1.0 for k in RECALLS}, "median_rank": 1.0}
    found = retrieval(x, rng.normal(size=(400, 12)))
    for way in ("t2m", "m2t"):
        assert found[way]["R@10"] == pytest.approx(10 / 400, abs=0.025)
        assert found[way]["median_rank"] == pytest.approx(200, abs=60)
    collapsed = retrieval(np.ones((41, 3)), np.ones((41, 3)))["m2t"]
    assert collapsed["R@10"] == 0 and collapsed["median_rank"] == 21


def test_captions_of_equal_meaning_are_all_right() -> None:
    texts = np.array([[0.0], [0.0], [0.0], [5.0]])
    motions = np.array([[0.2], [0.1], [0.3], [5.0]])
    alone, grouped = retrieval(texts, motions), retrieval(texts, motions, np.array([7, 7, 7, 2]))
    assert alone["t2m"]["R@1"] == 0.5 and grouped["t2m"]["R@1"] == 1
    assert alone["m2t"]["median_rank"] == 2 and grouped["m2t"]["median_rank"] == 1


def test_bad_input_is_refused(rng: np.random.Generator) -> None:
    x = rng.normal(size=(5, 4))
    with pytest.raises(InputError, match="NaN"):
        retrieval(x, np.full((5, 4), np.inf))
    with pytest.raises(InputError, match="dimensions"):
        retrieval(x, x[:, :2])
