from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kinemind.cot.engine import EngineOptions, run
from kinemind.cot.subject import Subject
from kinemind.errors import InputError
from tests.cot.engine.subjects import Scripted, subjects

OPTIONS = EngineOptions(concurrency=4, chunk=8, data="d")


@dataclass(frozen=True)
class LateSubject:
    """A subject that is made where the work is done."""

    id: str
    task: str = "t2m"

    def subject(self) -> Subject:
        if self.id == "s00013":
            raise InputError("the motion cannot be read")
        return next(subject for subject in subjects(50) if subject.id == self.id)


class Bomb(Scripted):
    async def write(self, subject, complaints=(), attempt=0):
        import os

        os._exit(1)


def sorted_lines(path: Path) -> list[str]:
    return sorted(path.read_text(encoding="utf-8").splitlines())


def test_output_does_not_depend_on_the_number_of_processes(tmp_path):
    teacher = Scripted(wrong={"s00004": 1, "s00009": 99})
    with_motion = [replace(subject, motion=lambda: None) for subject in subjects(40)]
    one = run(with_motion, teacher, tmp_path / "one.jsonl", OPTIONS)
    two = run(with_motion, teacher, tmp_path / "two.jsonl", replace(OPTIONS, processes=2))
    assert sorted_lines(tmp_path / "one.jsonl") == sorted_lines(tmp_path / "two.jsonl")
    assert sorted_lines(tmp_path / "one.rejects.jsonl") == sorted_lines(tmp_path / "two.rejects.jsonl")
    assert replace(one, seconds=0.0) == replace(two, seconds=0.0)
    assert (two.records, two.rejects) == (39, 1)

    drafts = [LateSubject(subject.id) for subject in subjects(40)]
    late = run(drafts, teacher, tmp_path / "late.jsonl", replace(OPTIONS, processes=2))
    assert (late.records, late.failures) == (38, 1)
    assert set(sorted_lines(tmp_path / "late.jsonl")) < set(sorted_lines(tmp_path / "one.jsonl"))


def test_a_process_that_dies_ends_the_job_with_a_sentence(tmp_path):
    with pytest.raises(InputError, match="died"):
        run(subjects(40), Bomb(), tmp_path / "cot.jsonl", replace(OPTIONS, processes=2))
