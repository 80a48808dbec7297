"""`kinemind assets`: exit codes, one sentence, and JSON alone on stdout."""

import json
from pathlib import Path

import pytest

from kinemind.assets import CATALOGUE
from tests.assets.loopback import Served, server
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run

ROBERTA = CATALOGUE["roberta-large"]


def served_model() -> dict[str, Served]:
    return {f"/{file.path}": Served(file.path.encode() * 50) for file in ROBERTA.files}


@pytest.fixture
def fetched(tmp_path: Path, capsys) -> Path:
    with server(served_model()) as base:
        assert run("assets", "fetch", "roberta-large", "--folder", tmp_path, "--source", base) == 0
    said = capsys.readouterr().out
    assert "model.safetensors: checksum not known in advance; recorded" in said
    return tmp_path


def test_list_says_what_is_here_and_how_to_get_the_rest(tmp_path: Path, capsys):
    assert run("assets", "list", "--folder", tmp_path) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in CATALOGUE)
    assert run("assets", "list", "--folder", tmp_path, "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    rows = {row["name"]: row for row in listed["assets"]}
    assert rows.keys() == CATALOGUE.keys()
    assert rows["amass"]["state"] == "by hand" and str(tmp_path) in rows["amass"]["by_hand"]
    assert rows["roberta-large"]["state"] == "not here"
    assert rows["glove-6b"]["size"] == 862_182_613


def test_fetch_then_verify(fetched: Path, capsys):
    assert run("assets", "verify", "--folder", fetched) == 0
    assert "roberta-large: whole" in capsys.readouterr().out
    assert run("assets", "verify", "roberta-large", "--folder", fetched, "--json") == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["whole"] and verdict["assets"][0]["state"] == "here"


def test_a_changed_file_fails_the_verification(fetched: Path, capsys):
    (fetched / "roberta-large" / "model.safetensors").write_bytes(b"changed")
    assert run("assets", "verify", "--folder", fetched, "--json") == 2
    said = capsys.readouterr()
    assert json.loads(said.out)["assets"][0]["faults"] == ["model.safetensors is not as it was fetched"]
    assert one_sentence(said.err)


def test_fetch_prints_one_json_object(tmp_path: Path, capsys):
    with server(served_model()) as base:
        words = ["assets", "fetch", "roberta-large", "--folder", tmp_path, "--source", base, "--json"]
        assert run(*words) == 0
    row = json.loads(capsys.readouterr().out)["assets"][0]
    assert row["fetched"] == [file.path for file in ROBERTA.files] == row["recorded"]


@pytest.mark.parametrize("name", [name for name, asset in CATALOGUE.items() if asset.how == "by hand"])
def test_what_is_got_by_hand_says_how_and_where(tmp_path: Path, capsys, name: str):
    assert run("assets", "fetch", name, "--folder", tmp_path) == 2
    said = capsys.readouterr().err
    assert one_sentence(said) and f"{tmp_path}/{name}" in said


def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, capsys):
    with server({}) as base:
        pass
    for words in (
        ["fetch"],
        ["fetch", "nonsense"],
        ["fetch", "cmu", "bandai", "--source", base],
        ["fetch", "glove-6b", "--source", tmp_path / "none.zip"],
        ["fetch", "glove-6b", "--source", "nonsense://x"],
        ["fetch", "glove-6b", "--source", "ftp://x/y"],
        ["list", "--json", "--markdown"],
        ["verify", "nonsense"],
        ["verify", "glove-6b"],
        ["nonsense"],
        [],
    ):
        capsys.readouterr()
        folder = ["--folder", tmp_path] if words and words != ["nonsense"] else []
        assert run("assets", *words, *folder) == 2, words
        said = capsys.readouterr()
        assert one_sentence(said.err), said.err


def test_the_json_of_a_failure_is_json_too(tmp_path: Path, capsys):
    assert run("assets", "fetch", "babel", "--folder", tmp_path, "--json") == 2
    said = capsys.readouterr()
    assert "register" in json.loads(said.out)["assets"][0]["error"] and one_sentence(said.err)


def test_nothing_there_is_no_fault(tmp_path: Path, capsys):
    assert run("assets", "verify", "--folder", tmp_path / "none") == 0
    assert "no asset is in" in capsys.readouterr().out
