"""Plans written, read back, and laid over a motion's real length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.augmentation.captions import mirror_caption
from kinemind.language.plan import (
    BODY_PARTS,
    DIRECTIONS,
    PlanStep,
    parse_plan,
    to_steps,
    write_plan,
)

WALK = PlanStep("walks forward", "legs", "forward", 1.8)
WAVE = PlanStep("waves the right hand", "right arm", "up", 2.3)
WORDS = (
    st.text("abcdefghij ,'-", min_size=1, max_size=30)
    .map(lambda s: " ".join(s.split()))
    .filter(lambda s: any(c.isalpha() for c in s))
)
STEPS = st.builds(
    PlanStep,
    WORDS,
    st.sampled_from(BODY_PARTS),
    st.sampled_from(DIRECTIONS),
    st.integers(1, 200).map(lambda tenths: tenths / 10),
)


def test_the_written_form():
    assert write_plan([WALK, WAVE]) == (
        "2 steps, 4.1 s. 1. walks forward; legs; forward; 1.8 s. "
        "2. waves the right hand; right arm; up; 2.3 s."
    )
    assert write_plan([WALK]) == "1 step, 1.8 s. 1. walks forward; legs; forward; 1.8 s."


@given(st.lists(STEPS, min_size=1, max_size=9))
def test_a_written_plan_reads_back(plan):
    assert parse_plan(write_plan(plan)) == tuple(plan)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("The person walks.", ()),
        ("1. walks forward", (PlanStep("walks forward"),)),
        ("Plan:\n1) walks; legs\n2) bows for 2 seconds",
         (PlanStep("walks", "legs"), PlanStep("bows for 2 seconds", duration=2))),
        ("1. walks; legs; forward; 2.5 sec. 2. ", (PlanStep("walks", "legs", "forward", 2.5),)),
        ("1. ; ; ; 99999 s.", ()),
        ("1. walks; 99999 s.", (PlanStep("walks", duration=600.0),)),
    ],
)  # fmt: skip
def test_reading_is_tolerant(text, expected):
    assert parse_plan(text) == expected


def test_steps_fill_the_motion_exactly():
    steps = to_steps((WALK, WAVE), 8.2)
    assert [s.text for s in steps] == ["walks forward", "waves the right hand"]
    assert steps[0].start == 0 and steps[0].end == pytest.approx(3.6) == steps[1].start
    assert steps[1].end == 8.2
    equal = to_steps((PlanStep("a"), PlanStep("b")), 3.0)
    assert [(s.start, s.end) for s in equal] == [(0, 1.5), (1.5, 3.0)]
    mean = to_steps((WALK, PlanStep("b")), 3.6)
    assert mean[0].end == pytest.approx(1.8)
    assert to_steps((), 3.0) == ()


def test_mirroring_swaps_sides_and_turns_twice_is_the_same():
    assert WAVE.mirror() == PlanStep("waves the left hand", "left arm", "up", 2.3)
    assert mirror_caption("Left foot, bright, counterclockwise") == "Right foot, bright, clockwise"
    assert WAVE.mirror().mirror() == WAVE
