"""Motions longer than one answer, by the embedded bundle and by an untrained one."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.errors import InputError
from kinemind.evaluation.prompts.judged_steps import BOW, KICK_RIGHT, RAISE_BOTH, SQUAT, WALK, order_of
from kinemind.generation import Model, Take, load
from kinemind.generation.composing import compose_many
from kinemind.generation.stretches import stretches_of, stretches_of_script
from kinemind.kinematics.facts import measure
from kinemind.language.plan import parse_plan
from kinemind.metrics.plausibility.transition_peak_jerk import transition_peak_jerk
from tests.test_generation import untrained

LIMIT = 1.3 * 103.4
"""1.3 times the mean transition peak jerk of bench/test's composites, m/s³."""
MANY = (
    "a person bows, then walks forward, kicks with the right leg, squats down, raises both hands "
    "and bows again"
)
SCRIPT = [
    ("a person walks forward", 4.0), ("bows", 4.0), ("a person raises both hands", 4.0),
    ("walks backwards", 4.0), ("waves with the right hand", 16.0), ("runs forward", 4.0), ("bows", 4.0),
]  # fmt: skip


@pytest.fixture(scope="module")
def nano() -> Model:
    return load("nano", "cpu")


def composed(model: Model, script, seed: int = 0, max_seconds: float = 60.0) -> Take:
    return compose_many(model.policy, model.bundle, [script], ["x"], [seed], max_seconds=max_seconds)[0]


@pytest.fixture(scope="module")
def scripted(nano: Model) -> Take:
    return composed(nano, stretches_of_script(SCRIPT))


def test_forty_seconds_keep_the_times_of_their_script(scripted: Take):
    assert scripted.motion.seconds == pytest.approx(40.0) and len(scripted.steps) == len(SCRIPT)
    starts = np.cumsum([0.0, *(seconds for _, seconds in SCRIPT)])
    assert [step.start for step in scripted.steps] == pytest.approx(starts[:-1], abs=0.11)
    assert [step.end for step in scripted.steps] == pytest.approx(starts[1:], abs=0.11)
    told = parse_plan(scripted.reasoning)
    assert len(told) == len(SCRIPT) and sum(step.duration for step in told) == pytest.approx(40.0, abs=0.2)


def test_all_tokens_are_decoded_as_one_row_and_joins_are_as_smooth_as_real_ones(nano: Model, scripted: Take):
    again = nano.bundle.motion_tokenizer.decode(scripted.motion_tokens)
    assert np.array_equal(again.joints, scripted.motion.joints)
    joins = [round(20 * step.start) for step in scripted.steps[1:]]
    peaks = [transition_peak_jerk(scripted.motion.joints, 20.0, join) for join in joins]
    assert np.mean(peaks) < LIMIT


def test_most_steps_of_a_long_prompt_are_seen_in_their_order(nano: Model):
    script = stretches_of(MANY)
    assert len(script) == 3
    take = composed(nano, script)
    assert take.motion.seconds > 12.0
    wanted = (BOW, WALK, KICK_RIGHT, SQUAT, RAISE_BOTH, BOW)
    assert len(order_of(wanted, measure(take.motion))) >= 5


def test_a_take_depends_on_its_script_and_seed_alone(nano: Model):
    short = stretches_of_script([("a person walks forward", 2.0), ("bows", 3.0)])
    other = stretches_of_script([("a person waves with the left hand", 2.6)])
    alone = composed(nano, short, 3)
    both = compose_many(nano.policy, nano.bundle, [other, short], ["a", "b"], [1, 3])[1]
    assert alone.motion_tokens == both.motion_tokens and alone.steps == both.steps
    assert composed(nano, short, 4).motion_tokens != alone.motion_tokens


def test_what_fits_one_answer_is_that_answer(nano: Model):
    prompt = "a person walks forward and bows"
    take, plain = composed(nano, stretches_of(prompt), 2, 15.0), nano.generate(prompt, 2)
    assert take.motion_tokens == plain.motion_tokens
    assert take.reasoning == plain.reasoning and take.steps == plain.steps


def test_a_long_prompt_is_fitted_into_the_time_or_refused(nano: Model):
    take = composed(nano, stretches_of(MANY), max_seconds=9.0)
    assert take.motion.seconds <= 9.0 + 1e-6
    with pytest.raises(InputError, match="raise --max-seconds"):
        composed(nano, stretches_of(MANY), max_seconds=2.0)
    with pytest.raises(InputError, match="time limit"):
        composed(nano, stretches_of(MANY), max_seconds=1000.0)


@pytest.mark.parametrize("dialect", ["motion-r1", "morl"])
@pytest.mark.parametrize("reasoning", [True, False])
def test_any_bundle_composes(tmp_path: Path, dialect, reasoning: bool):
    model = load(untrained(tmp_path, dialect, reasoning), "cpu")
    script = stretches_of_script([("walks", 2.0), ("bows", 1.6), ("walks", 11.0)])
    take = compose_many(model.policy, model.bundle, [script], ["x"], [0], plan_drafts=1)[0]
    assert take.motion.seconds == pytest.approx(14.6)
    assert (take.reasoning == "") or reasoning
    if not reasoning:
        assert [step.end for step in take.steps] == pytest.approx([2.0, 3.6, 14.6])
