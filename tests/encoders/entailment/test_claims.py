"""Entailment by rules: identity, parts, contradictions; and true answers kept apart from false ones."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from kinemind.augmentation.captions import mirror_caption
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules import RulesTeacher
from kinemind.encoders.entailment import open_entailment
from kinemind.encoders.entailment.claims import entailed, findings

TRACE = (
    "Two actions can be seen in 6.0 s. 1. Up to 2.0 s the person walks forward (legs, forward, 2.0 s): about "
    "four steps are counted. 2. From 2.0 s on the right wrist swings to and fro about seven times, so the "
    "person waves the right hand tiredly (right arm, up, 4.0 s)."
)


def test_the_rules_are_the_default_and_give_floats_in_order():
    judge = open_entailment()
    assert judge.name == "claims"
    walks, waves = "a person walks", "a person waves"
    found = judge.probability([walks, walks, waves], [walks, waves, waves])
    assert found.dtype == np.float64 and found.tolist() == [1.0, 0.0, 1.0]
    assert judge.probability([], []).shape == (0,)
    with pytest.raises(ValueError, match=r"shorter|longer"):
        judge.probability([walks], [])


@pytest.mark.parametrize(
    "text",
    [
        TRACE,
        "a person waves the left hand three times, then turns 90 degrees to the right.",
        "a man juggles with flaming torches",
        "a tired person walks forward and walks backward and walks forward again",
        "someone bows twice",
        "he does it",
    ],
)
def test_a_text_entails_itself(text):
    assert entailed(text, text) == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "a person walks forward and then waves with the right hand.",
        "after walking, someone waves the right arm",
        "the figure takes four steps forward",
        "a person waves their right hand seven times",
        "a person waves the right hand in a weary way",
    ],
)
def test_a_trace_entails_what_it_tells_and_each_part_of_it(answer):
    assert entailed(TRACE, answer) == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        "a person walks forward and then waves with the left hand.",
        "a person waves both hands",
        "a person walks backward",
        "a person waves with the right hand, then walks forward.",
        "a person waves the right hand twice",
        "the figure takes nine steps forward",
        "a person bows",
        "someone juggles",
        "",
        "!?",
    ],
)
def test_a_trace_does_not_entail_what_it_contradicts_or_never_says(answer):
    assert entailed(TRACE, answer) == 0.0


def test_the_whole_entails_its_part_and_the_part_not_the_whole():
    whole, part = "a person walks forward, then waves the left hand", "a person waves the left hand"
    assert entailed(whole, part) == 1.0
    assert list(findings(part, whole)) == ["missing", "missing", "stated", "stated"]
    assert entailed(part, whole) == 0.5


def test_a_side_count_angle_or_style_that_is_not_said_is_missing_and_not_false():
    assert entailed("a person waves a hand", "a person waves the left hand") == 0.5
    assert entailed("a person waves the left hand", "a person waves a hand") == 1.0
    assert entailed("a person waves", "a person waves three times") == 0.5
    assert entailed("a person walks", "a person walks sadly") == pytest.approx(1 / 2)
    assert entailed("a person turns left", "a person turns left by 90 degrees") == pytest.approx(2 / 3)
    assert entailed("a person turns left by 100 degrees", "a person turns left by 90 degrees") == 1.0
    assert entailed("a person turns left by 180 degrees", "a person turns left by 90 degrees") == 0.0


def test_what_happens_at_the_same_time_has_no_order():
    assert entailed("a person waves while walking", "a person walks while waving") == 1.0
    assert entailed("a person waves, then walks", "a person walks, then waves") == 0.0


def test_unknown_actions_are_compared_by_their_words():
    premise = "a person walks forward and juggles three flaming torches"
    assert entailed(premise, "someone juggles flaming torches") == 1.0
    assert entailed(premise, "someone knits a woollen scarf") == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_have_a_probability(premise, hypothesis):
    first = entailed(premise, hypothesis)
    assert 0.0 <= first <= 1.0 and first == entailed(premise, hypothesis)


def test_a_very_long_text_takes_bounded_time():
    assert 0.0 <= entailed("1. walks (left arm, up, " * 50_000, "a person walks and " * 50_000) <= 1.0


def reversed_order(texts):
    return f"a person {', then '.join(reversed(texts))}."


def test_true_answers_score_above_mirrored_reordered_and_foreign_ones(shared):
    """The trace tells one caption of a train recipe and the answer is another caption of it, other words."""
    lines = (shared / "data" / "composites.jsonl").open(encoding="utf-8")
    recipes = [r for r in map(json.loads, lines) if r["split"] == "train" and len(r["parts"]) == 2][:120]
    teacher = RulesTeacher(seed=0)
    true, false = [], []
    for number, recipe in enumerate(recipes):
        told, answer = recipe["captions"][0], recipe["captions"][1]
        reasoning = teacher.trace(Subject(recipe["id"], "t2m", told, recipe["num_frames"] / 20)).reasoning
        true.append((reasoning, answer))
        if (mirrored := mirror_caption(answer)) != answer:
            false.append((reasoning, mirrored))
        texts = [part["text"] for part in recipe["parts"]]
        if not entailed(reversed_order(texts), reversed_order(texts[::-1])):
            false.append((reasoning, reversed_order(texts)))
        other = recipes[(number + 37) % len(recipes)]
        if {part["text"] for part in other["parts"]}.isdisjoint(texts):
            false.append((reasoning, other["captions"][2]))
    judge = open_entailment("claims")
    good, bad = (judge.probability(*zip(*pairs, strict=True)) for pairs in (true, false))
    assert len(good) == 120 and len(bad) > 250
    assert good.mean() > 0.85 and bad.mean() < 0.15
    assert roc_auc_score([1] * len(good) + [0] * len(bad), np.concatenate([good, bad])) > 0.95
