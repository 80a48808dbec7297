"""Any text is judged without an exception and in bounded time; faults name criterion and step."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinemind.cot.subject import Subject
from kinemind.cot.trace import CRITERIA, Trace
from kinemind.cot.verify import MOST_FAULTS, check
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phases import Phase
from kinemind.language.plan import PlanStep
from kinemind.motion import Motion
from tests.standing import standing

CAPTION = "a person walks forward and then waves with the right hand."
PLAN = (
    PlanStep("walks forward", "legs", "forward", 2.0),
    PlanStep("waves with the right hand", "right arm", "up", 3.0),
)
TEXT = (
    "Two actions follow one another, 5.0 s in all. 1. The person walks forward (legs, forward, 2.0 s), "
    "taking about three steps. 2. Then they wave with the right hand (right arm, up, 3.0 s), swinging it "
    "about four times."
)
PHASES = (
    Phase("walk_forward", 0.0, 2.0, {"distance": 2.2, "speed": 1.1, "steps": 3}),
    Phase("wave_right_hand", 2.1, 4.8, {"cycles": 4.0}),
)


def subject(caption=CAPTION, phases=PHASES, task="t2m"):
    facts = dataclasses.replace(measure(Motion(standing(100), 20.0)), phases=phases) if phases else None
    return Subject("s", task, caption, 5.0, facts=facts)


def reasons(*arguments, **named):
    return [f"{fault.criterion}: {fault.reason}" for fault in check(*arguments, **named).faults]


def test_a_true_trace_passes_with_and_without_its_plan():
    assert reasons(subject(), Trace(TEXT, PLAN)) == []
    assert reasons(subject(), Trace(TEXT, ())) == []
    assert reasons(subject(phases=None), Trace(TEXT, PLAN)) == []


@pytest.mark.parametrize(
    ("old", "new", "criterion", "words"),
    [
        ("three steps", "nine steps", "grounding", "9|nine"),
        ("four times", "eleven times", "grounding", "eleven"),
        ("the right hand", "the left hand", "relevance", "left"),
        ("right arm", "left arm", "consistency", "body part"),
        ("5.0 s in all", "7.5 s in all", "consistency", "5.0 s"),
        ("forward, 2.0", "forward, 4.0", "consistency", "add up"),
        ("2. Then", "2. First", "consistency", "first"),
        ("2. Then", "4. Then", "consistency", "numbered"),
        ("three steps", "three steps at 2.9 m/s", "grounding", "m/s"),
        ("three steps", "three steps over 9.5 m", "grounding", "2.2 m"),
        ("walks forward", "walks backward", "relevance", "backward"),
    ],
)
def test_each_kind_of_error_is_named(old, new, criterion, words):
    assert old in TEXT
    found = reasons(subject(), Trace(TEXT.replace(old, new), ()))
    assert any(
        reason.startswith(criterion) and any(word in reason for word in words.split("|")) for reason in found
    ), found


def test_the_motion_decides_where_the_caption_says_no_side():
    open_caption = "a person walks and then waves."
    assert reasons(subject(open_caption), Trace(TEXT, ())) == []
    swapped = TEXT.replace("right", "left")
    assert any("wave right hand" in reason for reason in reasons(subject(open_caption), Trace(swapped, ())))


def test_order_and_time_are_held_against_the_phases():
    late = "1. From 3.0 to 5.0 s the person walks forward (legs, forward, 2.0 s)."
    found = reasons(subject("a person walks forward"), Trace(late, ()))
    assert any("from 0.0 to 2.0 s" in reason for reason in found), found
    reverse = "The person waves with the right hand. Then they walk forward."
    found = reasons(subject("a person waves with the right hand and walks forward"), Trace(reverse, ()))
    assert any("comes after" in reason for reason in found), found


def test_an_action_of_the_motion_may_be_added_and_no_other():
    text = "1. The person walks forward (legs, forward, 2.0 s). 2. {} (right arm, up, 3.0 s)."
    shown = text.format("Then they wave with the right hand")
    assert reasons(subject("a person walks forward"), Trace(shown, ())) == []
    found = reasons(
        subject("a person walks forward"), Trace(text.format("Then they punch with the right fist"), ())
    )
    assert any("neither in the caption nor in the motion" in reason for reason in found)


def test_an_answer_follows_from_the_reasoning():
    told = Trace(TEXT, PLAN, "someone walks forward, then waves the right hand")
    assert reasons(subject(task="m2t"), told) == []
    for wrong in ("someone waves the right hand", "someone walks, then waves the left hand", "x " * 400):
        assert reasons(subject(task="m2t"), dataclasses.replace(told, answer=wrong)), wrong


def test_a_plan_that_is_not_the_texts_is_refused():
    for steps in (PLAN[:1], PLAN[::-1], (PLAN[0], dataclasses.replace(PLAN[1], duration=9.0))):
        assert any("plan" in reason for reason in reasons(subject(), Trace(TEXT, steps)))


HOSTILE = (
    "",
    " \n\t ",
    "1. " * 20_000,
    "(" * 50_000,
    "((((legs, " * 5_000,
    "left right " * 10_000,
    "a " * 100_000,
    "9" * 50_000,
    "about " * 20_000 + "three steps",
    "the left hand " * 3_000,
    "from 1.0 to " * 5_000,
    ",. " * 30_000,
    "so the person " * 5_000,
    "\u202e\u0301\u200d😀" * 10_000,
    "\ud800 broken",
    "1. a\n" * 5_000,
    "<think>" * 5_000,
    "to the " * 10_000,
    "turns " * 10_000,
    "hips " + "x " * 20_000 + "to the left",
    "twenty " * 10_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("where", ["reasoning", "answer", "caption"])
def test_hostile_texts_are_judged(text, where):
    caption = text if where == "caption" else CAPTION
    trace = Trace(text if where == "reasoning" else TEXT, PLAN, text if where == "answer" else CAPTION)
    verdict = check(subject(caption, task="m2t"), trace)
    assert len(verdict.faults) <= MOST_FAULTS
    if where == "reasoning":
        assert not verdict.passed


@given(st.text(max_size=300), st.text(max_size=100), st.floats(allow_nan=True))
def test_any_text_is_judged(text, caption, seconds):
    verdict = check(
        Subject("s", "m2t", caption, seconds), Trace(text, (PlanStep(text, caption, text, seconds),), caption)
    )
    assert all(fault.criterion in CRITERIA and fault.reason for fault in verdict.faults)


def test_words_out_of_a_bag_are_judged():
    words = [
        *TEXT.split(),
        "1.",
        "2.",
        "left",
        "(",
        ")",
        ";",
        "about",
        "90",
        "degrees",
        "m/s",
        "twice",
        "while",
    ]
    rng = np.random.default_rng(0)
    for _ in range(50):
        check(subject(), Trace(" ".join(rng.choice(words, 60)), PLAN))
