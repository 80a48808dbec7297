"""Steps of a plan found one after the other in measured phases."""

from pathlib import Path

import numpy as np
import pytest

from kinemind import compose
from kinemind.corpora import open_data
from kinemind.cot.verify.shown import seen_in_order, unasked
from kinemind.kinematics.facts import measure
from kinemind.kinematics.phase import Phase
from kinemind.language.plan_step import PlanStep
from kinemind.rewards.plan_agreement import agreement_of

WALK = Phase("walk_forward", 0.0, 3.0, {"distance": 2.0})
WAVE = Phase("wave_left_hand", 3.0, 6.0, {"cycles": 4.0})
BOW = Phase("bow", 6.0, 8.0, {"pitch": 50.0})


def steps(*texts: str) -> tuple[PlanStep, ...]:
    return tuple(PlanStep(text, duration=2.0) for text in texts)


def worths(plan: tuple[PlanStep, ...], *phases: Phase) -> list[float | None]:
    return [one.worth for one in seen_in_order(plan, phases)]


def test_steps_are_seen_in_their_order_and_in_no_other():
    plan = steps("walks forward", "waves the left hand", "bows")
    assert worths(plan, WALK, WAVE, BOW) == [1.0, 1.0, 1.0]
    assert worths(plan[::-1], WALK, WAVE, BOW) == [1.0, 0.0, 0.0]
    assert worths(steps("waves the right hand"), WALK, WAVE) == [0.0]


def test_a_missing_step_holds_none_of_the_others_up():
    plan = steps("walks forward", "kicks with the right leg", "bows")
    assert worths(plan, WALK, WAVE, BOW) == [1.0, 0.0, 1.0]


def test_a_walk_may_be_cut_by_a_turn_and_goes_on_after_it():
    turn = Phase("turn_left", 1.0, 2.0, {"angle": 90.0})
    plan = steps("walks forward", "turns left", "walks forward")
    assert worths(plan, WALK, turn) == [1.0, 1.0, 1.0]
    assert worths(plan, Phase("walk_forward", 0.0, 2.2, {"distance": 2.0}), turn) == [1.0, 1.0, 0.0]


def test_what_is_faint_counts_in_proportion_and_what_is_alike_by_half():
    assert worths(steps("turns left"), Phase("turn_left", 0.0, 1.0, {"angle": 22.5})) == [0.5]
    assert worths(steps("waves the left hand"), Phase("raise_left_hand", 0.0, 2.0, {"height": 0.5})) == [0.5]


def test_steps_at_the_same_time_begin_together():
    waving = PlanStep("waves the left hand", duration=3.0, meanwhile=True)
    plan = (PlanStep("walks forward", duration=3.0), waving)
    assert worths(plan, WALK, Phase("wave_left_hand", 0.2, 3.0, {"cycles": 4.0})) == [1.0, 1.0]


def test_gestures_beyond_the_plan():
    assert [p.label for p in unasked(steps("walks forward"), (WALK, WAVE, BOW))] == ["wave_left_hand", "bow"]
    assert unasked(steps("walks forward", "does tai chi"), (WALK, WAVE, BOW)) == ()


def test_what_joints_cannot_show_is_neither_seen_nor_missing():
    assert worths(steps("dances")) == [None]
    assert agreement_of(steps("dances"), ()) == pytest.approx(0.3)


def test_true_composites_agree_with_their_own_recipe_and_not_with_another(shared: Path):
    corpus = open_data(shared / "data")
    by_id = {clip.id: clip for clip in corpus.clips("val")}
    recipes = corpus.composites("val")[:24]
    own, other = [], []
    for number, recipe in enumerate(recipes):
        motion = compose.composite(recipe, by_id)
        phases = measure(motion).phases
        for found, told in ((own, recipe), (other, recipes[number - 7])):
            plan = [PlanStep(p.text, duration=(p.end - p.start) / motion.fps) for p in told.parts]
            found.append(agreement_of(plan, phases))
    assert np.mean(own) > 0.85 and np.mean(other) < 0.4
