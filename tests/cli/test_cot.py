"""`kinemind cot build` and `cot check`, from end to end with the rules teacher."""

import json
from pathlib import Path

import pytest

from kinemind.cot.records import read_records, training_records
from tests.cli.test_errors import one_sentence
from tests.cot.engine.fault_server import FaultServer
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
        ["--data", "DATA", "--teacher", "openai", "--model", "m", "--max-cost", "1"],
        ["--data", "DATA", "--judge", "gemini", "--judge-model", "m", "--max-cost", "1"],
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
    from kinemind.cli.cot_build import Build, _openers

    opened: list[tuple[str, str, str, str]] = []

    def note(name: str, *, model: str, base_url: str, api_key_env: str, **_: object) -> None:
        opened.append((name, model, base_url, api_key_env))

    def opened_by(command: Build) -> None:
        for opener in _openers(command):
            assert opener is not None
            opener()

    monkeypatch.setattr("kinemind.cot.teachers.open_teacher", note)
    here = {"task": "t2m", "output": tmp_path, "teacher": "openai", "model": "m", "base_url": "http://a/v1"}
    opened_by(Build(**here, api_key_env="A", judge="openai", judge_model="j"))
    assert opened[-1] == ("openai", "j", "http://a/v1", "A")
    opened_by(Build(**here, api_key_env="A", judge="openai", judge_model="j", judge_base_url="http://b/v1"))
    assert opened[-1] == ("openai", "j", "http://b/v1", "")
    opened_by(Build(**here, api_key_env="A", judge="gemini", judge_model="g", judge_api_key_env="G"))
    assert opened[-1] == ("gemini", "g", "", "G")


WALK = "One action, 2.0 s in all. 1. The person walks forward (legs, forward, 2.0 s)."
ROW = {"task": "t2m", "caption": "a person walks forward", "motion_tokens": [1, 513], "reasoning": WALK}


def check_rows(path: Path, *rows: dict[str, object]) -> int:
    path.write_text("".join(json.dumps(ROW | row) + "\n" for row in rows))
    return run("cot", "check", path)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"motion_tokens": [99999, 99999]}, "outside the codebook (line 2)"),
        ({"id": "a"}, "an id that came before (line 2)"),
        ({"split": "Train"}, "a split that is not train, val, test (line 2)"),
        ({"split": None}, "line 2: split"),
        ({"reasoning": " "}, "no reasoning (line 2)"),
    ],
)
def test_check_says_what_no_record_may_be(row, told, tmp_path: Path, capsys):
    assert check_rows(tmp_path / "x.jsonl", {"id": "a"}, {"id": "b"} | row) == 2
    said = capsys.readouterr()
    assert told in said.err and one_sentence(said.err) and "every line sound" not in said.out


def test_check_judges_records_once_more(tmp_path: Path, capsys):
    facts = {"seconds": 2.0, "phases": [{"label": "walk_backward", "start": 0.0, "end": 2.0}]}
    rows = [
        {
            "id": "good",
            "facts": {"seconds": 2.0, "phases": [{"label": "walk_forward", "start": 0.0, "end": 2.0}]},
        },
        {"id": "moon", "reasoning": "1. The person flies to the moon backward for 99 s.", "facts": facts},
        {"id": "way", "facts": facts},
        {"id": "odd", "facts": {"seconds": "2", "phases": [3, {"label": []}, {"label": "walk_forward"}]}},
    ]
    assert check_rows(tmp_path / "x.jsonl", *rows) == 0
    said = capsys.readouterr().out
    assert "2 of 4 pass (50.0 %)" in said and "moon: " in said and "way: grounding: " in said


def test_check_reads_records_made_elsewhere(tmp_path: Path, capsys):
    rows = [{"reasoning": "They walk, as one does."}, {"reasoning": "walking", "reward": None}]
    assert check_rows(tmp_path / "x.jsonl", *rows) == 0
    assert "every line sound" in capsys.readouterr().out


def test_no_control_character_reaches_the_terminal(tmp_path: Path, capsys):
    evil = "a person walks forward \x1b[2J\x07"
    row = {"caption": evil, "reasoning": evil, "answer": evil, "id": evil, "teacher": evil, "split": evil}
    assert check_rows(tmp_path / "x.jsonl", row, row) == 2
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err and "\\x1b[2J" in said.out


