"""`kinemind train all`: the whole chain at smoke size, killed in the middle and resumed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from kinemind.bundle import Bundle
from kinemind.cli.train_all import All
from kinemind.cli.train_flags import RECIPES, whole_recipe
from tests.training.tiny import run

FEWER = {"tokenizer": 8, "sft": 24, "rlvr": 2}
STAGES = [
    "tokenizer", "decoder", "records", "reward encoder", "metric encoder", "sft", "start", "rlvr", "bundle",
    "eval t2m", "eval m2t", "eval tokenizer",
]  # fmt: skip
WORDS = ["train", "all", "--config", "recipe.yaml", "--captions", "captions.jsonl", "--out-dir", "X"]
CAPTIONS = ["a person walks forward and then jumps", "someone turns left, then sits down"]


def recipe() -> dict:
    """configs/smoke.yaml with fewer steps and clips, a decoder and a quick look."""
    made = yaml.safe_load((RECIPES / "smoke.yaml").read_text())
    for stage in (made["tokenizer"], made["sft"], made["rlvr"], *made["encoders"].values()):
        stage["data"] = "synthetic:40"
    for name, steps in FEWER.items():
        made[name]["steps"] = steps
    for stage in made["encoders"].values():
        stage["steps"] = 6
    made["tokenizer"]["evaluate_every"] = 1000
    made["sft"] |= {"log_every": 1, "checkpoint_every": 3}
    made["rlvr"] |= {"max_reasoning": 16, "max_seconds": 2.0}
    sizes = {"batch_size": 8, "window": 32, "composites": False, "mirror": False, "threads": 1}
    made["decoder"] = {"steps": 3, "warmup": 1, "slide_weight": 50, "evaluate_every": 1000, **sizes}
    made["evaluation"] = {"limit": 4, "processes": 1}
    return made


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chain's folder, killed while sft trained and then brought to its end."""
    folder = tmp_path_factory.mktemp("anywhere")
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe()))
    (folder / "captions.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(CAPTIONS))
    )
    kill_in_sft(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run(*WORDS) == 2, "a chain is continued only with --resume"
        before = (Path("X/all/tokenizer/checkpoint.pt")).stat().st_mtime_ns
        assert run(*WORDS, "--resume") == 0
        assert Path("X/all/tokenizer/checkpoint.pt").stat().st_mtime_ns == before
    return folder / "X" / "all"


def kill_in_sft(folder: Path) -> None:
    """Run the chain, and SIGKILL it once sft has a checkpoint."""
    command = [sys.executable, "-m", "kinemind.cli.main", *WORDS]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    state = folder / "X" / "all" / "sft" / "checkpoints" / "checkpoint-3" / "trainer_state.json"
    try:
        while process.poll() is None and not state.exists():
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the chain ended before it could be killed"


def lines(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_killed_chain_comes_to_its_end(chained: Path, capsys):
    rows = lines(chained / "stages.jsonl")
    assert list(dict.fromkeys(row["stage"] for row in rows)) == STAGES
    assert [row["finished"] for row in rows if row["stage"] == "sft"] == [False, True]
    assert all(row["finished"] for row in rows if row["stage"] != "sft")
    steps = [
        json.loads(line)["step"] for line in (chained / "sft" / "metrics.jsonl").read_text().splitlines()
    ]
    assert steps == list(range(1, FEWER["sft"] + 1)), "sft went on from its checkpoint"
    assert run("train", "all", "--out-dir", chained.parent, "--summary") == 0
    assert "hours on" in capsys.readouterr().out


def test_every_stage_takes_what_the_earlier_ones_made(chained: Path):
    config = {
        n: yaml.safe_load((chained / n / "config.yaml").read_text()) for n in ("decoder", "sft", "rlvr")
    }
    assert config["decoder"]["decoder_only"] and config["decoder"]["start_from"] == "X/all/tokenizer"
    assert config["sft"]["tokenizer"] == "X/all/decoder"
    assert config["rlvr"]["start_from"] == "X/all/start"
    written = lines(chained / "records" / "records.jsonl")
    bare = [row["caption"] for row in written if not row["motion_tokens"]]
    assert set(CAPTIONS) <= set(bare) and len(bare) < len(written)


def test_the_bundle_holds_all_parts_and_was_evaluated(chained: Path):
    bundle = Bundle.open(chained)
    assert bundle.path == chained / "bundle" and bundle.name == "all"
    assert set(bundle.stated_digests) == {"tokenizer", "policy", "encoders/reward", "encoders/metric"}
    assert bundle.manifest["provenance"]["stage"] == "rlvr"
    for name in ("t2m", "m2t", "tokenizer"):
        report = json.loads((chained / "eval" / f"{name}.json").read_text())
        assert report["bundle"]["digest"] == bundle.digest
        assert "synthetic:40" in report["command"]


def test_a_finished_chain_trains_and_asks_nothing_again(chained: Path, monkeypatch, capsys):
    def again(*_: object, **__: object) -> None:
        raise AssertionError("a finished stage was run again")

    for name in ("train_tokenizer", "train_encoder", "train_sft", "train_rlvr"):
        monkeypatch.setattr(f"kinemind.cli.train_stages.{name}", again)
    monkeypatch.setattr("kinemind.cli.train_evaluation.Asking.run", again)
    monkeypatch.setattr("kinemind.training.chain.pack", again)
    monkeypatch.setattr("kinemind.cli.train_records.usable_records", again)
    monkeypatch.chdir(chained.parents[1])
    count = len(lines(chained / "stages.jsonl"))
    assert run(*WORDS, "--resume") == 0
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("[")]
    assert len(said) == len(STAGES) and all(": done" in line for line in said)
    assert len(lines(chained / "stages.jsonl")) == count


@pytest.mark.parametrize(
    ("section", "change", "said"),
    [
        ("decoder", {"slide_weight": 7}, "decoder was started with another `slide_weight`"),
        ("sft", {"cot": {"rehearsals": 5}}, "records was started with another `cot`"),
        ("rlvr", {"kl_coef": 0.5}, "rlvr was started with another `kl_coef`"),
    ],
)
def test_another_recipe_does_not_slip_under_what_is_done(
    section: str, change: dict, said: str, chained: Path, tmp_path: Path, monkeypatch, capsys
):
    other = recipe()
    other[section] |= change
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other))
    monkeypatch.chdir(chained.parents[1])
    words = [tmp_path / "other.yaml" if word == "recipe.yaml" else word for word in WORDS]
    assert run(*words, "--resume") == 2
    assert said in capsys.readouterr().err


