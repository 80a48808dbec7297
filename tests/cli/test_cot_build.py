"""`kinemind cot build` with the teachers for ablations: wordings, the caption alone, nothing refused."""

from pathlib import Path

import pytest

from kinemind.cot.records import read_records
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run


@pytest.fixture(scope="module")
def common(tiny_data: Path, tiny_runs: Path) -> list[object]:
    return ["cot", "build", "--task", "both", "--data", tiny_data, "--tokenizer", tiny_runs / "tokenizer",
            "--limit", "12", "--processes", "1"]  # fmt: skip


def test_the_wording_is_part_of_the_job(common, tmp_path: Path, capsys):
    out = tmp_path / "terse.jsonl"
    assert run(*common, "-o", out, "--wording", "terse") == 0
    records = read_records(out)
    assert records and {record.teacher for record in records} == {"rules:terse"}
    assert all(record.verification["passed"] for record in records)
    capsys.readouterr()
    assert run(*common, "-o", out, "--resume") == 2
    said = capsys.readouterr().err
    assert one_sentence(said) and "its teacher is 'rules:terse', not 'rules'" in said


def test_without_verification_every_trace_is_kept_and_the_rate_is_told(common, tmp_path: Path, capsys):
    out = tmp_path / "blind.jsonl"
    assert run(*common, "-o", out, "--teacher", "caption-only", "--no-verify") == 0
    records = read_records(out)
    faulty = sum(not record.verification["passed"] for record in records)
    told = capsys.readouterr().out
    assert f"{len(records)} records, {100 * faulty / len(records):.1f} % with a fault" in told
    assert faulty > len(records) / 2
    assert run(*common, "-o", out, "--teacher", "caption-only", "--no-verify") == 2
    assert one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize(
    "flags",
    [
        ("--teacher", "openai", "--model", "m", "--no-verify"),
        ("--no-verify", "--judge", "rules"),
        ("--no-verify", "--resume"),
        ("--teacher", "caption-only", "--wording", "terse"),
    ],
)
def test_flags_that_do_not_go_together(common, flags, tmp_path: Path, capsys):
    assert run(*common, "-o", tmp_path / "x.jsonl", *flags) == 2
    assert one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "x.jsonl").exists()
