"""False traces are false, and a kind that does not apply gives none."""

import numpy as np
import pytest

from kinemind.cot.falsify import KINDS, falsify
from kinemind.cot.padding import TIMES_TOO_LONG
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Trace
from kinemind.cot.verify.layout import lay_out
from kinemind.language.plan import PlanStep

SUBJECT = Subject("s", "m2t", "a person walks forward and then waves with the right hand.", 5.0)
STEPS = (
    PlanStep("walks forward", "legs", "forward", 2.0),
    PlanStep("waves with the right hand", "right arm", "up", 3.0),
)
TRACE = Trace(
    "The clip lasts 5.0 s and shows two actions. 1. From 0.0 to 2.0 s the person walks forward (legs, "
    "forward, 2.0 s), taking three steps. 2. From 2.0 to 5.0 s they wave with the right hand (right arm, up, "
    "3.0 s), about four times. Nothing else is seen.",
    STEPS,
    SUBJECT.caption,
)
SQUAT = Subject("q", "m2t", "someone squats", 2.0)
SQUATTED = Trace(
    "1. The person squats (legs, down, 2.0 s).", (PlanStep("squats", "legs", "down", 2.0),), "someone squats"
)
AGAIN = Trace(
    "1. They raise the left hand (left arm, up, 1.0 s). 2. They raise the left hand (left arm, up, 1.0 s).",
    (PlanStep("raises the left hand", "left arm", "up", 1.0),) * 2,
)


def many(kind, trace=TRACE, subject=SUBJECT, others=()):
    return [falsify(subject, trace, kind, np.random.default_rng(seed), others) for seed in range(30)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_false_trace_differs_and_comes_again_by_its_seed(kind):
    others = [(SQUAT, SQUATTED)]
    found = many(kind, others=others)
    assert all(false is not None and false.reasoning != TRACE.reasoning for false in found)
    assert len({false.reasoning for false in found if false}) > 1 or kind == "irrelevant"
    assert found == many(kind, others=others)


def test_sides_are_swapped_in_words_or_fields():
    for false in many("side"):
        assert false is not None and "left" in false.reasoning
        assert "forward" in false.reasoning and len(lay_out(false.reasoning).items) == 2
    whole = [f for f in many("side") if f and "right" not in f.reasoning]
    assert whole and {f.steps[1].body_part for f in whole} == {"left arm"}


def test_order_moves_steps_with_their_fields():
    for false in many("order"):
        assert false is not None and false.steps == STEPS[::-1]
        first, second = lay_out(false.reasoning).items
        assert "right arm, up, 3.0 s" in first and "legs, forward, 2.0 s" in second
    assert any("From 0.0 to 3.0 s" in f.reasoning for f in many("order") if f)


def test_counts_are_wrong_by_two_or_more_steps_dropped_or_doubled():
    lengths = set()
    for false in many("count"):
        assert false is not None
        items = lay_out(false.reasoning).items
        lengths.add(len(items))
        assert len(items) == len(false.steps)
        assert sum(step.duration for step in false.steps) == pytest.approx(5.0)
        assert {1: "one action", 2: "two action", 3: "three action"}[len(items)] in false.reasoning
        if len(items) == 2:
            assert ("three steps" not in false.reasoning) + ("four times" not in false.reasoning) == 1
    assert lengths == {1, 2, 3}


def test_too_long_is_ten_times_as_long():
    assert all(f and len(f.reasoning) >= TIMES_TOO_LONG * len(TRACE.reasoning) for f in many("length"))


def test_irrelevant_is_the_trace_of_another_unlike_subject():
    for false in many("irrelevant", others=[(SUBJECT, TRACE), (SQUAT, SQUATTED)]):
        assert false is not None and "squats" in false.reasoning
    assert set(many("irrelevant", others=[(SUBJECT, TRACE)])) == {None}
    assert set(many("irrelevant")) == {None}


def test_what_does_not_apply_gives_none():
    assert set(many("side", SQUATTED, SQUAT)) == {None}
    assert set(many("order", SQUATTED, SQUAT)) == {None}
    assert set(many("order", AGAIN, Subject("a", "t2m", "someone raises the left hand twice", 2.0))) == {None}
    assert set(many("length", Trace("", ()), SQUAT)) == {None}
    beside = Trace(TRACE.reasoning, (STEPS[0], PlanStep("waves", "right arm", "up", 2.0, meanwhile=True)))
    assert set(many("order", beside)) == {None}
