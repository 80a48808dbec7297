"""configs/smoke.yaml: every stage from nothing but the recipe, in any folder, without a network."""

import json
import socket
from pathlib import Path

import pytest
import yaml

from kinemind.bundle import Bundle
from kinemind.cli.train_flags import RECIPES
from kinemind.training.config import load_recipe
from tests.training.tiny import run

FEWER = {"tokenizer": 8, "encoders": 6, "sft": 6, "rlvr": 2}
"""Steps of a stage: what is tested is that the stages find each other, not what they learn."""


@pytest.fixture(scope="module")
def smoked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the recipe, with fewer steps and clips, was run to its end."""
    folder = tmp_path_factory.mktemp("anywhere")
    recipe = yaml.safe_load((RECIPES / "smoke.yaml").read_text())
    stages = {**{name: recipe[name] for name in ("tokenizer", "sft", "rlvr")}, **recipe["encoders"]}
    for name, stage in stages.items():
        stage["steps"] = FEWER.get(name, FEWER["encoders"])
        stage["data"] = "synthetic:40"
    recipe["tokenizer"]["evaluate_every"] = 1000
    recipe["rlvr"] |= {"max_reasoning": 16, "max_seconds": 2.0}
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setattr(socket.socket, "connect", _no_network)
        assert run("train", "rlvr", "--config", "recipe.yaml", "--out-dir", "X") == 0
    return folder / "X" / "rlvr"


def _no_network(*_: object) -> None:
    raise AssertionError("the network was asked")


def test_it_makes_its_own_tokenizer_encoder_and_cold_start(smoked: Path):
    for name in ("tokenizer", "reward", "sft"):
        assert (smoked / name / "config.yaml").is_file()
    start = Bundle.open(smoked / "start")
    assert start.has_reward_encoder and start.dialect == "morl"
    assert not (smoked / "metric").exists()  # nothing that trains asks it
    config = yaml.safe_load((smoked / "config.yaml").read_text())
    assert config["start_from"] == "X/rlvr/start"
    logged = [json.loads(line) for line in (smoked / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in logged] == [1, 2]
    assert all("reward" in row and "kl" in row for row in logged)


def test_what_comes_out_moves(smoked: Path):
    from kinemind.generation import load

    take = load(smoked).generate("a person walks forward", seed=0, max_seconds=2.0)
    assert len(take.motion) > 10 and take.motion_tokens


def test_resuming_a_finished_run_trains_nothing_again(smoked: Path, monkeypatch):
    def trained(*_: object, **__: object) -> None:
        raise AssertionError("a finished stage was trained again")

    monkeypatch.chdir(smoked.parents[1])
    for name in ("tokenizer.train_tokenizer", "encoders.train_encoder", "sft.train_sft"):
        monkeypatch.setattr(f"kinemind.training.{name}", trained)
    words = ["train", "rlvr", "--config", "recipe.yaml", "--out-dir", "X"]
    assert run(*words, "--resume") == 0
    assert run(*words) == 2  # and without --resume nothing is written over


def test_another_recipe_does_not_slip_under_a_finished_stage(
    smoked: Path, tmp_path: Path, capsys, monkeypatch
):
    recipe = yaml.safe_load((smoked.parents[1] / "recipe.yaml").read_text())
    recipe["tokenizer"]["learning_rate"] = 0.5
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(recipe))
    monkeypatch.chdir(smoked.parents[1])
    assert run("train", "rlvr", "--config", tmp_path / "other.yaml", "--out-dir", "X", "--resume") == 2
    assert "learning_rate" in capsys.readouterr().err


def test_the_recipe_itself_is_on_synthetic_motion_in_every_stage():
    recipe = load_recipe(RECIPES / "smoke.yaml")
    assert recipe.model_fields_set == {"tokenizer", "decoder", "encoders", "sft", "rlvr", "evaluation"}
    stages = (
        recipe.tokenizer,
        recipe.decoder,
        recipe.encoders.reward,
        recipe.encoders.metric,
        recipe.sft,
        recipe.rlvr,
    )
    assert {stage.data.partition(":")[0] for stage in stages} == {"synthetic"}


@pytest.mark.parametrize("stage", ["sft", "rlvr"])
def test_a_recipe_that_names_no_earlier_stage_is_not_guessed(stage: str, tmp_path: Path, capsys, monkeypatch):
    """SFT asks for a tokenizer; RLVR goes on from the embedded bundle and says so."""
    from kinemind.training import rlvr

    monkeypatch.setattr(rlvr, "train_rlvr", lambda stage, folder, resume: stage.start_from)
    code = run("train", stage, "--data", "synthetic:40", "--out-dir", tmp_path / "X")
    said = capsys.readouterr()
    if stage == "sft":
        assert code == 2 and "--tokenizer" in said.err
    else:
        assert code == 0 and said.out.strip() == "nano" and "--start-from" in said.err
