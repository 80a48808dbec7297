"""Overlapping segments become a sequence of steps as TEACH and FlowMDM chain them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.corpora.segments import TRANSITION, sequence
from kinemind.motion import Step


def _of(*segments: tuple[str, float, float], seconds: float = 100.0) -> list[tuple[str, float, float]]:
    return [(s.text, s.start, s.end) for s in sequence([Step(*s) for s in segments], seconds)]


@pytest.mark.parametrize(
    ("segments", "expected"),
    [
        # touching, and given out of order
        ([("b", 2, 3), ("a", 0, 2)], [("a", 0, 2), ("b", 2, 3)]),
        # overlap: the middle of it
        ([("a", 0, 4), ("b", 3, 6)], [("a", 0, 3.5), ("b", 3.5, 6)]),
        # a transition over both, one in the gap between them, and one that reaches only the first
        ([("a", 0, 3), (TRANSITION, 2.8, 4.2), ("b", 4, 6)], [("a", 0, 3.5), ("b", 3.5, 6)]),
        ([("a", 0, 3), (TRANSITION, 3, 4), ("b", 4, 6)], [("a", 0, 3.5), ("b", 3.5, 6)]),
        ([("a", 0, 3), (TRANSITION, 3, 3.5), ("b", 4, 6)], [("a", 0, 3), ("b", 4, 6)]),
        # a gap without a label
        ([("a", 0, 3), ("b", 4, 6)], [("a", 0, 3), ("b", 4, 6)]),
        # contained ones, with a common edge too, and equal ones
        ([("walk", 0, 5), ("wave", 1, 2), ("sit", 4, 8)], [("walk", 0, 4.5), ("sit", 4.5, 8)]),
        ([("wave", 0, 2), ("walk", 0, 5), ("turn", 3, 5)], [("walk", 0, 5)]),
        ([("a", 0, 2), ("b", 0, 2)], [("b", 0, 2)]),
        # three over each other
        ([("a", 0, 5), ("b", 4, 6), ("c", 4.5, 8)], [("a", 0, 4.5), ("b", 4.5, 5.25), ("c", 5.25, 8)]),
        # a transition at the start joins nothing
        ([(TRANSITION, 0, 1), ("a", 1, 2)], [("a", 1, 2)]),
    ],
)
def test_rules(segments: list[tuple[str, float, float]], expected: list[tuple[str, float, float]]) -> None:
    assert _of(*segments) == expected


def test_segments_are_cut_to_the_motion() -> None:
    assert _of(("a", -1, 3), ("b", 3, 9), ("c", 7, 9), seconds=6.0) == [("a", 0, 3), ("b", 3, 6)]


times = st.floats(0, 20)
labels = st.sampled_from(["walk", "sit", "wave", TRANSITION])


@given(st.lists(st.tuples(labels, times, times), max_size=8))
def test_steps_are_in_order_and_never_overlap(segments: list[tuple[str, float, float]]) -> None:
    steps = sequence([Step(text, min(a, b), max(a, b)) for text, a, b in segments], 15.0)
    assert all(0 <= s.start < s.end <= 15 and s.text != TRANSITION for s in steps)
    assert all(a.end <= b.start for a, b in pairwise(steps))
    assert {s.text for s in steps} <= {text for text, *_ in segments}
