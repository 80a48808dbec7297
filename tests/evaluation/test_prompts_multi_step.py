"""The judge of multi-step prompts: true motions pass in the order that was asked for, and in no other."""

import re

import numpy as np
import pytest

from kinemind.augmentation import with_mirrors
from kinemind.compose import join
from kinemind.corpora import open_data
from kinemind.corpora.synthetic import perform
from kinemind.evaluation.prompts.judged_steps import (
    BOW,
    KICK_RIGHT,
    STOP,
    TURN_LEFT,
    WALK,
    JudgedStep,
    order_of,
)
from kinemind.evaluation.prompts.multi_step import MULTI_STEP, PROMPTS, check_multi_step, shows_in_order
from kinemind.kinematics.facts import Facts, measure
from kinemind.motion import Motion

CONTENT = {
    "walk forward": "walk", "walk backward": "walk-back", "run": "run", "turn left": "walk-turn-left",
    "turn right": "walk-turn-right", "kick left": "kick-left-front", "kick right": "kick-right-front",
    "bow": "bow", "squat": "squat", "lie": "lie-down", "raise left hand": "raise-up-left-hand",
    "raise right hand": "raise-up-right-hand", "raise both hands": "raise-up-both-hands",
    "wave left hand": "wave-left-hand", "wave right hand": "wave-right-hand",
    "wave both hands": "wave-both-hands",
}  # fmt: skip
"""The content label whose clips show a step; standing is what the others begin with."""
TAKES = 3
WAY, STANDING = 70, 20
"""Frames of a walk and of a stop."""


@pytest.fixture(scope="module")
def composed(shared) -> list[tuple[tuple[JudgedStep, ...], Facts, Facts]]:
    """Every prompt's steps out of train clips, in the order asked for and in the reverse."""
    pools: dict[str, list[Motion]] = {}
    for clip in with_mirrors(open_data(shared / "data").clips("train")).values():
        if clip.content in CONTENT.values():
            pools.setdefault(clip.content or "", []).append(clip.motion)
    rng = np.random.default_rng(0)
    found = []
    for _, steps in PROMPTS:
        for _ in range(TAKES):
            parts = []
            for step in steps:
                pool = pools["bow" if step is STOP else CONTENT[step.name]]
                motion = pool[rng.integers(len(pool))]
                cut = STANDING if step is STOP else WAY if step.name.startswith(("walk", "run")) else None
                parts.append(motion[:cut])
            found.append((steps, measure(join(parts)), measure(join(parts[::-1]))))
    return found


def test_true_motions_pass_in_the_stated_order_and_fail_in_the_reverse(composed):
    right = [shows_in_order(steps, forth) for steps, forth, _ in composed]
    one_way = [(steps, back) for steps, _, back in composed if steps != steps[::-1]]
    wrong = [shows_in_order(steps, back) for steps, back in one_way]
    print(f"right order {np.mean(right):.3f} of {len(right)}, reversed {np.mean(wrong):.3f} of {len(wrong)}")
    assert np.mean(right) >= 0.93 and np.mean(wrong) <= 0.04


def test_the_motion_of_another_prompt_seldom_passes(composed):
    other = [
        shows_in_order(steps, facts)
        for k, (_, facts, _) in enumerate(composed)
        for n, (_, steps) in enumerate(PROMPTS)
        if n != k // TAKES
    ]
    print(f"other prompts' motions {np.mean(other):.4f} of {len(other)}")
    assert np.mean(other) <= 0.04


def test_the_steps_of_a_prompt_are_named_in_it():
    named = {"walk": "walk|step", "stand": "stop", "lie": "lie", "raise": "rais", "run": "run"}
    assert len(PROMPTS) == 20 and len({prompt for prompt, _ in PROMPTS}) == 20
    for prompt, steps in PROMPTS:
        assert 2 <= len(steps) <= 4
        for step in steps:
            action, *rest = step.name.split()
            assert re.search(named.get(action, action), prompt), (prompt, step.name)
            for side in {"left", "right", "both", "backward"} & set(rest):
                assert side in prompt, (prompt, step.name)


def test_a_left_out_step_fails_and_says_which():
    facts = measure(perform("walk-forward", "bow"))
    assert shows_in_order((WALK, STOP, BOW), facts)
    assert not shows_in_order((WALK, TURN_LEFT, BOW), facts)
    check = next(c for c in MULTI_STEP if c.prompt.startswith("a person walks forward, turns left"))
    assert "no turn left" in check.shows(facts) and not check.passes(perform("walk-forward"), facts)


def test_one_stretch_does_not_show_two_steps():
    once = measure(perform("bow", "kick-right"))
    assert shows_in_order((BOW, KICK_RIGHT), once) and not shows_in_order((BOW, BOW), once)
    turned = measure(perform("walk-forward", "turn-left"))
    assert not shows_in_order((WALK, TURN_LEFT, WALK), turned)
    again = measure(perform("walk-forward", "turn-left", "walk-forward"))
    first, second, third = order_of((WALK, TURN_LEFT, WALK), again)
    assert first.done <= second.start + 0.5 < second.done <= third.start


def test_the_report_counts_samples_not_prompts():
    motion = perform("walk-forward", "turn-left", "walk-forward")
    report = check_multi_step(lambda prompt, seed: motion, seeds=2)
    assert report.passed("a person walks forward, turns left, then walks on") == 2
    assert report.share == pytest.approx(sum(a.passed for a in report.attempts) / 40)
    assert report.target == 0.8 and not report.all_passed
    assert f"of 40 pass ({100 * report.share:.1f} %)" in report.table()
    told = report.to_json()
    assert told["share"] == round(report.share, 4) and told["all_passed"] is False
