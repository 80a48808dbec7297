"""The pool rule of `bench`: the query first, one candidate a key, the same pools for the same seed."""

from collections import Counter

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.evaluation.pools import SIZE, distinct_pools

KEYS = [(f"content-{n % 40}", None, "left" if n % 3 else "right") for n in range(300)]


def pools(keys=KEYS, seed: int = 0, **options) -> np.ndarray:
    return distinct_pools(keys, np.random.default_rng(seed), **options)


def test_a_pool_holds_its_query_first_and_no_key_twice():
    found = pools()
    assert found.shape == (len(KEYS), SIZE)
    np.testing.assert_array_equal(found[:, 0], np.arange(len(KEYS)))
    for row in found:
        assert len({KEYS[i] for i in row}) == SIZE


def test_the_generator_alone_decides():
    np.testing.assert_array_equal(pools(), pools())
    assert (pools(seed=1) != pools()).any(1).mean() > 0.99
    rng = np.random.default_rng(0)
    first, second = distinct_pools(KEYS, rng), distinct_pools(KEYS, rng)
    assert (first != second).any(1).mean() > 0.99


def test_fewer_keys_than_places_give_one_of_each():
    keys = ["a", "b", "b", "c", "a", "c", "c"]
    found = pools(keys)
    assert found.shape == (7, 3)
    assert all({keys[i] for i in row} == {"a", "b", "c"} for row in found)
    assert pools(keys, size=2).shape == (7, 2)


def test_a_key_counts_once_however_many_members_it_has():
    """A hundred motions of one key and one each of nine others: all others are as often a candidate."""
    keys = ["many"] * 100 + [f"rare-{n}" for n in range(9)]
    drawn = Counter(
        keys[i]
        for seed in range(300)
        for i in pools(keys, seed, size=4)[100][1:]  # the first rare one's
    )
    assert set(drawn) == {"many", *(f"rare-{n}" for n in range(1, 9))}
    assert drawn["many"] < 1.5 * 300 * 3 / 9 and min(drawn.values()) > 0.5 * 300 * 3 / 9
    members = {i for seed in range(300) for i in pools(keys, seed, size=4)[100] if keys[i] == "many"}
    assert len(members) > 50  # each time another one of the many


def test_one_key_cannot_be_ranked():
    for keys in ([], ["a"], ["a", "a", "a"]):
        with pytest.raises(InputError, match="two kinds"):
            pools(keys)
