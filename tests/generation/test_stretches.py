"""Prompts and scripts cut into stretches, and the plans of stretches put together."""

import pytest

from kinemind.errors import InputError
from kinemind.generation.plan_texts import PlanText
from kinemind.generation.stretches import LONGEST_STRETCH, Stretch, stretches_of, stretches_of_script
from kinemind.language.plan import parse_plan


def test_a_prompt_of_a_few_steps_stays_one_stretch():
    prompt = "a person walks forward, turns left, then bows and waves with the right hand"
    assert stretches_of(prompt) == (Stretch(prompt),)


def test_many_steps_are_cut_in_order_and_none_is_lost():
    found = stretches_of(
        "a person walks forward, bows, raises the left hand, lowers it, squats down, kicks with the right "
        "leg, then with the left one, jumps, and waves three times while turning around"
    )
    text = " | ".join(stretch.text for stretch in found)
    wanted = ["walks forward", "bows", "raises the left hand", "lowers the left hand", "squats", "right leg"]
    wanted += ["jumps", "waves", "three times", "same time turn"]
    places = [text.find(words) for words in wanted]
    assert -1 not in places and places == sorted(places), text
    assert all(stretch.seconds is None and not stretch.goes_on for stretch in found)


def test_a_stated_time_longer_than_a_stretch_is_several():
    found = stretches_of("a person walks forward for 25 seconds, then bows")
    assert [s.goes_on for s in found] == [False, True, True, False]
    assert sum(s.seconds or 0.0 for s in found) == pytest.approx(25.0)
    assert all("25" not in s.text for s in found)


def test_a_script_keeps_its_seconds_in_stretches_that_are_learned():
    script = [("a person walks", 12.0), ("bows, squats, kicks, waves and then jumps", 15.0), ("bows", 2.0)]
    found = stretches_of_script(script)
    assert all(0 < (s.seconds or 0.0) <= LONGEST_STRETCH for s in found)
    assert sum(s.seconds or 0.0 for s in found) == pytest.approx(29.0)
    assert found[1].goes_on and found[0].seconds == pytest.approx(6.0)
    assert sum(s.seconds or 0.0 for s in found[2:-1]) == pytest.approx(15.0)


@pytest.mark.parametrize(
    "script",
    [[], [("bows", 0.2)], [("bows", float("nan"))], [("", 3.0)], [("walks", 100.0), ("walks", 100.0)]],
)
def test_a_bad_script_is_refused(script):
    with pytest.raises(InputError):
        stretches_of_script(script)


FIRST = (
    "Two actions follow one another, 4.0 s in all. 1. First the person walks forward (legs, forward, 1.5 s), "
    "taking three steps. 2. In the end the person bows (torso, forward, 2.5 s). That makes 4.0 s."
)
SECOND = "It is one action of 3.0 s. 1. The person waves the right hand (right arm, up, 3.0 s)."


def test_plans_are_told_as_one():
    whole = PlanText.read(FIRST) + PlanText.read(SECOND)
    text = whole.write()
    assert text.startswith("Three actions follow one another, 7.0 s in all. 1. First the person walks")
    assert "2. Then the person bows" in text and "3. Then the person waves" in text
    assert "That makes" not in text
    assert [(s.text, s.duration) for s in parse_plan(text)] == [
        ("walks forward", 1.5), ("bows", 2.5), ("waves the right hand", 3.0),
    ]  # fmt: skip


def test_another_time_is_shared_and_takes_details_away_that_no_longer_fit():
    near, far = PlanText.read(FIRST).lasting(4.4), PlanText.read(FIRST).lasting(8.0)
    assert near.seconds == pytest.approx(4.4) and far.seconds == pytest.approx(8.0)
    assert "three steps" in near.write() and "three steps" not in far.write()
    assert [s.duration for s in parse_plan(far.write())] == [3.0, 5.0]
    assert PlanText.read(SECOND).longer(2.0).seconds == pytest.approx(5.0)


def test_a_plan_in_another_form_is_worded_anew():
    plan = PlanText.read(
        "2 steps, 3.0 s. 1. walks forward; legs; forward; 1.0 s. 2. bows; torso; down; 2.0 s."
    )
    assert [s.duration for s in parse_plan(plan.lasting(6.0).write())] == [2.0, 4.0]
    assert PlanText.read("I do not know.").write() == ""
