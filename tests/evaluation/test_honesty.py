"""The metric encoder judges and nothing else: no way of the source leads there, and no result needs it."""

import json
import shutil
import sys
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
import torch
import yaml
from safetensors.torch import load_file

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.evaluation.metric_encoder import FOLDER, metric_encoder
from kinemind.evaluation.protocols import protocol_named
from kinemind.evaluation.report import Report, report_text
from kinemind.evaluation.t2m import Settings, evaluate_t2m
from kinemind.generation import load
from kinemind.training.config import RLVRStage
from kinemind.training.rlvr import train_rlvr
from tests.encoders.contrastive.tiny import tiny_encoder
from tests.evaluation import reaching
from tests.evaluation.reaching import sources, violations
from tests.training.rlvr.tiny import give_toys
from tests.training.tiny import TINY, run

# one module each of what may not reach it; those that a later issue adds are held to it as they come
GUARDED = (
    "generation",
    "planning",
    "language.policy",
    "training.sft",
    "training.encoders",
    "rewards.reasoning_coherence",
    "training.rlvr.scoring",
    "bundle",
    "cot.trace",
)


def test_no_module_reaches_the_metric_encoder():
    modules = sources()
    assert {f"kinemind.{name}" for name in GUARDED} | reaching.DOORS <= set(modules)
    assert not violations(modules)


REWARD = "kinemind.rewards.semantic"
ENCODER = "from kinemind.encoders.contrastive.motion_text import MotionTextEncoder"
PLANTED = {
    "a reward that imports the door": (
        REWARD, "from kinemind.evaluation.metric_encoder import metric_encoder", "imports"
    ),
    "an import inside a function": (
        "kinemind.chain_of_motion",
        "def score():\n    from kinemind.evaluation.evaluators import open_evaluator",
        "imports",
    ),
    "an import by its package": (
        REWARD, "from kinemind.evaluation import metric_encoder as judge", "imports"
    ),
    "an import by a string": (
        "kinemind.planning",
        "import importlib\nm = importlib.import_module('kinemind.evaluation.metric_encoder')",
        "imports",
    ),
    "an import that is relative": (
        "kinemind.training.grpo", "from ..evaluation import evaluators", "imports"
    ),
    "an import by way of evaluation": (
        REWARD, "from kinemind.evaluation.t2m import evaluate_t2m", "reaches"
    ),
    "an import by way of an honest face": (
        "kinemind.generation", f"import {REWARD}", "kinemind.generation reaches"
    ),
    "a training that evaluates with what is not listed": (
        "kinemind.training.grpo", "from kinemind.evaluation.pools import SIZE", "imports SIZE"
    ),
    "a training that takes a whole module": (
        "kinemind.training.grpo", "import kinemind.evaluation.pools", "imports all"
    ),
    "a folder that is named": (
        REWARD, "def f(bundle):\n    return bundle.path / 'encoders/metric'", "names the folder"
    ),
    "a folder in pieces": (
        "kinemind.generation",
        "def f(path):\n    return path / 'encoders' / ('met' + 'ric')",
        "names the folder",
    ),
    "a role that is named": (REWARD, "ROLE = 'metric'", "names the role"),
    "a role that is computed": (
        REWARD, f"{ENCODER} as M\ndef f(folder, role):\n    return M.load(folder, role)", "another role"
    ),
    "a role by keyword": (
        REWARD,
        "from kinemind.encoders.contrastive import motion_text\n"
        "e = motion_text.MotionTextEncoder.load(folder='x', role=chr(109) + 'etric')",
        "another role",
    ),
    "a loader that is passed on": (REWARD, f"{ENCODER}\nopened = MotionTextEncoder.load", "passes"),
    "a loader got by name": (REWARD, f"{ENCODER}\nf = getattr(MotionTextEncoder, 'load')", "by name"),
    "a class by another name": (REWARD, f"{ENCODER}\nE = MotionTextEncoder", "another name"),
    "an evaluation that opens it beside the door": (
        "kinemind.evaluation.plans", f"{ENCODER}\ne = MotionTextEncoder.load('x', 'metric')", "another role"
    ),
    "a packing that scores": (
        "kinemind.bundle_packing", "def f(encoder, texts):\n    return encoder.embed_texts(texts)", "embeds"
    ),
    "a training that opens the door beside its reporter": (
        "kinemind.training.rlvr.scoring",
        "from kinemind.evaluation.metric_encoder import metric_encoder",
        "imports kinemind.evaluation.metric_encoder",
    ),
    "a reporter that opens more than the door": (
        reaching.REPORTER, "from kinemind.evaluation.evaluators import open_evaluator", "imports"
    ),
    "a training that asks the reporter": (
        "kinemind.training.rlvr.scoring",
        "from kinemind.training.rlvr.watching.metric_figures import open_judge",
        "imports kinemind.training.rlvr.watching.metric_figures",
    ),
    "a choice of the best that asks the reporter": (
        "kinemind.training.rlvr.watching.best",
        "from kinemind.training.rlvr.watching import metric_figures",
        "imports kinemind.training.rlvr.watching.metric_figures",
    ),
    "a reward that packs": (REWARD, "from kinemind.bundle_packing import pack", "imports"),
}  # fmt: skip


