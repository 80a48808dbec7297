"""The second wording of the rules teacher: the same steps in other words that are read back and verified."""

import asyncio
from dataclasses import replace

import pytest

from kinemind.compose import composite
from kinemind.corpora.bench import open_bench
from kinemind.corpora.synthetic import perform
from kinemind.cot.subject import Subject
from kinemind.cot.teachers import open_teacher
from kinemind.cot.teachers.rules import WORDINGS, RulesTeacher
from kinemind.cot.verify import check
from kinemind.errors import InputError
from kinemind.kinematics.facts import measure
from kinemind.language.plan import parse_plan

PLAIN, TERSE = RulesTeacher(0), RulesTeacher(0, "terse")


def test_the_steps_are_the_same_and_the_sentences_are_not(subject):
    for task in ("t2m", "m2t"):
        for number in range(12):
            one = replace(subject, task=task, id=str(number))
            plain, terse = PLAIN.trace(one), TERSE.trace(one)
            assert plain.steps == terse.steps == parse_plan(terse.reasoning)
            assert plain.answer == terse.answer
            assert "person" in plain.reasoning and "person" not in terse.reasoning
            assert check(one, terse).passed, check(one, terse).faults


def test_the_measured_facts_are_told_and_dropped_on_complaint(subject):
    walk = replace(subject, caption="a person walks forward", joins=())
    told = {TERSE.trace(replace(walk, id=str(n))).reasoning for n in range(40)}
    assert any(" steps" in text for text in told) and any("m/s" in text for text in told)
    for n in range(20):
        careful = TERSE.trace(replace(walk, id=str(n)), 1, ["grounding: the speed"]).reasoning
        assert "steps" not in careful and "m/s" not in careful


def test_what_goes_on_meanwhile_is_said():
    motion = perform("wave-left-hand")
    said = Subject("1", "t2m", "a person waves while standing still", motion.seconds, facts=measure(motion))
    trace = TERSE.trace(said)
    assert parse_plan(trace.reasoning) == trace.steps


def test_each_wording_has_a_name_of_its_own():
    assert [RulesTeacher(0, wording).name for wording in WORDINGS] == ["rules", "rules:terse"]
    assert open_teacher("rules", wording="terse").name == "rules:terse"
    with pytest.raises(InputError, match="no wording 'loud'"):
        open_teacher("rules", wording="loud")
    with pytest.raises(InputError, match="only the rules teacher"):
        open_teacher("caption-only", wording="terse")


def test_terse_traces_of_the_benchmark_pass_as_often(shared):
    corpus = open_bench(shared / "data")
    clips = {clip.id: clip for clip in corpus.all_clips}
    passed = {"plain": 0, "terse": 0}
    words = {"plain": 0, "terse": 0}
    traces = 0
    for recipe in corpus.composites("train")[::40]:
        motion = composite(recipe, clips)
        facts = measure(motion)
        for task in ("t2m", "m2t"):
            one = Subject(recipe.id, task, recipe.captions[0], motion.seconds, facts=facts)
            traces += 1
            for name, teacher in (("plain", PLAIN), ("terse", TERSE)):
                trace = teacher.trace(one)
                assert parse_plan(trace.reasoning) == trace.steps
                passed[name] += asyncio.run(teacher.judge(one, trace)).passed
                words[name] += len(trace.reasoning.split())
    assert passed["terse"] >= passed["plain"] - 0.03 * traces
    assert words["terse"] < 0.9 * words["plain"]
