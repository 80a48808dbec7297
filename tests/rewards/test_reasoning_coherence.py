"""Reasoning against answer, caption and motion: true traces against made false ones, and ways to cheat."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.cot.falsify import KINDS, falsify
from kinemind.cot.subjects import Selection, subjects
from kinemind.cot.teachers.rules import RulesTeacher
from kinemind.language.grammar import Parsed
from kinemind.rewards.reasoning_coherence import agreement, reasoning_coherence
from tests.rewards.answers import NoModels, Says, batch

TURN = "a person walks forward and then turns to the left."
PLAN = "Two actions. 1. The person walks forward. 2. Then the person turns to the left."


@pytest.fixture(scope="module")
def told(shared: Path):
    """Captions, traces and measured facts of 40 motions, tasks in turn."""
    teacher, found = RulesTeacher(0), {}
    chosen = Selection(split="train", segments=False, limit=500, seed=5)
    for subject in subjects(open_data(str(shared / "data")), "both", None, chosen):
        if subject.clip not in found and subject.task == ("t2m", "m2t")[len(found) % 2]:
            found[subject.clip] = (subject, teacher.trace(subject))
        if len(found) == 40:
            break
    return list(found.values())


@pytest.fixture(scope="module")
def true(told):
    return np.array([agreement(trace.reasoning, subject.caption, subject.facts) for subject, trace in told])


def test_true_reasoning_scores_high(true):
    assert true.min() > 0.5 and true.mean() > 0.93 and true.max() <= 1.0


@pytest.mark.parametrize("kind", KINDS)
def test_false_reasoning_scores_lower(told, true, kind):
    rng = np.random.default_rng(0)
    false = [falsify(subject, trace, kind, rng, told) for subject, trace in told]
    pairs = [
        (score, agreement(made.reasoning, subject.caption, subject.facts))
        for (subject, _), made, score in zip(told, false, true, strict=True)
        if made is not None
    ]
    gaps = np.array([before - after for before, after in pairs])
    assert len(gaps) >= 15
    assert (gaps > 0).mean() >= 0.9
    assert gaps.mean() > 0.2


def test_another_motion_or_another_text_scores_lower(told, true):
    for step in (7, 13):
        others = [told[(place + step) % len(told)][0] for place in range(len(told))]
        pairs = [
            (score, agreement(t.reasoning, s.caption, o.facts), agreement(t.reasoning, o.caption, s.facts))
            for (s, t), o, score in zip(told, others, true, strict=True)
            if o.caption != s.caption
        ]
        right, motion, text = np.array(pairs).T
        assert (right > motion).mean() >= 0.9 and (right > text).mean() >= 0.9
        assert motion.mean() < 0.75 and text.mean() < 0.75


CHEATS = {
    "nothing": "",
    "punctuation": "... !!!",
    "talk": "Let me think about this motion. I will look at it step by step and then answer.",
    "a claim that is always true": "1. The person stands.",
    "all actions there are": " ".join(
        f"{number}. The person {doing}."
        for number, doing in enumerate(
            ("walks forward", "turns left", "turns right", "raises both hands", "bows", "squats", "jumps"), 1
        )
    ),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_what_claims_nothing_or_everything_is_worth_less_than_what_holds(told, true, cheat):
    text = CHEATS[cheat]
    found = np.array([agreement(text, subject.caption, subject.facts) for subject, _ in told])
    assert (found < true).mean() >= 0.95
    assert found.mean() < 0.45
    if "claim" not in cheat and "action" not in cheat:
        assert not found.any()


def test_the_caption_said_again_is_worth_less_than_reasoning(told, true):
    found = np.array([agreement(s.caption, s.caption, s.facts) for s, _ in told])
    assert (found < true).mean() >= 0.9


def test_a_claim_is_better_left_out_than_wrong():
    right = agreement(PLAN, TURN, None)
    half = agreement("1. The person walks forward.", TURN, None)
    wrong = agreement(PLAN.replace("left", "right"), TURN, None)
    assert 1.0 == right > half > wrong > 0.0


@pytest.mark.parametrize("number", ["in about 90 steps", "over some 60.0 m", "at about 30.0 m/s"])
def test_a_number_is_better_left_out_than_wrong(told, number):
    walks = [s for s, _ in told if any(p.label == "walk_forward" for p in s.facts.phases)]
    assert len(walks) >= 3
    for subject in walks:
        seconds = f"{subject.facts.seconds:.1f}"
        plan = f"One action. 1. The person walks forward (legs, forward, {seconds} s){{}}."
        without = agreement(plan.format(""), subject.caption, subject.facts)
        assert agreement(plan.format(f", {number}"), subject.caption, subject.facts) < without


@pytest.mark.parametrize(("off", "better"), [(0.0, True), (3.0, False)])
def test_the_length_of_the_motion_counts(told, off, better):
    for subject, trace in [pair for pair in told if len(pair[1].steps) == 1][:8]:
        step = trace.steps[0]
        fields = f"{step.body_part}, {step.direction}"
        timed = f"1. The person {step.text} ({fields}, {subject.facts.seconds + off:.1f} s)."
        bare = f"1. The person {step.text}."
        scores = [agreement(text, subject.caption, subject.facts) for text in (timed, bare)]
        assert (scores[0] > scores[1]) is better, (subject.id, scores)


def test_repeating_itself_does_not_pay(told, true):
    for (subject, trace), score in zip(told, true, strict=True):
        again = f"{trace.reasoning} {' '.join([trace.reasoning.partition('1. ')[2]] * 4)}"
        assert agreement(again, subject.caption, subject.facts) < score


def test_the_text_is_the_answer_in_m2t_and_the_caption_in_t2m():
    answer = Parsed("ok", PLAN, TURN.replace("left", "right"))
    # nobody knows the motion, so that no tokenizer is asked
    judges = Offline()
    understood = reasoning_coherence(batch(judges, [(TURN, (), answer)], "m2t"))
    agreeing = reasoning_coherence(batch(judges, [("", (), replace(answer, answer=TURN))], "m2t"))
    assert agreeing == 1.0 and understood < 0.5


class Offline(NoModels):
    name = "claims"


def test_motions_are_those_described_and_those_written(judges, real):
    """The walk is told in all four answers; only the one whose motion walks is right."""
    (walk, walking), (_, bowing) = real[:2]
    seconds = judges.motion_tokenizer.decode(walking).seconds
    reasoning = f"One action. 1. {walk} (legs, forward, {seconds:.1f} s)"
    answer = Parsed("ok", reasoning, walk)
    described = reasoning_coherence(
        batch(judges, [(walk, codes, answer) for codes in (walking, bowing)], "m2t")
    )
    written = reasoning_coherence(
        batch(judges, [(walk, walking, replace(answer, codes=codes)) for codes in (walking, bowing)], "t2m")
    )
    assert described[0] > described[1] + 0.2 and written[0] > written[1] + 0.2


@pytest.mark.parametrize("task", ["t2m", "m2t"])
def test_an_nli_model_is_asked_once_for_what_can_be_read(task):
    model = Says()
    rows = [
        ("caption one", (1, 2), Parsed("ok", "reasoning one", "answer one", (1, 2))),
        ("caption two", (1, 2), Parsed("no_motion", "reasoning two", "answer two", (1, 2))),
        ("caption three", (1, 2), Parsed("ok", " ", "answer three", (1, 2))),
        ("caption four", (1, 2), Parsed("ok", "reasoning four, longer", "answer four", (1, 2))),
    ]
    found = reasoning_coherence(batch(model, rows, task))
    text = "caption" if task == "t2m" else "answer"
    assert model.asked == [
        ("reasoning one", f"{text} one"),
        ("reasoning four, longer", f"{text} four"),
    ]
    assert found[1] == found[2] == 0.0
    assert (found[[0, 3]] == Says().probability(*zip(*model.asked, strict=True))).all()


@pytest.mark.parametrize(
    "text", ["1. " * 500, "left right " * 3000, "\x00\n" * 100, "1. The person walks " * 300]
)
def test_odd_texts_are_scored_and_raise_nothing(text, told):
    facts = told[0][0].facts
    assert 0.0 <= agreement(text, TURN, facts) < 0.5
    assert 0.0 <= agreement(PLAN, text, facts) <= 1.0
