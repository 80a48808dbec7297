import json
import os
from pathlib import Path

import pytest

from kinemind.cot.engine.appending import Appender
from kinemind.cot.engine.journal import Journal
from kinemind.cot.engine.outcome import Outcome
from kinemind.cot.trace import Usage
from kinemind.errors import InputError

JOB = {"task": "t2m", "teacher": "rules", "judge": "", "data": "abc"}


def record(id: str, cost: float = 0.0, text: str = "") -> Outcome:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "cost": cost, "requests": 1}
    return Outcome(
        "record", id, json.dumps({"id": id, "reasoning": text, "provenance": {"usage": usage}}) + "\n"
    )


def line_of(kind: str, id: str, cost: float) -> Outcome:
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "cost": cost, "requests": 1}
    return Outcome(kind, id, json.dumps({"id": id, "usage": usage}) + "\n")


def ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_goes_on_where_it_was(tmp_path):
    out = tmp_path / "new" / "cot.jsonl"
    with Journal(out, JOB) as journal:
        assert journal.append(record("a"))
        assert journal.append(line_of("reject", "b", 0.0))
        assert journal.append(line_of("failure", "c", 0.0))
        assert not journal.append(record("a"))
        assert not journal.append(record("b"))
    with Journal(out, JOB) as journal:
        assert journal.done == {"a", "b"}
        assert journal.append(record("c"))
    assert ids(out) == ["a", "c"]
    assert ids(tmp_path / "new" / "cot.rejects.jsonl") == ["b"]
    assert not (tmp_path / "new" / "cot.failures.jsonl").exists()


@pytest.mark.parametrize("torn", ['{"id": "z", "rea', "{", '{"id": "z"}', "\0\0\0\0", "ä" * 100_000])
def test_a_torn_last_line_is_cut_off(tmp_path, torn):
    out = tmp_path / "cot.jsonl"
    with Journal(out, JOB) as journal:
        journal.append(record("a", text="ü" * 70_000))
    whole = out.read_bytes()
    for kept in (whole, b""):
        out.write_bytes(kept + torn.encode())
        with Journal(out, JOB) as journal:
            assert journal.done == ({"a"} if kept else set())
        assert out.read_bytes() == kept


def test_what_was_spent_is_remembered_with_the_failures(tmp_path):
    out = tmp_path / "cot.jsonl"
    with Journal(out, JOB) as journal:
        journal.append(record("a", cost=1.0))
        journal.append(line_of("reject", "b", 2.0))
        journal.append(line_of("failure", "c", 4.0))
    for failures in (0, 1):
        with Journal(out, JOB) as journal:
            assert journal.earlier == Usage(3 + failures, 6 + 2 * failures, 7.0 + 4 * failures, 3 + failures)
            journal.append(line_of("failure", "c", 4.0))


def test_two_runs_never_share_a_file(tmp_path):
    out = tmp_path / "cot.jsonl"
    with Journal(out, JOB) as journal:
        journal.append(record("a"))
        with pytest.raises(InputError, match="another process"):
            Journal(out, JOB)
        journal.append(record("b"))
    assert ids(out) == ["a", "b"]
    Journal(out, JOB).close()


@pytest.mark.parametrize("key", ["task", "teacher", "judge", "data"])
def test_another_job_is_refused_and_nothing_touched(tmp_path, key):
    out = tmp_path / "cot.jsonl"
    with Journal(out, JOB) as journal:
        journal.append(record("a"))
    with out.open("a") as file:
        file.write("torn")
    before = out.read_bytes()
    with pytest.raises(InputError, match=key):
        Journal(out, {**JOB, key: "other"})
    assert out.read_bytes() == before


def test_files_that_are_not_ours_are_refused(tmp_path):
    foreign = tmp_path / "foreign.jsonl"
    foreign.write_text('{"task": "t2m"}\n')
    with pytest.raises(InputError, match="not made by such a job"):
        Journal(foreign, JOB)
    assert foreign.read_text() == '{"task": "t2m"}\n'
    with pytest.raises(InputError, match="folder"):
        Journal(tmp_path, JOB)
    out = tmp_path / "cot.jsonl"
    Journal(out, JOB).close()
    with pytest.raises(InputError, match="is there already"):
        Journal(out, JOB, resume=False)
    out.write_text('{"id": "a"}\nnonsense\n{"id": "b"}\n')
    with pytest.raises(InputError, match="line 2"):
        Journal(out, JOB)
    (tmp_path / "cot.job.json").write_text("[]")
    with pytest.raises(InputError, match="no job file"):
        Journal(out, JOB)


def test_half_written_lines_are_taken_back_when_the_disk_is_full(tmp_path, monkeypatch):
    appender = Appender(tmp_path / "a", 1.0)
    appender.append("whole\n")
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:3]))
    with pytest.raises(InputError, match="full"):
        appender.append("half\n")
    monkeypatch.undo()
    appender.append("next\n")
    appender.append("lone surrogate \ud83d\n")
    appender.close()
    assert (tmp_path / "a").read_bytes() == b"whole\nnext\nlone surrogate ?\n"
