"""`kinemind cot build` and `cot check`, from end to end with the rules teacher."""

import json
from pathlib import Path

import pytest

from kinemind.cot.records import read_records, training_records
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run

CHOSEN = ["--plain", "--mirror", "--limit", "60"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, tiny_data: Path) -> Path:
    path = tmp_path_factory.mktemp("cot") / "cot.jsonl"
    words = ["--task", "both", "--data", tiny_data, "-o", path]
    assert run("cot", "build", *words, *CHOSEN, "--processes", "1") == 0
    return path


def test_records_of_a_corpus(built: Path, tiny_data: Path):
    from kinemind.corpora import open_data

    records = read_records(built)
    rejected = [json.loads(line) for p in built.parent.glob("*.rejects.jsonl") for line in p.open()]
    ids = [r.id for r in records] + [line["id"] for line in rejected]
    assert len(set(ids)) == len(ids) and len(rejected) < len(records)
    splits = {clip.id: clip.split for clip in open_data(tiny_data).all_clips}
    for record in records:
        assert record.split == splits[record.clip.split("#")[0].split("[")[0]]
        assert record.motion_tokens and record.reasoning and record.steps and record.teacher == "rules"
        assert record.verification["passed"] is True and record.facts["phases"]
        assert bool(record.answer) == (record.task == "m2t")
    assert {record.task for record in records} == {"t2m", "m2t"}
    assert any("#mirror" in record.clip for record in records)


def test_check_prints_statistics_and_a_sample(built: Path, tmp_path: Path, capsys):
    assert run("cot", "check", built, "-o", tmp_path / "tables.md") == 0
    said = capsys.readouterr().out
    assert f"{len(read_records(built))} records" in said and "[10] " in said and "| t2m |" in said
    assert "ids that occur more than once: 0" in said
    assert (tmp_path / "tables.md").read_text() in said


def test_a_build_goes_on_only_with_the_same_job(built: Path, tiny_data: Path, capsys):
    before = built.read_bytes()
    words = ["--task", "both", "--data", tiny_data, "-o", built]
    for more in (CHOSEN, ["--resume"], [*CHOSEN, "--resume", "--seed", "3"]):
        capsys.readouterr()
        assert run("cot", "build", *words, *more, "--processes", "1") == 2
        assert one_sentence(capsys.readouterr().err)
    assert run("cot", "build", *words, *CHOSEN, "--resume", "--processes", "1") == 0
    assert built.read_bytes() == before


def test_two_processes_make_the_same_records(tiny_data: Path, tmp_path: Path):
    lines = []
    for number in ("1", "2"):
        path = tmp_path / f"{number}.jsonl"
        words = ["--task", "t2m", "--data", tiny_data, "-o", path]
        assert run("cot", "build", *words, "--limit", "12", "--processes", number) == 0
        lines.append(sorted(path.read_text().splitlines()))
    assert lines[0] == lines[1] and len(lines[0]) > 6


def test_captions_without_a_motion(tmp_path: Path):
    captions = tmp_path / "captions.jsonl"
    texts = (
        "A person walks forward and then waves with the left hand.",
        "someone bows",
        "a human jumps twice",
    )
    rows = [{"id": f"k/{i}", "text": text} for i, text in enumerate(texts)]
    captions.write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / "text.jsonl"
    assert run("cot", "build", "--task", "t2m", "--captions", captions, "-o", out, "--processes", "1") == 0
    records = training_records(out)
    assert {r.id for r in records} <= {"t2m/k/0", "t2m/k/1", "t2m/k/2"} and records
    assert all(r.motion_tokens == () and r.reasoning and not r.facts for r in records)


@pytest.mark.parametrize(
    "more",
    [
        [], ["--data", "none"], ["--data", ".", "--captions", "x.jsonl"], ["--captions", "none.jsonl"],
        ["--data", "DATA", "--teacher", "openai"], ["--data", "DATA", "--teacher", "nobody"],
        ["--data", "DATA", "--limit", "0"], ["--data", "DATA", "--processes", "0"],
        ["--data", "DATA", "--seed", "-1"], ["--data", "DATA", "--new-composites", "-2"],
        ["--data", "DATA", "--concurrency", "0"], ["--data", "DATA", "--max-attempts", "0"],
        ["--data", "DATA", "--requests-per-minute", "nan"],
        ["--data", "DATA", "--tokenizer", "none"], ["--data", "DATA", "--bundle", "none"],
        ["--data", "DATA", "-o", "x.txt"], ["--data", "DATA", "-o", "/proc/none/x.jsonl"],
        ["--data", "DATA", "--task", "x2y"], ["--data", "DATA", "--limit", "many"],
    ],
)  # fmt: skip
def test_bad_requests_get_one_sentence(more, tmp_path: Path, tiny_data: Path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = [tiny_data if word == "DATA" else word for word in more]
    assert run("cot", "build", "--task", "t2m", "-o", "out.jsonl", *words) == 2
    assert one_sentence(capsys.readouterr().err)
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("teacher", ["m2t", "gemini"])
def test_captions_serve_text_to_motion_only(teacher, tmp_path: Path, capsys):
    (tmp_path / "c.jsonl").write_text('{"id": "a", "text": "walks"}')
    more = ["--task", "m2t"] if teacher == "m2t" else ["--task", "t2m", "--teacher", teacher]
    assert run("cot", "build", *more, "--captions", tmp_path / "c.jsonl", "-o", tmp_path / "o.jsonl") == 2
    assert one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("content", ["", "\n\n", "{", "[]", '{"task": "t2m"}', "\0\1\2", '{"reward": NaN}'])
def test_check_refuses_a_bad_file(content, tmp_path: Path, capsys):
    (tmp_path / "x.jsonl").write_text(content)
    assert run("cot", "check", tmp_path / "x.jsonl") == 2
    assert one_sentence(capsys.readouterr().err)


def test_check_refuses_what_is_no_file(tmp_path: Path, capsys):
    for words in ([tmp_path / "none.jsonl"], [tmp_path], [tmp_path, "--bundle", "none"], []):
        capsys.readouterr()
        assert run("cot", "check", *words) == 2
        assert one_sentence(capsys.readouterr().err)


def test_a_key_goes_only_to_the_server_it_was_given_for(tmp_path: Path, monkeypatch):
    from kinemind.cli.cot_build import Build, _teachers

    opened: list[tuple[str, str, str, str]] = []

    def note(name: str, *, model: str, base_url: str, api_key_env: str, **_: object) -> None:
        opened.append((name, model, base_url, api_key_env))

    monkeypatch.setattr("kinemind.cot.teachers.open_teacher", note)
    here = {"task": "t2m", "output": tmp_path, "teacher": "openai", "model": "m", "base_url": "http://a/v1"}
    _teachers(Build(**here, api_key_env="A", judge="openai", judge_model="j"))
    assert opened[-1] == ("openai", "j", "http://a/v1", "A")
    _teachers(Build(**here, api_key_env="A", judge="openai", judge_model="j", judge_base_url="http://b/v1"))
    assert opened[-1] == ("openai", "j", "http://b/v1", "")
    _teachers(Build(**here, api_key_env="A", judge="gemini", judge_model="g", judge_api_key_env="G"))
    assert opened[-1] == ("gemini", "g", "", "G")
