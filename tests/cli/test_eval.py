"""`eval`: commands of reports that can be run again, limits that show the whole split, refusals that name."""

import shlex
from pathlib import Path

import pytest
import tyro

from kinemind.cli import eval_t2m
from kinemind.cli.eval import Options
from kinemind.cli.eval_flags import command_line
from kinemind.cli.eval_m2t import M2T
from kinemind.cli.eval_t2m import T2M
from kinemind.cli.eval_tokenizer import Tokenizer
from kinemind.corpora import Caption, Clip, Corpus, synthetic
from kinemind.evaluation.cases import evenly_spaced
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run


@pytest.mark.parametrize(
    ("task", "command"),
    [
        ("t2m", T2M("my data/set", "it's mine", protocol="bench", limit=8, mm_texts=0, assets=Path("a b"))),
        ("m2t", M2T("stores/kit", protocol="m2t-lemma", bertscore_model="roberta-large", seed=3)),
        ("tokenizer", Tokenizer("stores/babel", "runs/vq", split="val")),
    ],
)
def test_the_command_of_a_report_is_the_command(task, command):
    words = shlex.split(command_line(task, command))
    assert words[:2] == ["kinemind", "eval"]
    assert tyro.cli(Options, args=words[2:]).command == command


def test_words_are_as_typed_and_what_changes_no_figure_is_left_out():
    command = T2M("../my data", protocol="bench", processes=3, json=True, output=Path("r.json"))
    assert command_line("t2m", command) == (
        "kinemind eval t2m --data '../my data' --bundle nano --split test --protocol bench "
        "--num-repeats 20 --seed 0"
    )


def test_the_command_says_what_auto_became(tiny_runs: Path, tiny_data: Path, monkeypatch):
    class SeenError(Exception):
        pass

    def seen(*given):
        raise SeenError(given[-1])

    monkeypatch.setattr(eval_t2m, "_evaluate", seen)
    with pytest.raises(SeenError, match="--protocol bench "):
        eval_t2m.run_t2m(T2M(str(tiny_data), str(tiny_runs / "sft" / "bundle")))


def test_a_limit_spans_the_whole_list():
    assert evenly_spaced(range(101), 5) == [0, 25, 50, 75, 100]
    assert evenly_spaced("abc", 9) == ["a", "b", "c"] == evenly_spaced("abc", None)
    assert evenly_spaced([], 4) == []
    for size in range(2, 40):
        for limit in range(2, size + 1):
            found = evenly_spaced(range(size), limit)
            assert len(found) == limit and found == sorted(set(found)) and found[-1] == size - 1


@pytest.mark.parametrize("flag", ["--seed", "--plan-drafts", "--mm-texts"])
def test_the_wrong_number_is_named(flag, tiny_data: Path, capsys):
    assert run("eval", "t2m", "--data", tiny_data, flag, "-4") == 2
    said = capsys.readouterr().err
    assert one_sentence(said) and f"{flag} is 0 or more, not -4" in said


@pytest.mark.parametrize("task", ["t2m", "m2t", "tokenizer"])
def test_babel_has_no_test_split(task, monkeypatch, capsys):
    clip = Clip(id="a", motion=synthetic.perform("bow", seed=0), captions=(Caption("bow"),), split="val")
    monkeypatch.setattr("kinemind.corpora.open_data", lambda _: Corpus("babel", Path(), (clip,)))
    assert run("eval", task, "--data", "babel") == 2
    said = capsys.readouterr().err
    assert one_sentence(said) and "use --split val" in said
