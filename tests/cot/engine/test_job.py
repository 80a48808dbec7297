import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kinemind.cot.engine import EngineOptions, run
from kinemind.cot.errors import BadReply, NoTrace, RateLimited, Unavailable
from kinemind.cot.records import read_records
from kinemind.cot.subject import Subject
from kinemind.cot.trace import Usage
from kinemind.errors import InputError
from tests.cot.engine.subjects import Scripted, reasoning_for, subjects

OPTIONS = EngineOptions(concurrency=8, first_delay=0.001, data="d")


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_subject_becomes_a_verified_record(tmp_path):
    out, teacher = tmp_path / "cot.jsonl", Scripted(latency=0.001, cost=0.5)
    report = run(subjects(50), teacher, out, OPTIONS)
    records = read_records(out)
    assert {record.id: (record.caption, record.reasoning) for record in records} == {
        subject.id: (subject.caption, reasoning_for(subject.caption)) for subject in subjects(50)
    }
    assert all(r.verification["passed"] and r.verification["attempts"] == 1 for r in records)
    assert all(r.teacher == "scripted" and r.steps and r.split == "train" for r in records)
    assert (report.records, report.rejects, report.failures, report.stopped) == (50, 0, 0, "")
    assert report.usage == Usage(500, 250, 25.0, 50)
    assert teacher.most_under_way == 8
    assert sum(r.provenance["usage"]["cost"] for r in records) == report.spent == 25.0
    again = run(subjects(50), teacher, out, OPTIONS)
    assert (again.records, again.skipped, again.usage) == (0, 50, Usage())
    assert len(teacher.told) == 50


def test_faults_are_fed_back_and_what_never_passes_is_rejected(tmp_path):
    teacher = Scripted(wrong={"s00003": 2, "s00007": 99})
    report = run(subjects(10), teacher, tmp_path / "cot.jsonl", replace(OPTIONS, attempts=3))
    assert (report.records, report.rejects, report.attempts) == (9, 1, 8 + 3 + 3)
    told = [(complaints, attempt) for id, complaints, attempt in teacher.told if id == "s00003"]
    assert [attempt for _, attempt in told] == [0, 1, 2]
    assert told[0][0] == () and told[1][0] == told[2][0] != ()
    records = {record.id: record for record in read_records(tmp_path / "cot.jsonl")}
    assert records["s00003"].verification["attempts"] == 3
    (reject,) = lines(tmp_path / "cot.rejects.jsonl")
    assert reject["id"] == "s00007" and reject["attempts"] == 3
    assert "left hand" in reject["reasoning"] and reject["steps"]
    assert [fault["reason"] for fault in reject["faults"]] == list(told[1][0]) or reject["faults"]


def test_a_judge_is_asked_only_about_what_the_rules_let_pass(tmp_path):
    judge = Scripted("judge", wrong={"s00001": 1})
    teacher = Scripted(wrong={"s00002": 1})
    report = run(subjects(4), teacher, tmp_path / "cot.jsonl", replace(OPTIONS, attempts=2), judge)
    assert (report.records, report.rejects) == (3, 1)
    assert report.usage.requests == 3 + 2  # one a record, two for the one it refuses
    assert read_records(tmp_path / "cot.jsonl")[0].verification["judge"] == "rules+judge"
    (reject,) = lines(tmp_path / "cot.rejects.jsonl")
    assert reject["faults"] == [{"criterion": "relevance", "reason": "not what was asked"}]


