"""A chain of stages: what is done is passed over, what failed goes on, and the time of all is known."""

import json
from pathlib import Path

import pytest

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.training.chain import Packing, is_trained
from kinemind.training.config import TokenizerStage, load_recipe, override
from kinemind.training.whole import Stage, Times, run_stages, times
from tests.encoders.contrastive.tiny import tiny_encoder


class Work:
    """A stage whose product is a file; it fails as often as it is told."""

    def __init__(self, folder: Path, name: str, fails: int = 0) -> None:
        self.file, self.fails, self.runs = folder / name, fails, 0
        self.stage = Stage(name, self.run, self.file.exists)

    def run(self) -> None:
        self.runs += 1
        if self.runs <= self.fails:
            raise InputError("no luck")
        self.file.write_text("whole")


def test_a_chain_goes_on_where_it_failed(tmp_path: Path, capsys):
    work = [Work(tmp_path, "first"), Work(tmp_path, "second", fails=1), Work(tmp_path, "third")]
    stages = [one.stage for one in work]
    with pytest.raises(InputError):
        run_stages(stages, Times(tmp_path / "stages.jsonl"))
    assert [one.runs for one in work] == [1, 1, 0]
    capsys.readouterr()
    run_stages(stages, Times(tmp_path / "stages.jsonl"))
    assert [one.runs for one in work] == [1, 2, 1]
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0].partition("  (")[0] for line in said] == [
        "[1/3] first: done",
        "[2/3] second: goes on",
        "[2/3] second: done",
        "[3/3] third: begins",
        "[3/3] third: done",
    ]
    rows = [json.loads(line) for line in (tmp_path / "stages.jsonl").read_text().splitlines()]
    assert [(row["stage"], row["finished"]) for row in rows] == [
        ("first", True), ("second", False), ("second", True), ("third", True)
    ]  # fmt: skip


def test_a_product_from_elsewhere_is_taken_and_costs_nothing(tmp_path: Path):
    (tmp_path / "first").write_text("whole")
    work = Work(tmp_path, "first")
    run_stages([work.stage], Times(tmp_path / "stages.jsonl"))
    after = Times(tmp_path / "stages.jsonl")
    assert work.runs == 0 and after.finished("first") and after.seconds("first") < 1


def test_a_killed_session_has_its_last_beat(tmp_path: Path, monkeypatch):
    """The file is read while the session runs, as it would lie there after a kill."""
    monkeypatch.setattr(times, "BEAT", 0.01)
    file = tmp_path / "stages.jsonl"
    with Times(file).session("sft"):
        while not Times(file).seconds("sft"):
            pass
        assert not Times(file).finished("sft")
    assert Times(file).finished("sft")


def test_hours_are_summed_over_sessions_and_stages(tmp_path: Path):
    file = tmp_path / "stages.jsonl"
    rows = [("sft", 1800, False), ("sft", 5400, True), ("rlvr", 3600, False)]
    file.write_text(
        "".join(
            json.dumps({"stage": s, "began": "", "seconds": t, "finished": f, "cores": 2}) + "\n"
            for s, t, f in rows
        )
    )
    found = Times(file)
    assert (found.seconds("sft"), found.total()) == (7200, 10800)
    head, sft, rlvr, total = found.table().splitlines()
    assert sft.split() == ["sft", "2:00:00", "2"] and rlvr.endswith("not finished")
    assert total.endswith("3.00 hours on 2 cores") and head.startswith("stage")


@pytest.mark.parametrize("text", ["{", '{"stage": "sft"}\n', "[1]\n"])
def test_a_list_of_stages_that_is_none_is_refused(text: str, tmp_path: Path):
    (tmp_path / "stages.jsonl").write_text(text)
    with pytest.raises(InputError, match="readable list of stages"):
        Times(tmp_path / "stages.jsonl")


def test_a_run_is_trained_at_its_last_step_and_under_its_own_config(tiny_runs: Path, tiny_data: Path):
    recipe = load_recipe(tiny_runs / "tiny.yaml")
    stage = override(recipe.tokenizer, {"data": str(tiny_data)})
    assert is_trained(stage, tiny_runs / "tokenizer")
    assert not is_trained(stage, tiny_runs / "not-begun")
    assert not (tiny_runs / "not-begun").exists()
    with pytest.raises(InputError, match="another `steps`"):
        is_trained(TokenizerStage(**{**stage.model_dump(), "steps": 31}), tiny_runs / "tokenizer")


def test_a_packed_bundle_is_done_while_it_is_of_its_parts(tiny_runs: Path, tmp_path: Path):
    encoders = {role: tmp_path / role for role in ("reward", "metric")}
    for role, place in encoders.items():
        tiny_encoder(role).save(place / "encoder")  # type: ignore[arg-type]
    packing = Packing(tmp_path / "bundle", tiny_runs / "sft", encoders, name="one", half=True)  # type: ignore[arg-type]
    assert not packing.done()
    packing.run()
    assert packing.done()
    bundle = Bundle.open(tmp_path / "bundle")
    assert bundle.name == "one" and set(bundle.stated_digests) == {
        "tokenizer", "policy", "encoders/reward", "encoders/metric"
    }  # fmt: skip
    config = tmp_path / "metric" / "encoder" / "config.json"
    whole = config.read_text()
    config.write_text(whole + " ")
    assert not packing.done(), "its encoder was trained again"
    config.write_text(whole)
    assert packing.done()
    (tmp_path / "bundle" / "policy" / "config.json").write_text("{}")
    assert not packing.done(), "it is damaged"
