"""R-Precision against the public definition, and what it must do by construction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from kinemind.errors import InputError
from kinemind.metrics.r_precision import batches, r_precision


def public_share(texts: np.ndarray, motions: np.ndarray, order: np.ndarray, size: int, k: int) -> np.ndarray:
    """Batches in order, whole ones only; sorted distances; hits in the first k columns, cumulated."""
    hits, seen = np.zeros(k), 0
    for first in range(0, len(order) - size + 1, size):
        batch = order[first : first + size]
        ranked = np.argsort(cdist(texts[batch], motions[batch]), axis=1)
        correct = np.zeros(size, bool)
        for column in range(k):
            correct |= ranked[:, column] == np.arange(size)
            hits[column] += correct.sum()
        seen += size
    return hits / seen


@given(st.integers(0, 10_000), st.integers(32, 150), st.integers(1, 9), st.integers(1, 5))
def test_equals_the_public_definition(seed: int, count: int, dimension: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    texts = rng.normal(size=(count, dimension))
    motions = texts + rng.normal(size=texts.shape)
    pools = batches(count, np.random.default_rng(seed))
    order = np.random.default_rng(seed).permutation(count)
    ours = r_precision(texts[pools[:, 0]], motions, pools, k)
    np.testing.assert_allclose(ours, public_share(texts, motions, order, 32, k), atol=1e-12)


def test_batches_are_whole_and_every_member_asks_once(rng: np.random.Generator) -> None:
    pools = batches(75, rng, 32)
    assert pools.shape == (64, 32)
    assert len(set(pools[:, 0])) == 64
    members = {frozenset(row.tolist()) for row in pools}
    assert len(members) == 2 and all(len(m) == 32 for m in members)
    assert not frozenset.intersection(*members)


def test_perfect_pairs_score_one_and_unrelated_ones_chance(rng: np.random.Generator) -> None:
    texts, motions = rng.normal(size=(3200, 16)), rng.normal(size=(3200, 16))
    pools = batches(3200, rng)
    np.testing.assert_array_equal(r_precision(texts[pools[:, 0]], texts, pools), [1, 1, 1])
    by_chance = r_precision(texts[pools[:, 0]], motions, pools)
    np.testing.assert_allclose(by_chance, np.array([1, 2, 3]) / 32, atol=0.015)


def test_a_collapsed_encoder_scores_nothing() -> None:
    one = np.full((64, 8), 0.3)
    pools = batches(64, np.random.default_rng(0))
    np.testing.assert_array_equal(r_precision(one, one, pools, 5), np.zeros(5))
    two = np.repeat(np.eye(8)[:2], 32, axis=0)
    assert r_precision(two[pools[:, 0]], two, pools, 1)[0] == 0


def test_a_common_rotation_and_many_rows_change_nothing(rng: np.random.Generator) -> None:
    texts = rng.normal(size=(96, 6))
    motions = texts + rng.normal(size=texts.shape)
    turn = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    pools = batches(96, rng)
    asked = texts[pools[:, 0]]
    np.testing.assert_array_equal(
        r_precision(asked, motions, pools), r_precision(asked @ turn, motions @ turn, pools)
    )
    wide = np.pad(motions, ((0, 0), (0, 9000)))  # more than is held at a time
    np.testing.assert_array_equal(
        r_precision(np.pad(asked, ((0, 0), (0, 9000))), wide, pools), r_precision(asked, motions, pools)
    )


def test_the_right_candidate_need_not_share_the_querys_number() -> None:
    candidates = np.array([[9.0], [0.0], [5.0]])
    pools = np.array([[1, 0, 2], [2, 0, 1]])
    np.testing.assert_array_equal(
        r_precision(np.array([[0.1], [8.0]]), candidates, pools, 3), [0.5, 1.0, 1.0]
    )


def test_bad_input_is_refused(rng: np.random.Generator) -> None:
    x, pools = rng.normal(size=(32, 4)), batches(32, rng)
    with pytest.raises(InputError, match="NaN"):
        r_precision(np.where(x > 1, np.nan, x), x, pools)
    with pytest.raises(InputError, match="dimensions"):
        r_precision(x, x[:, :3], pools)
    with pytest.raises(InputError, match="top_k"):
        r_precision(x, x, pools, 33)
    with pytest.raises(InputError, match="outside"):
        r_precision(x, x[:20], pools)
    with pytest.raises(InputError, match="twice"):
        r_precision(x, x, np.zeros((32, 4), int))
    with pytest.raises(InputError, match="one of 32"):
        batches(31, rng)