def test_subjects_are_taken_only_as_they_are_needed(tmp_path):
    taken = 0

    def counted() -> Iterator[Subject]:
        nonlocal taken
        for subject in subjects(200):
            taken += 1
            yield subject

    @dataclass
    class Watching(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            assert taken <= int(subject.id[1:]) + 1 + OPTIONS.concurrency
            return await super().write(subject, complaints, attempt)

    run(counted(), Watching(latency=0.0005), tmp_path / "cot.jsonl", OPTIONS)
    assert taken == 200


def test_the_budget_stops_the_job_and_holds_over_runs(tmp_path):
    options = replace(OPTIONS, max_cost=10.0)
    out, teacher = tmp_path / "cot.jsonl", Scripted(latency=0.001, cost=0.5)
    report = run(subjects(100), teacher, out, options)
    assert "budget" in report.stopped
    assert 10.0 <= report.spent <= 10.0 + 0.5 * options.concurrency
    done = report.records
    assert run(subjects(100), teacher, out, options).records == 0
    more = run(subjects(100), teacher, out, replace(OPTIONS, max_cost=1000.0))
    assert (more.records, more.skipped, more.stopped) == (100 - done, done, "")
    assert more.spent == 50.0
    assert len({record.id for record in read_records(out)}) == 100


def test_what_the_budget_cut_off_was_paid_for_all_the_same(tmp_path):
    options = replace(OPTIONS, concurrency=1, max_cost=1.0)
    out, teacher = tmp_path / "cot.jsonl", Scripted(cost=0.5, wrong={"s00000": 2})
    report = run(subjects(3), teacher, out, options)
    assert (report.records, report.failures, report.spent) == (0, 0, 1.0) and "budget" in report.stopped
    for processes in (1, 2):
        sent = len(teacher.told)
        again = run(subjects(3), teacher, out, replace(options, processes=processes))
        assert len(teacher.told) == sent and again.usage == Usage()
        assert "the budget is used up" in again.summary() and again.spent == 1.0
    more = run(subjects(3), Scripted(cost=0.5), out, replace(options, max_cost=9.0))
    assert (more.records, more.spent) == (3, 2.5)


def test_a_run_that_goes_on_near_the_end_of_its_budget_sends_few_requests(tmp_path):
    out = tmp_path / "cot.jsonl"
    run(subjects(9), Scripted(latency=0.001, cost=0.5), out, replace(OPTIONS, max_cost=None))
    teacher = Scripted(latency=0.05, cost=0.5)
    run(subjects(60), teacher, out, replace(OPTIONS, max_cost=5.5))
    assert len(teacher.told) == 2


def test_what_a_teacher_knows_to_be_hopeless_is_rejected_at_once(tmp_path):
    class Refusing(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            self.told.append((subject.id, (), attempt))
            raise NoTrace("no known action in the caption")

    teacher = Refusing()
    report = run(subjects(30), teacher, tmp_path / "cot.jsonl", OPTIONS)
    assert (report.rejects, report.failures, len(teacher.told)) == (30, 0, 30)
    rejects = lines(tmp_path / "cot.rejects.jsonl")
    assert {r["faults"][0]["reason"] for r in rejects} == {"no known action in the caption"}


def test_nothing_but_failures_is_fruitless(tmp_path):
    broken = {f"s{i:05}": [BadReply("no choices")] * 9 for i in range(3)}
    options = replace(OPTIONS, retries=0)
    report = run(subjects(3), Failing(broken), tmp_path / "cot.jsonl", options)
    assert report.is_fruitless and report.last_reason == "no choices"
    report = run(subjects(4), Failing(broken), tmp_path / "cot.jsonl", options)
    assert not report.is_fruitless and report.failures == 3


class Failing(Scripted):
    """Raises the errors of `errors[id]` one by one before it writes."""

    def __init__(self, errors: dict[str, list[Exception]], **more) -> None:
        super().__init__(**more)
        self.errors = {id: list(reversed(found)) for id, found in errors.items()}

    async def write(self, subject, complaints=(), attempt=0):
        if self.errors.get(subject.id):
            self.told.append((subject.id, (), attempt))
            raise self.errors[subject.id].pop()
        return await super().write(subject, complaints, attempt)


def test_failures_of_transport_are_tried_again(tmp_path):
    errors = [
        RateLimited("slow", 0.01),
        Unavailable("down"),
        BadReply("cut", Usage(7, 3, 0.1, 1)),
        ConnectionResetError(),
    ]
    teacher = Failing({"s00005": errors, "s00006": [Unavailable("down")] * 8})
    options = replace(OPTIONS, concurrency=1, retries=4)
    out = tmp_path / "cot.jsonl"
    report = run(subjects(8), teacher, out, options)
    assert (report.records, report.failures) == (7, 1)
    assert report.retries == {"RateLimited": 1, "Unavailable": 2 + 4, "BadReply": 1}
    assert report.usage == Usage(7 * 10 + 7, 7 * 5 + 3, 0.1, 4 + 5)
    assert [attempt for id, _, attempt in teacher.told if id == "s00005"] == [0, 0, 0, 1, 1]
    (failure,) = lines(tmp_path / "cot.failures.jsonl")
    assert (failure["id"], failure["error"], failure["reason"]) == ("s00006", "Unavailable", "down")
    assert failure["usage"]["requests"] == 5
    again = run(subjects(8), teacher, out, options)
    assert (again.records, again.failures, again.skipped) == (1, 0, 7)
    assert not (tmp_path / "cot.failures.jsonl").exists()
    assert sorted(r.id for r in read_records(out)) == [s.id for s in subjects(8)]


@pytest.mark.parametrize("error", [Unavailable("refused"), InputError("the key is wrong"), TimeoutError()])
def test_a_teacher_that_is_down_from_the_start_ends_the_job(tmp_path, error):
    class Down(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            self.told.append((subject.id, (), attempt))
            raise error

    teacher = Down()
    with pytest.raises(InputError, match="no reply"):
        run(subjects(1000), teacher, tmp_path / "cot.jsonl", OPTIONS)
    assert len(teacher.told) <= 4 * (OPTIONS.concurrency + 3)
    assert (tmp_path / "cot.jsonl").read_bytes() == b""
    with pytest.raises(InputError, match="no reply"):
        run(subjects(1), teacher, tmp_path / "cot.jsonl", OPTIONS)


def test_a_teacher_that_goes_down_ends_the_job_and_keeps_what_is_done(tmp_path):
    class Dying(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            if int(subject.id[1:]) >= 30:
                raise InputError("the key was revoked")
            return await super().write(subject, complaints, attempt)

    options = replace(OPTIONS, give_up_after=5)
    with pytest.raises(InputError, match=r"5 subjects failed.*revoked"):
        run(subjects(1000), Dying(), tmp_path / "cot.jsonl", options)
    assert 5 <= len(lines(tmp_path / "cot.failures.jsonl")) <= 5 + options.concurrency
    report = run(subjects(1000), Scripted(), tmp_path / "cot.jsonl", options)
    assert (report.records, report.skipped) == (970, 30)


def test_a_server_that_asks_for_a_day_is_not_waited_for(tmp_path):
    teacher = Failing({"s00002": [RateLimited("come back tomorrow", 86400.0)]})
    report = run(subjects(4), teacher, tmp_path / "cot.jsonl", replace(OPTIONS, concurrency=1))
    assert (report.records, report.failures) == (3, 1)


def test_progress_counts_what_was_done_before(tmp_path, capsys):
    run(subjects(5), Scripted(), tmp_path / "cot.jsonl", replace(OPTIONS, total=8))
    run(list(subjects(8)), Scripted(wrong={"s00006": 9}), tmp_path / "cot.jsonl", OPTIONS)
    assert "cot 8/8" in capsys.readouterr().err


def test_an_uncertain_total_grows_with_what_is_found(tmp_path, monkeypatch):
    told: list[tuple[int, int, str]] = []

    @contextmanager
    def noted(title):
        yield lambda done, total, note="": told.append((done, total, note))

    monkeypatch.setattr("kinemind.cot.engine.job.progress", noted)
    options = replace(OPTIONS, total=20, about=True)
    run(subjects(50), Scripted(), tmp_path / "cot.jsonl", options)
    assert all(done < total and f"about {total}" in note for done, total, note in told[:-1])
    assert told[-1][:2] == (50, 50) and "about" not in told[-1][2]
    assert told[10][1] == 20


def test_a_reply_that_never_comes_is_a_failure(tmp_path):
    class Silent(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            if subject.id == "s00002":
                await asyncio.sleep(60)
            return await super().write(subject, complaints, attempt)

    options = replace(OPTIONS, concurrency=2, timeout=0.05, retries=1)
    report = run(subjects(4), Silent(), tmp_path / "cot.jsonl", options)
    assert (report.records, report.failures, report.retries) == (3, 1, {"Unavailable": 1})


def test_bugs_are_not_swallowed(tmp_path):
    class Buggy(Scripted):
        async def write(self, subject, complaints=(), attempt=0):
            raise KeyError("bug")

    with pytest.raises(KeyError):
        run(subjects(4), Buggy(), tmp_path / "cot.jsonl", OPTIONS)


def test_nonsense_is_refused(tmp_path):
    with pytest.raises(InputError, match="no subjects"):
        run([], Scripted(), tmp_path / "cot.jsonl", OPTIONS)
    with pytest.raises(InputError, match="two subjects"):
        run([*subjects(3), *subjects(1)], Scripted(), tmp_path / "cot.jsonl", OPTIONS)
