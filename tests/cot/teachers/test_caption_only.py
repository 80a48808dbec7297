"""The teacher that sees the caption alone: it cannot know what it was not told, and it is found out."""

import asyncio
from dataclasses import replace

import pytest

from kinemind.corpora.synthetic import perform
from kinemind.cot.errors import NoTrace
from kinemind.cot.subject import Subject
from kinemind.cot.teachers import open_teacher
from kinemind.cot.teachers.caption_only import CaptionOnlyTeacher
from kinemind.cot.verify import check
from kinemind.errors import InputError
from kinemind.kinematics.facts import measure
from kinemind.language.plan import parse_plan

TEACHER = CaptionOnlyTeacher(0)


def test_it_reads_the_caption_and_nothing_else(subject):
    other = measure(perform("bow"))
    for task in ("t2m", "m2t"):
        one = replace(subject, task=task)
        blind = replace(one, facts=other, seconds=99.0, joins=(1.0,), clip="another")
        assert TEACHER.trace(one) == TEACHER.trace(blind) == TEACHER.trace(replace(one, facts=None))


def test_the_steps_are_those_of_the_caption_in_guessed_times(subject):
    for number in range(20):
        for task in ("t2m", "m2t"):
            trace = TEACHER.trace(replace(subject, id=str(number), task=task))
            assert [step.text for step in trace.steps] == ["walks forward", "raises the right hand"]
            assert parse_plan(trace.reasoning) == trace.steps
            assert all(step.duration % 0.5 == 0 for step in trace.steps)
    lengths = {TEACHER.trace(replace(subject, id=str(n))).steps[0].duration for n in range(30)}
    assert len(lengths) > 2


def test_an_open_side_is_made_up_and_mostly_the_right_one():
    said = [Subject(str(n), "t2m", "a person waves", 0.0) for n in range(200)]
    parts = [TEACHER.trace(one).steps[0].body_part for one in said]
    right, left = parts.count("right arm"), parts.count("left arm")
    assert right > left > 10 and right + left < 150
    turned = {TEACHER.trace(replace(one, caption="someone turns")).steps[0].direction for one in said}
    assert turned == {"left", "right"}


def test_stated_times_and_counts_are_kept():
    trace = TEACHER.trace(
        Subject("1", "t2m", "a person waves four times with the left hand for 3 seconds", 0.0)
    )
    (step,) = trace.steps
    assert step.duration == 3.0 and step.body_part == "left arm" and "four times" in step.text


def test_verification_finds_it_out(subject):
    """The lengths are nearly always wrong, and made-up sides are wrong where the motion shows another."""
    found = [check(one, TEACHER.trace(one)) for one in (replace(subject, id=str(n)) for n in range(30))]
    assert sum(not verdict.passed for verdict in found) > 20
    motion = perform("raise-left-hand")
    facts = measure(motion)
    raised = [Subject(str(n), "t2m", "a person lifts a hand", motion.seconds, facts=facts) for n in range(40)]
    sides = [any(f.criterion == "grounding" for f in check(one, TEACHER.trace(one)).faults) for one in raised]
    assert 5 < sum(sides) < 35


def test_the_protocol(subject):
    teacher = open_teacher("caption-only", seed=0)
    trace = asyncio.run(teacher.write(subject))
    assert trace == TEACHER.trace(subject) and teacher.name == "caption-only"
    assert asyncio.run(teacher.judge(subject, trace)).passed
    with pytest.raises(NoTrace):
        asyncio.run(teacher.write(replace(subject, caption="Die Person springt")))
    with pytest.raises(InputError, match="no caption"):
        TEACHER.trace(replace(subject, caption="!!"))
