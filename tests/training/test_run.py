"""A run folder holds what it takes to repeat the run, and tells trackers what it logs."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from kinemind.bundle import folder_digest
from kinemind.errors import InputError
from kinemind.training.config import EncoderStage, RLVRStage, SFTStage, TokenizerStage
from kinemind.training.curves import FIRST, panel_order
from kinemind.training.run import Run
from tests.encoders.contrastive.tiny import tiny_encoder
from tests.training.rlvr.tiny import make_bundle


def scalars(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """What TensorBoard shows of a run."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder / "tensorboard"))
    events.Reload()
    return {
        name: [(one.step, one.value) for one in events.Scalars(name)] for name in events.Tags()["scalars"]
    }


@pytest.mark.parametrize("stage", [TokenizerStage(), EncoderStage(), SFTStage(), RLVRStage()])
def test_every_stage_is_shown_by_tensorboard(stage, tmp_path: Path):
    Run(tmp_path / "run", stage, False).log(3, {"loss": 0.5, "val/fid": 2.0})
    assert scalars(tmp_path / "run") == {"loss": [(3, 0.5)], "val/fid": [(3, 2.0)]}


def test_a_resumed_run_shows_each_step_once(tmp_path: Path):
    killed = Run(tmp_path, SFTStage(), False)
    killed.cut_log(0)
    for step in range(6):
        killed.log(step, {"loss": float(step)})
    resumed = Run(tmp_path, SFTStage(), True)
    resumed.cut_log(3)
    for step in range(4, 6):
        resumed.log(step, {"loss": step / 2})
    wanted = [(0, 0.0), (1, 1.0), (2, 2.0), (3, 3.0), (4, 2.0), (5, 2.5)]
    assert scalars(tmp_path)["loss"] == wanted
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert [(row["step"], row["loss"]) for row in rows] == wanted


def test_no_tracker_writes_metrics_alone(tmp_path: Path):
    Run(tmp_path, SFTStage(trackers=()), False).log(1, {"loss": 1.0})
    assert not (tmp_path / "tensorboard").exists()


class Wandb(SimpleNamespace):
    """Stands for the package: writes down what it is told."""

    def __init__(self) -> None:
        super().__init__(__spec__=SimpleNamespace(name="wandb"), begun=[], logged=[])

    def init(self, **words):
        self.begun.append(words)
        return SimpleNamespace(log=self.logged.append, define_metric=lambda *a, **k: None)


def test_wandb_is_told_and_goes_on_in_the_same_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wandb = Wandb()
    monkeypatch.setitem(sys.modules, "wandb", wandb)
    stage = SFTStage(trackers=("tensorboard", "wandb"), steps=7)
    Run(tmp_path, stage, False).log(1, {"loss": 1.0})
    resumed = Run(tmp_path, stage, True)
    resumed.cut_log(1)
    resumed.log(2, {"loss": 0.5})
    assert wandb.logged == [{"step": 1, "loss": 1.0}, {"step": 2, "loss": 0.5}]
    first, second = wandb.begun
    assert first["id"] == second["id"] and second["resume"] == "allow"
    assert first["config"]["steps"] == 7 and first["name"] == tmp_path.name


def test_a_tracker_that_is_missing_is_told_before_the_folder_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("kinemind.training.trackers.find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install wandb"):
        Run(tmp_path / "run", SFTStage(trackers=("wandb",)), False)
    assert not (tmp_path / "run").exists()
    Run(tmp_path / "run", SFTStage(), False).log(1, {"loss": 1.0})
    assert "TensorBoard is not installed" in capsys.readouterr().err
    assert (tmp_path / "run" / "metrics.jsonl").is_file()


def sessions(folder: Path) -> list[dict]:
    return json.loads((folder / "provenance.json").read_text())["sessions"]


def test_the_folder_holds_what_it_takes_to_repeat_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bundle = make_bundle(tmp_path / "bundle")
    monkeypatch.setattr(sys, "argv", ["kinemind", "train", "rlvr", "--seed", "3"])
    stage = RLVRStage(start_from=str(bundle), seed=3)
    Run(tmp_path / "run", stage, False, data_hash="abc")
    resolved = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text())
    assert resolved.pop("data_hash") == "abc"
    assert RLVRStage.model_validate(resolved) == stage and set(resolved) == set(RLVRStage.model_fields)
    (said,) = sessions(tmp_path / "run")
    assert said["command"] == ["kinemind", "train", "rlvr", "--seed", "3"] and said["data_hash"] == "abc"
    assert said["packages"].keys() >= {"kinemind", "torch", "transformers", "trl", "numpy"}
    assert said["starts"]["start_from"]["policy"] == folder_digest(bundle / "policy")
    assert said["environment"].keys() >= {"python", "threads", "devices", "processes"}
    assert said["git"] is None or len(said["git"]["commit"]) == 40


def test_provenance_says_every_session_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for _ in range(2):  # a stage may look into its folder before it trains
        Run(tmp_path, SFTStage(), True)
    assert len(sessions(tmp_path)) == 1
    monkeypatch.setattr("kinemind.training.provenance.os.getpid", lambda: -1)
    Run(tmp_path, SFTStage(), True)
    assert len(sessions(tmp_path)) == 2
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setattr("kinemind.training.provenance.os.getpid", lambda: -2)
    Run(tmp_path, SFTStage(), True)
    assert len(sessions(tmp_path)) == 2, "the second of two processes says nothing"


def test_a_start_of_another_kind_has_a_digest_too(tmp_path: Path):
    tiny_encoder("reward").save(tmp_path / "model")  # any folder with a config.json
    Run(tmp_path / "run", SFTStage(base_model=str(tmp_path / "model")), False)
    (said,) = sessions(tmp_path / "run")
    assert list(said["starts"]["base_model"].values()) == [folder_digest(tmp_path / "model")]


def test_what_is_rewarded_and_what_judges_stand_side_by_side():
    names = ["loss", "val/fid", "kl", "parse_rate", "val/reward", "reward"]
    assert panel_order(names)[:3] == list(FIRST[:3]) == ["reward", "val/reward", "val/fid"]
    assert sorted(panel_order(names)) == sorted(names)
    assert panel_order(["loss", "reward"]) == ["loss", "reward"]
