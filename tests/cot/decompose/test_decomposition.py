"""What the rules read off captions, one kind of wording at a time."""

from __future__ import annotations

import random

import pytest

from kinemind.cot.decompose import ACTIONS, canonical_text, decompose
from kinemind.cot.decompose.plan_steps import plan_step
from kinemind.cot.decompose.words.known_words import KNOWN
from kinemind.language.plan import BODY_PARTS, DIRECTIONS, MAX_STEPS


def short(caption: str) -> list[str]:
    return [
        ":".join(part for part in (sub.action, sub.side or sub.direction) if part)
        for sub in decompose(caption)
    ]


@pytest.mark.parametrize(
    ("caption", "wanted"),
    [
        ("A person walks forward, then waves the right hand.", ["walk:forward", "wave:right"]),
        ("before turning left, someone walks backward", ["walk:backward", "turn:left"]),
        ("someone sticks both hands up after turning left", ["turn:left", "raise:both"]),
        ("after bowing, a man squats and then sits down", ["bow", "squat:down", "sit:down"]),
        ("the person jogs ahead until they stop", ["run:forward", "stand"]),
        ("someone turns left, followed by waving with both arms", ["turn:left", "wave:both"]),
        ("a man starts by bowing and ends by running forward", ["bow", "run:forward"]),
        (
            "first a person bows, then they turn right, and lastly they kick with the left leg",
            ["bow", "turn:right", "kick:left"],
        ),
        (
            "someone bows, next they turn left, and in the end they walk ahead",
            ["bow", "turn:left", "walk:forward"],
        ),
        (
            "a man waves his right hand. he then raises his left arm.",
            ["wave:right", "raise:left"],
        ),
        ("a person who walks backwards stops", ["walk:backward", "stand"]),
        ("while walking, a human is pushed to the left", ["walk", "stumble:left"]),
        ("a person steps to the right and then back to the left", ["walk:right", "walk:left"]),
        ("a person raises and lowers the left arm", ["raise:left", "lower:left"]),
        ("boxing with the left hand", ["punch:left"]),
        ("A person walks anti clockwise in a quarter of a circle", ["turn:left"]),
        ("Somone takes a step to the rigth", ["walk:right"]),
        ("a human wlaks forwardss and tunrs to the left", ["walk:forward", "turn:left"]),
        ("a person performs a left turn", ["turn:left"]),
        ("a man does a front kick with his right foot", ["kick:right"]),
        ("a woman gives a wave with the left hand", ["wave:left"]),
        ("someone waves the left and right hand", ["wave:both"]),
        ("a human reaches up to wave at somebody with the left hand", ["wave:left"]),
        ("a man squats down to place a box on the ground", ["put_down:down"]),
        ("a person does a squat and comes back up", ["squat:down"]),
        ("a person kneels down and stands up again", ["kneel:down", "get_up:up"]),
        ("a person stands and waves with their right hand", ["wave:right"]),
    ],
)
def test_order_and_actions(caption: str, wanted: list[str]) -> None:
    assert short(caption) == wanted


@pytest.mark.parametrize(
    "caption",
    [
        "a person walks and turns left",
        "a person walks forward, turning left",
        "a person turns left while walking",
        "a person walks around a corner to the left",
        "a person is walking and turning left",
    ],
)
def test_walking_and_turning_is_one_turn(caption: str) -> None:
    assert short(caption) == ["turn:left"]


def test_walking_and_then_turning_are_two() -> None:
    assert short("a person walks forward and makes a left turn") == ["walk:forward", "turn:left"]


def test_repeats_are_written_out_and_strokes_are_counted() -> None:
    assert short("raises the left hand twice") == ["raise:left"] * 2
    assert short("a man runs forward and does it again") == ["run:forward"] * 2
    assert short("a person walks and turns left three times in a row") == ["turn:left"] * 3
    assert short("someone waves the left arm, pauses and does it again") == ["wave:left"] * 2
    (wave,) = decompose("a person waves the right hand three times")
    assert wave.count == 3


def test_measures() -> None:
    (steps,) = decompose("A person quickly walks 4 steps forward.")
    assert (steps.count, steps.speed, steps.body_part) == (4, "fast", "legs")
    (turn,) = decompose("someone turns 270 degrees to the right")
    assert (turn.angle, turn.direction) == (270.0, "right")
    assert decompose("a person walks a quarter circle to the left")[0].angle == 90.0
    (raised, lowered) = decompose(
        "a man raises his left hand to shoulder height and lowers it after two seconds"
    )
    assert (raised.height, raised.body_part, lowered.side) == ("shoulder", "left arm", "left")
    (held,) = decompose("a man raises his left hand and holds it up for two seconds")
    assert held.duration == 2.0


def test_a_manner_is_no_action() -> None:
    subs = decompose("a person bows and then turns left. they do it all with enthusiasm.")
    assert [sub.action for sub in subs] == ["bow", "turn"]
    (walk,) = decompose("someone walks like a frail old person")
    assert (walk.text, walk.manner) == ("walks", "like a frail old person")
    (hand,) = decompose("looking completely exhausted, a man raises his left hand")
    assert canonical_text(hand) == "raises the left hand, tired"


def test_one_thing_while_another() -> None:
    walk, look = decompose("a person walks forward while looking around")
    assert (walk.meanwhile, look.meanwhile) == (False, True)


def test_texts_are_predicates_in_the_third_person() -> None:
    texts = [
        sub.text for sub in decompose("After lifting both of his hands, he is shoved and they keep walking.")
    ]
    assert texts == ["lifts both hands", "is shoved", "walks"]


def test_anything_is_read_without_failing() -> None:
    rng = random.Random(0)
    words = [*sorted(KNOWN), *(",", ".", "and", "then", "to", "a", "180", "°", "ü", "~", "_", "-") * 5]
    for _ in range(800):
        caption = " ".join(rng.choice(words) for _ in range(rng.randrange(1, 14)))
        subs = decompose(caption)
        assert len(subs) <= MAX_STEPS
        for sub in subs:
            assert sub.text and canonical_text(sub) and sub.action in ACTIONS
            assert plan_step(sub, 1.0).body_part in BODY_PARTS
            assert plan_step(sub, 1.0).direction in DIRECTIONS


def test_never_empty_for_words_and_empty_for_none() -> None:
    assert decompose(" .. ") == ()
    for caption in ("a person", "xyzzy", "and", "42"):
        assert decompose(caption)
