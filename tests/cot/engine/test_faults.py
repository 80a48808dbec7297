"""The engine with the real client against a real server that goes wrong in every way."""

import json
from dataclasses import replace

import pytest

from kinemind.cot.engine import EngineOptions, run
from kinemind.cot.records import read_records
from kinemind.cot.teachers import Teacher, open_teacher
from kinemind.errors import InputError
from tests.cot.engine.fault_server import FAULTS, FaultServer
from tests.cot.engine.subjects import reasoning_for, subjects

pytest.importorskip("openai")

OPTIONS = EngineOptions(concurrency=16, retries=12, first_delay=0.01, max_delay=0.2, timeout=1.0)
COUNT = 120


def teacher_at(server: FaultServer) -> Teacher:
    return open_teacher("openai", base_url=server.base_url, model="m", price_in=2.0, price_out=6.0)


@pytest.mark.parametrize("seed", [0, 1])
def test_all_records_arrive_once_and_are_paid_for(tmp_path, seed):
    shares = dict.fromkeys(FAULTS, 0.05) | {"slow": 0.02}
    with FaultServer(shares, seed, latency=0.01, slow=3.0) as server:
        report = run(subjects(COUNT), teacher_at(server), tmp_path / "cot.jsonl", OPTIONS)
    records = read_records(tmp_path / "cot.jsonl")
    assert sorted(record.id for record in records) == [subject.id for subject in subjects(COUNT)]
    assert all(record.reasoning == reasoning_for(record.caption) for record in records)
    assert (report.records, report.rejects, report.failures) == (COUNT, 0, 0)

    assert server.requests.keys() == {"good", *FAULTS}
    assert server.requests["good"] == COUNT
    assert report.usage.requests == server.requests.total()
    assert report.usage.prompt_tokens == server.prompt_tokens
    assert report.usage.completion_tokens == server.completion_tokens
    assert report.usage.cost == pytest.approx(
        (2.0 * server.prompt_tokens + 6.0 * server.completion_tokens) / 1e6
    )
    came = server.requests
    assert report.retries == {
        "RateLimited": came["429"] + came["429 after"],
        "Unavailable": sum(came[name] for name in ("500", "502", "reset", "slow", "truncated")),
        "BadReply": came["malformed"] + came["no json"],
    }
    assert sum(record.provenance["usage"]["requests"] for record in records) == report.usage.requests


def test_what_cannot_be_had_now_is_had_on_the_next_start(tmp_path):
    options = replace(OPTIONS, retries=0, give_up_after=1000, concurrency=4)
    out = tmp_path / "cot.jsonl"
    runs = 0
    with FaultServer({"500": 0.3, "reset": 0.2}, seed=5) as server:
        teacher = teacher_at(server)
        while runs < 20:
            runs += 1
            try:
                report = run(subjects(40), teacher, out, options)
            except InputError as error:  # the very first requests all failed
                assert "no reply" in str(error)
                continue
            failed = tmp_path / "cot.failures.jsonl"
            assert report.failures == (len(failed.read_text().splitlines()) if failed.exists() else 0)
            if not report.failures:
                break
    assert runs > 2
    assert sorted(record.id for record in read_records(out)) == [subject.id for subject in subjects(40)]
    assert report.skipped + report.records == 40


def test_a_wrong_key_ends_the_job_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "the-wrong-key-123")
    with FaultServer(key="the-right-key-123") as server:
        with pytest.raises(InputError, match="key"):
            run(subjects(1000), teacher_at(server), tmp_path / "cot.jsonl", OPTIONS)
        assert server.requests["401"] <= OPTIONS.concurrency + 3
        monkeypatch.setenv("OPENAI_API_KEY", "the-right-key-123")
        assert run(subjects(10), teacher_at(server), tmp_path / "cot.jsonl", OPTIONS).records == 10
    for path in tmp_path.iterdir():
        assert "right-key" not in path.read_text()


def test_a_server_that_is_not_there_ends_the_job(tmp_path):
    with FaultServer() as server:
        teacher = teacher_at(server)
    with pytest.raises(InputError, match="no reply"):
        run(subjects(1000), teacher, tmp_path / "cot.jsonl", OPTIONS)


def test_nothing_of_the_job_file_tells_a_key(tmp_path):
    with FaultServer() as server:
        run(subjects(2), teacher_at(server), tmp_path / "cot.jsonl", replace(OPTIONS, data="hash"))
    job = json.loads((tmp_path / "cot.job.json").read_text())
    assert job["job"] == {"task": "t2m", "teacher": "openai:m", "judge": "", "data": "hash"}
