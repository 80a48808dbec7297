"""Reports on val: figures, files, the best weights kept and written, nothing of the training changed."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.language.dialects import Task
from kinemind.language.limits import Limits
from kinemind.language.policy import Policy
from kinemind.rewards.judges import Judges
from kinemind.training.config import LoRA, RLVRStage
from kinemind.training.lora import adapted
from kinemind.training.rlvr import train_rlvr
from kinemind.training.rlvr.drawing import Grammar
from kinemind.training.rlvr.log import metrics_of, said_of
from kinemind.training.rlvr.scoring import Scoring
from kinemind.training.rlvr.watching.answering import answers, untouched
from kinemind.training.rlvr.watching.best import Best, Kept
from kinemind.training.rlvr.watching.caption_figures import caption_figures
from kinemind.training.rlvr.watching.metric_figures import open_judge
from kinemind.training.rlvr.watching.reward_figures import PLAUSIBILITY, reward_figures, selecting
from kinemind.training.rlvr.watching.val import Val, val_of
from tests.training.rlvr.runs import make_recipe, metrics, run
from tests.training.rlvr.tiny import tiny_stage, trained

DATA = "synthetic:160"


@pytest.fixture(scope="module")
def val(bundle: Path) -> Val:
    found = val_of(open_data(DATA), Bundle.open(bundle).motion_tokenizer, 6, 10.0)
    assert found is not None
    return found


def test_the_val_motions_are_the_same_ones_every_time(bundle: Path, val: Val):
    tokenizer = Bundle.open(bundle).motion_tokenizer
    again = val_of(open_data(DATA), tokenizer, 6, 10.0)
    assert again is not None and again.captions == val.captions and again.codes == val.codes
    split = {clip.id for clip in open_data(DATA).clips("val")}
    assert {case.id for case in val.cases} <= split and len(val.cases) == 6
    short = val_of(open_data(DATA), tokenizer, 6, 4.0)
    assert short is not None and max(case.motion.seconds for case in short.cases) <= 4.0
    assert val_of(open_data(DATA), tokenizer, 6, 1.7) is None, "one motion is no val"


def test_a_report_leaves_modes_and_random_numbers_as_they_were():
    model = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Sequential(torch.nn.Dropout(0.5)))
    model.train()
    model[1].eval()
    torch.manual_seed(0), np.random.seed(0), random.seed(0)
    wanted = torch.rand(1), np.random.rand(), random.random()
    torch.manual_seed(0), np.random.seed(0), random.seed(0)
    with untouched(model):
        assert not model[0].training
        torch.rand(3), np.random.rand(), random.random()
        torch.nn.Linear(2, 2)
    assert (torch.rand(1), np.random.rand(), random.random()) == wanted
    assert model.training and model[0].training and not model[1].training and not model[1][0].training


@pytest.mark.parametrize("task", ["t2m", "m2t"])
def test_a_report_draws_as_the_training_does(bundle: Path, val: Val, task: Task):
    policy = Policy.load(bundle / "policy")
    limits = Limits(max_motion=24, max_reasoning=24, max_caption=16)
    prompts = val.prompts(task, policy, Bundle.open(bundle).style)[:3]
    longest = limits.max_new_tokens("morl", task)

    def read(grammar: Grammar | None) -> list[bool]:
        written = answers(policy.model, policy.tokenizer, prompts, task, longest, grammar)
        scoring = Scoring(policy, "morl", limits, Judges(Bundle.open(bundle).motion_tokenizer))
        return [scoring.read(ids, task).ok for ids in written]

    assert not any(read(None)), "an untrained policy writes nothing that can be read"
    assert all(read(Grammar(policy, "morl", limits)))


def test_the_score_is_the_reward_and_plausibility_where_it_is_not_rewarded():
    t2m = {"format": np.array([1.0, -1.0]), PLAUSIBILITY: np.array([0.8, 0.0])}
    m2t = {"format": np.array([1.0, 1.0]), "semantic_alignment": np.array([0.5, np.nan])}
    weights = {"format": 2.0, "semantic_alignment": 4.0}
    figures = reward_figures({"t2m": t2m, "m2t": m2t}, weights)
    assert figures["reward"] == pytest.approx((2.0 - 2.0 + 4.0 + 2.0) / 4)
    assert figures["score"] == pytest.approx((2.0 + 3 * 0.8 - 2.0 + 4.0 + 2.0) / 4)
    assert figures["reward/format"] == 0.5 and figures["reward/semantic_alignment"] == 0.5
    assert selecting({"format": 1.0, PLAUSIBILITY: 0.3}) == {"format": 1.0, PLAUSIBILITY: 0.3}
    assert selecting({"format": 1.0, PLAUSIBILITY: 0.0})[PLAUSIBILITY] == 1.0
    alone = reward_figures({"t2m": t2m, "m2t": {}}, {"format": 2.0})
    assert alone["reward"] == 0.0, "a task that no reward judges does not count"


def test_the_judge_knows_true_motions_from_shuffled_ones(val: Val):
    judge = open_judge(Bundle.open("nano"), val)
    assert judge is not None
    truth = [case.motion for case in val.cases]
    right = judge.of_motions(truth)
    shuffled = judge.of_motions(truth[1:] + truth[:1])
    assert right["fid"] < 1e-3 and right["r_precision_1"] > shuffled["r_precision_1"]
    assert right["matching_score"] < shuffled["matching_score"]
    half = judge.of_motions([*truth[:3], None, None, None])
    assert half["r_precision_3"] <= 0.5, "a caption without a motion was not found"
    assert judge.of_motions([None] * 6) == {}
    said = judge.of_descriptions([caption.text for caption in val.captions])
    assert (
        said["m2t_r_precision_3"]
        == judge.of_descriptions([c.text for c in val.captions])["m2t_r_precision_3"]
    )
    assert judge.truth.keys() >= {"fid_halves", "r_precision_3", "matching_score"}


def test_captions_are_scored_against_the_references(val: Val):
    true = caption_figures(val, [case.captions[0].text for case in val.cases])
    other = caption_figures(val, ["zzz"] * 5 + [""])
    assert true["bleu_4"] == pytest.approx(1.0) and true["cider"] > 1
    assert other["bleu_4"] == 0 and other["cider"] == pytest.approx(0, abs=1e-6)


def test_the_best_weights_are_kept_and_put_back(tmp_path: Path):
    model = torch.nn.Linear(2, 2)
    model.bias.requires_grad_(False)
    best = Best(tmp_path)
    assert best.kept() is None and best.put_back(model) is None
    for step, score, taken in (
        (0, 0.1, True),
        (5, 0.3, True),
        (10, 0.2, False),
        (15, 0.3, False),
        (20, float("nan"), False),
    ):
        with torch.no_grad():
            model.weight.fill_(step)
        assert best.offer(model, step, score) == taken
    assert best.kept() == Kept(5, 0.3)
    with torch.no_grad():
        model.bias.fill_(7.0)
    assert best.put_back(model) == Kept(5, 0.3)
    assert (model.weight == 5).all() and (model.bias == 7).all(), "what does not train is not kept"
    assert best.offer(model, 5, 0.25) and best.kept() == Kept(5, 0.25), "a step that is done again"
    best.path.write_bytes(b"half")
    assert best.kept() is None and best.offer(model, 30, 0.0)


def scored(monkeypatch: pytest.MonkeyPatch, scores: dict[int, float]) -> None:
    """Reports with these scores, whatever the answers are."""
    order = iter(scores.values())
    real = reward_figures

    def figures(*words):
        return {**real(*words), "score": next(order)}

    monkeypatch.setattr("kinemind.training.rlvr.watching.watch.reward_figures", figures)


def odd(ids) -> float:
    return sum(i % 2 for i in ids) / len(ids)


@pytest.mark.parametrize("keep", ["best", "last"])
def test_the_bundle_is_written_from_the_best_report(
    keep: str, bundle: Path, records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    stage = tiny_stage(
        bundle, records, steps=4, data=DATA, training_task="both", report_every=2, report_cases=6, keep=keep,
        max_seconds=4.0, checkpoint_every=2,
    )  # fmt: skip
    scored(monkeypatch, {0: 0.0, 2: 3.0, 4: -1.0})
    folder = tmp_path / "run"
    trained(monkeypatch, stage, folder, format=odd)
    written = load_file(folder / "bundle" / "policy" / "model.safetensors")
    checkpoints = {
        step: load_file(folder / "checkpoints" / f"checkpoint-{step}" / "model.safetensors")
        for step in (2, 4)
    }
    chosen, other = (2, 4) if keep == "best" else (4, 2)
    same = {
        step: all(
            torch.equal(written[name], value.to(written[name].dtype)) for name, value in weights.items()
        )
        for step, weights in checkpoints.items()
    }
    assert same == {chosen: True, other: False}
    assert json.loads((folder / "bundle" / "bundle.json").read_text())["provenance"]["step"] == chosen
    assert ("kept: step 2" in capsys.readouterr().err) == (keep == "best")
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    said = [row for row in rows if "val/reward" in row]
    assert [row["step"] for row in said] == [0, 2, 4]
    assert all({"val/parse_rate", "val/reward/format", "val/score"} <= row.keys() for row in said)
    page = json.loads((folder / "reports" / "step-00002.json").read_text())
    assert len(page["answers"]) == 10 and page["figures"]["score"] == 3.0 and page["chosen"]
    assert (folder / "reports" / "step-00002.md").is_file() and (
        folder / "reports" / "step-00002.png"
    ).is_file()


def test_one_of_two_processes_reports_and_the_other_waits(bundle: Path, records: Path, tmp_path: Path):
    stage = tiny_stage(
        bundle, records, steps=1, data=DATA, report_every=1, report_cases=4, max_seconds=4.0, max_reasoning=4
    )
    words = ["train", "rlvr", "--config", make_recipe(tmp_path, stage), "--out-dir", tmp_path]
    done = run([*words, "--exp-name", "two"], 2)
    assert done.returncode == 0, done.stderr[-3000:]
    assert [done.stderr.count(f"val at step {step}:") for step in (0, 1)] == [1, 1]
    assert [row["step"] for row in metrics(tmp_path / "two") if "val/score" in row] == [0, 1]
    assert done.stderr.count("kept: step") == 1


def test_without_val_the_last_weights_are_written_and_a_line_says_why(
    bundle: Path, records: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    train_rlvr(tiny_stage(bundle, records, steps=1, report_every=1), tmp_path / "run")
    assert "no reports: they need val motions" in capsys.readouterr().err
    assert not (tmp_path / "run" / "best").exists() and (tmp_path / "run" / "bundle").is_dir()


def test_the_log_line_says_what_matters():
    logs = {
        "loss": 0.1, "reward": 1.5, "rewards/format/mean": 0.25, "kl": 0.01, "clip_ratio/region_mean": 0.02,
        "completions/mean_length": 80.0, "parse_rate": 0.5,
    }  # fmt: skip
    said = said_of(metrics_of(logs))
    assert said == "reward 1.50 (format 0.25)  kl 0.0100  clipped 2.0%  length 80  parsed 50%"


def test_adapters_and_the_embeddings_they_train_are_kept(bundle: Path, tmp_path: Path):
    policy = Bundle.open(bundle).policy("cpu")
    model = adapted(policy.model, LoRA(rank=2))
    trained_ones = {name for name, weight in model.named_parameters() if weight.requires_grad}
    assert any("lora_A" in name for name in trained_ones) and any("embed_tokens" in n for n in trained_ones)
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    Best(tmp_path).offer(model, 3, 0.5)
    assert set(load_file(tmp_path / "best" / "policy.safetensors")) == trained_ones
    with torch.no_grad():
        for weight in model.parameters():
            weight += 1
    assert Best(tmp_path).put_back(model) == Kept(3, 0.5)
    for name, weight in model.named_parameters():
        assert torch.equal(weight, before[name]) == (name in trained_ones), name


def test_reports_are_off_unless_asked_for():
    assert RLVRStage().report_every == 0 and RLVRStage().keep == "best"
