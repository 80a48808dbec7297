"""The commands of MoRL's quick start, with `kinemind train` and `kinemind eval` for its two scripts."""

import shlex
from pathlib import Path

import pytest

from kinemind.bundle import Bundle
from kinemind.cli import eval_m2t, eval_t2m
from kinemind.cli.eval_flags import data_of
from kinemind.errors import InputError
from tests.cli.test_errors import one_sentence
from tests.training.tiny import run

SFT = """train --train-stage sft --training-task {task} --cot-train-jsonl cot.jsonl --cot-task-filter {task}
  --use-reasoning --reasoning-weight 0.5 --motion-weight 2.0 --exp-name morl_sft"""
RLVR = """train --train-stage rlvr --training-task {task} --cot-train-jsonl cot.jsonl --cot-task-filter {task}
  --rl-reference-ckpt {start} --rl-epochs 3 --rl-group-size 8 --rl-kl-coef 0.02 --rl-clip-eps 0.2
  --use-reasoning --exp-name morl_rlvr"""


@pytest.fixture
def stages(tmp_path: Path, monkeypatch) -> dict:
    """The stage and folder that each trainer gets; nothing is trained."""
    from kinemind.training import rlvr, sft

    seen: dict = {}

    def train(name):
        def trained(stage, folder, resume):
            seen[name] = stage, folder
            return folder / "bundle"

        return trained

    monkeypatch.setattr(sft, "train_sft", train("sft"))
    monkeypatch.setattr(rlvr, "train_rlvr", train("rlvr"))
    monkeypatch.chdir(tmp_path)
    Path("cot.jsonl").write_text("")
    return seen


@pytest.mark.parametrize("task", ["t2m", "m2t"])
@pytest.mark.parametrize("dashes", [True, False])
def test_training(task: str, dashes: bool, stages: dict, tiny_runs: Path):
    start = tiny_runs / "sft"
    for text in (SFT, RLVR):
        words = shlex.split(text.format(task=task, start=start))
        if not dashes:
            words = [
                word.replace("-", "_").replace("__", "--", 1) if word[:2] == "--" else word for word in words
            ]
        assert run(*words) == 0
    sft, folder = stages["sft"]
    assert folder == Path("runs/morl_sft")
    assert (sft.training_task, sft.cot_train_jsonl, sft.use_reasoning) == (task, "cot.jsonl", True)
    assert (sft.reasoning_weight, sft.motion_weight) == (0.5, 2.0)
    rlvr, folder = stages["rlvr"]
    assert folder == Path("runs/morl_rlvr")
    assert (rlvr.training_task, rlvr.cot_train_jsonl) == (task, "cot.jsonl")
    assert (rlvr.start_from, rlvr.reference) == (str(start), str(start))
    assert (rlvr.epochs, rlvr.group_size, rlvr.kl_coef, rlvr.clip_eps) == (3, 8, 0.02, 0.2)


@pytest.fixture
def evaluated(monkeypatch) -> list:
    """The commands that come to an evaluation; nothing is evaluated."""
    seen: list = []

    def stop(command):
        command.com()
        seen.append(command)
        return {}

    monkeypatch.setattr(eval_t2m, "run_t2m", stop)
    monkeypatch.setattr(eval_m2t, "run_m2t", stop)
    monkeypatch.setattr("kinemind.cli.eval.run_t2m", stop)
    monkeypatch.setattr("kinemind.cli.eval.run_m2t", stop)
    return seen


@pytest.mark.parametrize("task", ["t2m", "m2t"])
@pytest.mark.parametrize("flags", ["--eval-task {} --eval-ckpt runs/x", "--eval_task={} --eval_ckpt=runs/x"])
def test_evaluation(task: str, flags: str, evaluated: list):
    com = "--com-candidates 4 --com_refine_steps 0"
    assert run("eval", *shlex.split(f"{flags.format(task)} {com}")) == 0
    (command,) = evaluated
    assert type(command).__name__.lower() == task
    assert (command.bundle, command.com_candidates, command.com_refine_steps) == ("runs/x", 4, 0)


@pytest.mark.parametrize("task", ["t2m", "m2t"])
@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ("--use-com --com-candidates 0", "--com-candidates lies between 1 and 64, not 0"),
        ("--com-candidates 0", "--com-candidates lies between 1 and 64, not 0"),
        ("--com-refine-steps -1", "--com-refine-steps lies between 0 and 8, not -1"),
        ("--com-candidates many", "many"),
    ],
)
def test_numbers_that_chain_of_motion_cannot_take(task: str, flags: str, said: str, tiny_runs: Path, capsys):
    words = ["--eval-task", task, "--eval-ckpt", tiny_runs / "sft", "--data", "synthetic:40"]
    assert run("eval", *words, *flags.split()) == 2
    err = capsys.readouterr().err
    assert one_sentence(err) and said in err


def test_a_task_that_there_is_not(capsys):
    assert run("eval", "--eval-task", "x2y") == 2
    err = capsys.readouterr().err
    assert one_sentence(err) and "t2m or m2t" in err


def test_data_that_is_not_named_is_what_the_bundle_learnt_from(tiny_runs: Path, tiny_data: Path, capsys):
    bundle = Bundle.open(tiny_runs / "sft")
    assert data_of(None, bundle) == str(tiny_data)
    assert str(tiny_data) in capsys.readouterr().err
    assert data_of("other", bundle) == "other"
    grown = Bundle(bundle.path, "rl", bundle.dialect, bundle.style, {
        "provenance": {"config": {"data": ""}, "start": {"config": {"data": "synthetic"}}}
    })  # fmt: skip
    assert data_of(None, grown) == "synthetic"
    with pytest.raises(InputError, match="--data"):
        data_of(None, Bundle.open("nano"))