def names(recipe_file: Path, captions: Path | None = None) -> Sequence[str]:
    from kinemind.cli.train_stages import check_recipe, stages_of

    found = whole_recipe(All(config=recipe_file, data="synthetic:40"), captions)
    check_recipe(found, captions)
    return [stage.name for stage in stages_of(found, Path("X"), captions)]


def test_the_recipes_of_the_house_are_whole_chains():
    assert names(RECIPES / "nano.yaml") == [*STAGES, "eval acceptance", "eval multi-step"]
    assert names(RECIPES / "smoke.yaml") == list(STAGES)


def test_every_evaluation_is_a_command_that_there_is():
    from kinemind.cli import eval as command
    from kinemind.cli.main import parse
    from kinemind.cli.train_evaluation import evaluations
    from kinemind.training.config import Evaluation

    wanted = Evaluation(num_repeats=3, limit=None, mm_texts=7, prompt_seeds=2, split="val")
    asked = [stage.run.__self__ for stage in evaluations(wanted, "D", Path("B"), Path("E"))]  # type: ignore[attr-defined]
    parsed = [parse(command.Options, "eval", one._words()[1:]).command for one in asked]
    t2m, m2t, tokenizer, *prompts = parsed
    assert (t2m.num_repeats, t2m.mm_texts, t2m.limit, t2m.split) == (3, 7, None, "val")
    assert (m2t.num_repeats, m2t.split, tokenizer.data) == (3, "val", "D")
    assert [(one.chosen, one.seeds) for one in prompts] == [("acceptance", 2), ("multi-step", 2)]
    assert all(str(one.bundle) == "B" and one.output.parent == Path("E") for one in parsed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sft": None}, "names no sft stage"),
        ({"rlvr": {"start_from": "nano"}}, "leave nano out"),
        ({"tokenizer": {"steps": 3}, "decoder": {}}, "name the training data"),
    ],
)
def test_a_recipe_that_is_no_chain_is_refused_at_once(change: dict, said: str, tmp_path: Path, capsys):
    other = {name: stage for name, stage in {**recipe(), **change}.items() if stage is not None}
    (tmp_path / "other.yaml").write_text(yaml.safe_dump(other))
    assert run("train", "all", "--config", tmp_path / "other.yaml", "--out-dir", tmp_path) == 2
    told = capsys.readouterr().err
    assert said in told.splitlines()[-1] and "Traceback" not in told
    assert not (tmp_path / "all").exists()


def test_the_folder_of_a_single_stage_is_not_taken(tmp_path: Path, capsys):
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "config.yaml").write_text("steps: 3\n")
    assert run("train", "all", "--config", "smoke", "--out-dir", tmp_path, "--resume") == 2
    assert "the run of one stage" in capsys.readouterr().err