@pytest.mark.parametrize("plan", PLANTED)
def test_a_planted_violation_is_found(plan: str):
    module, text, said = PLANTED[plan]
    modules = {"kinemind.rewards": "", **sources(), module: text}
    if "honest face" in plan:
        modules["kinemind.rewards.semantic"] = "from kinemind.evaluation.t2m import evaluate_t2m"
    found = violations(modules)
    assert any(module in one and said in one for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        '"""Nothing here asks encoders/metric."""\nfrom kinemind.bundle import Bundle\n'
        "def f(place):\n    return Bundle.open(place).reward_encoder",
        "from kinemind.encoders.contrastive.motion_text import MotionTextEncoder\n"
        "def f(folder):\n    return MotionTextEncoder.load(folder, 'reward')",
        "METRICS = {'metrics/fid': 'metrical'}",
    ],
)
def test_an_honest_reward_is_let_through(text: str):
    assert not violations({**sources(), "kinemind.rewards": "", "kinemind.rewards.semantic": text})


def test_a_run_may_report_what_evaluation_found_through_a_listed_function(monkeypatch):
    entry = ("kinemind.evaluation.t2m", "evaluate_t2m")
    text = "from kinemind.evaluation.t2m import evaluate_t2m"
    modules = {**sources(), "kinemind.training.reporting": text}
    assert violations(modules)
    monkeypatch.setattr(reaching, "TRAINING_MAY_IMPORT", reaching.TRAINING_MAY_IMPORT | {entry})
    assert violations(modules)
    monkeypatch.setattr(reaching, "REPORTING", reaching.REPORTING | {entry})
    assert not violations(modules)


OPENED: list[str] = []
WATCHED: list[bool] = []


def _watch(event: str, arguments: tuple) -> None:
    if WATCHED and event == "open" and FOLDER in str(arguments[0]).replace("\\", "/"):
        OPENED.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.fixture
def watched(monkeypatch):
    """Loading the metric encoder fails, and every opening of a file of its folder is written down."""
    load_it = MotionTextEncoder.load.__func__  # type: ignore[attr-defined]

    def guarded(cls, folder, role):
        assert role != "metric", "the metric encoder was asked for"
        return load_it(cls, folder, role)

    OPENED.clear()
    with monkeypatch.context() as patch:
        patch.setattr(MotionTextEncoder, "load", classmethod(guarded))
        WATCHED.append(True)
        yield OPENED
        WATCHED.clear()