def build_of(captions: Path, out: Path, *more: str | Path) -> int:
    return run("cot", "build", "--task", "t2m", "--captions", captions, "-o", out, "--processes", "1", *more)


def test_captions_of_no_known_action_are_rejected(tmp_path: Path):
    texts = ["Eine Person geht und winkt", "Die Person springt", "一个人走路", "NaN", "12345",
             "a person frobnicates"]  # fmt: skip
    captions, out = tmp_path / "c.jsonl", tmp_path / "o.jsonl"
    captions.write_text("\n".join(json.dumps({"id": str(i), "text": text}) for i, text in enumerate(texts)))
    assert build_of(captions, out) == 0
    rejects = [json.loads(line) for line in (tmp_path / "o.rejects.jsonl").read_text("utf-8").splitlines()]
    assert [r.caption for r in read_records(out)] == ["a person frobnicates"]
    assert sorted(r["caption"] for r in rejects) == sorted(texts[:-1])
    assert {r["faults"][0]["reason"] for r in rejects} == {"no known action in the caption"}


@pytest.mark.parametrize(
    ("row", "more", "told"),
    [
        ({"id": "b", "text": " "}, [], "line 2: the caption 'b' is empty"),
        ({"id": 3, "text": "walks"}, [], "line 2: a caption has the keys"),
        ({"id": "b", "text": "walks"}, ["--bundle", "nope"], "--bundle"),
        ({"id": "b", "text": "walks"}, ["--tokenizer", "nope"], "--tokenizer"),
        ({"id": "b", "text": "walks"}, ["--data", "nope"], "both --data and --captions"),
    ],
)
def test_what_is_wrong_with_captions_is_said(row, more, told, tmp_path: Path, capsys):
    captions = tmp_path / "c.jsonl"
    captions.write_text(f'{{"id": "a", "text": "a person walks"}}\n{json.dumps(row)}\n')
    assert build_of(captions, tmp_path / "o.jsonl", *more) == 2
    said = capsys.readouterr().err
    assert told in said and one_sentence(said)


def asked(server: FaultServer, *more: str) -> list[str]:
    at = ["--teacher", "openai", "--model", "m", "--base-url", server.base_url, "--retries", "0"]
    return [*at, "--price-in", "100000", "--price-out", "100000", *more]


@pytest.mark.parametrize("fault", ["no json", "malformed"])
def test_a_run_of_nothing_but_failures_is_an_error(fault, tmp_path: Path, capsys):
    pytest.importorskip("openai")
    captions = tmp_path / "c.jsonl"
    captions.write_text('{"id": "a", "text": "a person jumps"}\n{"id": "b", "text": "a person jumps"}\n')
    with FaultServer({fault: 1.0}) as server:
        assert build_of(captions, tmp_path / "o.jsonl", *asked(server)) == 2
        assert "no record was made: 2 subjects failed" in capsys.readouterr().err
    with FaultServer({"no json": 1.0}) as judge:
        judged = ["--judge", "openai", "--judge-model", "m", "--judge-base-url", judge.base_url]
        words = [*judged, "--retries", "0"]
        assert build_of(captions, tmp_path / "judged.jsonl", *words) == 2
        assert "no record was made: 2 subjects failed" in capsys.readouterr().err


def test_a_used_up_budget_sends_no_request_on_resume(tmp_path: Path, capsys):
    pytest.importorskip("openai")
    captions, out = tmp_path / "c.jsonl", tmp_path / "o.jsonl"
    rows = [{"id": str(i), "text": "a person jumps"} for i in range(5)]
    captions.write_text("\n".join(map(json.dumps, rows)))
    with FaultServer() as server:
        words = asked(server, "--max-cost", "1", "--concurrency", "1")
        assert build_of(captions, out, *words) == 0
        sent = server.requests.total()
        assert 0 < sent < 5
        capsys.readouterr()
        assert build_of(captions, out, *words, "--resume") == 0
        assert server.requests.total() == sent
    assert "the budget is used up" in capsys.readouterr().out
