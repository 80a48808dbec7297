"""Records told again: the reasoning is another, everything else is as it was."""

from dataclasses import replace
from pathlib import Path

import pytest

from kinemind.corpora.synthetic import perform
from kinemind.cot.making import record_of
from kinemind.cot.records import CotRecord, read_records, write_records
from kinemind.cot.retelling import guessed, phases_in, retell, reworded
from kinemind.cot.reverification import recheck
from kinemind.cot.subject import Subject
from kinemind.cot.teachers.rules import RulesTeacher
from kinemind.cot.verify import check
from kinemind.errors import InputError
from kinemind.kinematics.facts import measure
from kinemind.language.plan import parse_plan

KEPT = ("task", "caption", "motion_tokens", "id", "clip", "split", "answer", "facts", "sample_weight")


def record(task="t2m", number=0) -> CotRecord:
    motion = perform("walk-forward", "raise-right-hand", "bow")
    caption = "a person walks forward, raises the right hand and then bows"
    subject = Subject(
        f"{task}/{number}", task, caption, motion.seconds,
        facts=measure(motion), joins=tuple(s.end for s in motion.steps[:-1]), motion_tokens=(3, 1, 4),
    )  # fmt: skip
    trace = RulesTeacher(0).trace(subject)
    return record_of(subject, trace, check(subject, trace), teacher="rules")


@pytest.mark.parametrize("task", ["t2m", "m2t"])
def test_reworded_has_the_same_steps_and_facts_in_other_words(task):
    for number in range(8):
        before = record(task, number)
        after = reworded(before)
        assert all(getattr(after, key) == getattr(before, key) for key in (*KEPT, "steps"))
        assert after.teacher == "rules:terse" and after.verification == {}
        assert parse_plan(after.reasoning) == after.steps
        assert after.reasoning != before.reasoning and "person" not in after.reasoning
        assert recheck(after).passed, recheck(after).faults


def test_reworded_tells_what_the_facts_of_the_record_measure():
    before = record("m2t")
    bow = next(phase for phase in phases_in(before) if phase.label == "bow")
    texts = {reworded(replace(before, id=str(n))).reasoning for n in range(10)}
    assert any(f"about {round(bow.measures['pitch'] / 10) * 10} degrees" in text for text in texts)
    bare = reworded(replace(before, facts={}))
    assert "degrees" not in bare.reasoning and parse_plan(bare.reasoning) == bare.steps


def test_reworded_after_complaints_has_no_figures_and_nothing_without_steps():
    again = replace(record("m2t"), verification={"attempts": 3})
    assert "about" not in reworded(again).reasoning
    with pytest.raises(InputError, match="no steps"):
        reworded(replace(record(), steps=()))


def test_steps_of_other_rules_are_put_into_words_as_they_are():
    older = replace(record(), caption="a person moves about")
    assert [step.text for step in parse_plan(reworded(older).reasoning)] == [s.text for s in older.steps]


def test_guessed_keeps_all_but_reasoning_and_plan():
    before = record()
    after = guessed(before)
    assert all(getattr(after, key) == getattr(before, key) for key in KEPT)
    assert [s.text for s in after.steps] == [s.text for s in before.steps]
    assert after.steps != before.steps and after.teacher == "caption-only"
    assert guessed(replace(before, facts={})).reasoning == after.reasoning


def test_a_file_is_retold_in_its_order(tmp_path: Path):
    before = [record("t2m"), record("m2t")]
    write_records(before, tmp_path / "a.jsonl")
    assert retell(tmp_path / "a.jsonl", tmp_path / "b.jsonl", reworded) == 2
    assert read_records(tmp_path / "b.jsonl") == [reworded(one) for one in before]