@pytest.fixture(scope="module")
def bundles(tiny_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tiny bundle with both encoders, and again with garbage for the metric encoder."""
    folder = tmp_path_factory.mktemp("bundles")
    for role in ("reward", "metric"):
        tiny_encoder(role).save(folder / role)  # type: ignore[arg-type]
    found = {}
    for name in ("whole", "garbage"):
        words = ["--reward", folder / "reward", "--metric", folder / "metric", "--name", "one"]
        assert run("bundle", "pack", "-o", folder / name, "--from", tiny_runs / "sft" / "bundle", *words) == 0
        found[name] = folder / name
    for file in (found["garbage"] / FOLDER).iterdir():
        file.write_bytes(b"\0garbage\xff" * 100)
    return found


def answers(bundle: Path) -> tuple:
    """What generation and captioning give: tokens, reasoning, text."""
    model = load(bundle, "cpu")
    takes = model.generate_many(["a person jumps", "walk, then turn left"], [0, 5], max_seconds=3.0)
    description = model.caption(takes[0].motion, 2)
    return [(take.motion_tokens, take.reasoning) for take in takes], description


def test_generation_and_captions_need_no_metric_encoder(bundles: dict[str, Path], watched: list[str]):
    assert answers(bundles["whole"]) == answers(bundles["garbage"])
    assert Bundle.open(bundles["garbage"]).reward_encoder.embed_texts(["jump"]).shape[0] == 1
    assert not watched


def test_training_needs_no_metric_encoder(
    bundles: dict[str, Path], tiny_data: Path, tmp_path: Path, watched: list[str]
):
    recipe = {"sft": {**TINY["sft"], "steps": 2, "checkpoint_every": 2, "log_every": 1}}
    (tmp_path / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    weights = {}
    for name, bundle in bundles.items():
        words = ["--config", tmp_path / "recipe.yaml", "--data", tiny_data, "--out-dir", tmp_path]
        words += ["--exp-name", name, "--start-from", bundle, "--tokenizer", bundle]
        assert run("train", "sft", *words) == 0
        weights[name] = load_file(tmp_path / name / "bundle" / "policy" / "model.safetensors")
    assert weights["whole"].keys() == weights["garbage"].keys()
    assert all(torch.equal(value, weights["garbage"][key]) for key, value in weights["whole"].items())
    assert not watched


def shaky(bundle: Path, folder: Path) -> Path:
    """A copy whose policy has dropout: its training depends on every random number that is drawn."""
    shutil.copytree(bundle, folder)
    config = json.loads((folder / "policy" / "config.json").read_text())
    (folder / "policy" / "config.json").write_text(json.dumps({**config, "attention_dropout": 0.5}))
    manifest = json.loads((folder / "bundle.json").read_text())
    (folder / "bundle.json").write_text(json.dumps({**manifest, "digests": {}}))
    return folder


def rlvr(bundle: Path, records: Path, folder: Path, **changes: object) -> dict[str, torch.Tensor]:
    """The trained weights; a toy reward has something to teach to a policy that nobody can read."""
    stage = RLVRStage(
        start_from=str(bundle), data="synthetic:160", cot_train_jsonl=str(records), steps=2,
        prompts=2, group_size=4, rewards={"format": 1.0, "motion_similarity": 0.5}, learning_rate=1e-2,
        warmup=0, max_reasoning=8, max_seconds=4.0, threads=1, log_every=1, checkpoint_every=100,
        report_cases=6, keep="last", max_grad_norm=1.0, trackers=[], **changes,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        give_toys(patch.setattr, {"format": lambda ids: sum(i % 2 for i in ids) / len(ids)})
        train_rlvr(stage, folder)
    return load_file(folder / "bundle" / "policy" / "model.safetensors")


def logged(folder: Path, val: bool) -> list[dict[str, float]]:
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    chosen = [row for row in rows if any(name.startswith("val/") for name in row) == val]
    return [{k: v for k, v in row.items() if k != "step_seconds"} for row in chosen]


def test_reports_on_val_and_what_judges_them_change_nothing_of_the_training(
    bundles: dict[str, Path], tiny_runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    records = tiny_runs / "sft" / "cot.jsonl"
    starts = {name: shaky(path, tmp_path / name) for name, path in bundles.items()}
    OPENED.clear()
    WATCHED.append(True)
    silent = rlvr(starts["garbage"], records, tmp_path / "silent")
    WATCHED.clear()
    assert not OPENED, "a run without reports opens no metric encoder"
    start = load_file(starts["whole"] / "policy" / "model.safetensors")
    assert not all(torch.equal(silent[key], value) for key, value in start.items()), "something was learnt"
    for name, bundle in starts.items():
        told = rlvr(bundle, records, tmp_path / f"told-{name}", report_every=1)
        assert all(torch.equal(told[key], value) for key, value in silent.items()), name
        assert logged(tmp_path / f"told-{name}", val=False) == logged(tmp_path / "silent", val=False)
        said = logged(tmp_path / f"told-{name}", val=True)
        assert [row["step"] for row in said] == [0, 1, 2] and "val/score" in said[0]
    assert "reports without R-Precision and FID" in capsys.readouterr().err


def test_the_watch_would_see_it(bundles: dict[str, Path], watched: list[str]):
    with pytest.raises(AssertionError, match="asked for"):
        metric_encoder(Bundle.open(bundles["whole"]))
    (bundles["whole"] / FOLDER / "config.json").read_text()
    assert len(watched) == 1 and watched[0].endswith("config.json")


def test_a_report_says_where_its_figures_come_from():
    named = {"bundle", "data", "seed", "protocol", "command", "evaluator"}
    optional = {
        f.name for f in fields(Report) if f.default is not MISSING or f.default_factory is not MISSING
    }
    assert not named & optional and named <= {f.name for f in fields(Report)}


def test_an_evaluation_states_its_origin_and_repeats_itself(
    bundles: dict[str, Path], tiny_data: Path, tmp_path: Path
):
    bundle, corpus = Bundle.open(bundles["whole"]), open_data(str(tiny_data))
    settings = Settings(seed=3, num_repeats=2, mm_texts=2, mm_samples=2, limit=6, plan_drafts=0)
    texts = []
    for name in ("first", "second"):
        outcome = evaluate_t2m(
            bundle, corpus, protocol_named("bench"), settings, tmp_path / name, "kinemind eval t2m --seed 3"
        )
        texts.append(report_text(outcome.report))
    assert texts[0] == texts[1]
    said = json.loads(texts[0])
    assert said["bundle"]["digest"] == bundle.digest and said["evaluator"]["digest"]
    assert said["data"]["content_hash"] == corpus.content_hash and said["data"]["split"] == "test"
    assert (said["seed"], said["protocol"]) == (3, "bench")
    assert said["command"] == "kinemind eval t2m --seed 3"
    assert {"generated", "ground_truth", "random", "reconstruction"} <= set(said["rows"])
