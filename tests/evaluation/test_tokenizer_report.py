"""The report of a motion tokenizer: rows, parts, intervals, and stores of published data sets."""

import dataclasses
import json
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.bundle import EMBEDDED, Bundle
from kinemind.corpora import Caption, Clip, Composite, CompositePart, Corpus, open_data, synthetic
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.evaluation import tokenizer_report
from kinemind.evaluation.cases import Case
from kinemind.evaluation.comparing import over_frames
from kinemind.evaluation.metric_encoder import FOLDER
from kinemind.evaluation.reconstruction import reconstruction_figures
from kinemind.evaluation.report import estimate
from kinemind.evaluation.tokenizer_report import (
    Outcome,
    Subject,
    evaluate_tokenizer,
    open_subject,
    others,
)
from kinemind.features import HUMANML263, KIT251, FeatureLayout, encode, encode_many
from kinemind.features.normalisation import measure_normalisation
from kinemind.metrics.fid import fid
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from kinemind.tokenizer import VQVAE, MotionTokenizer, VQVAEConfig
from tests.corpora.published import (
    annotation,
    entry,
    kit_joints,
    label,
    publish_amass,
    publish_babel,
    publish_features,
)
from tests.encoders.contrastive.tiny import tiny_encoder
from tests.training.tiny import run

NAMES = ("bow", "kick-left", "turn-left", "walk-forward", "squat", "jump")
ERRORS = ("mpjpe_mm", "root_error_mm")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Six clips of different lengths and four recipes of them; a seventh is too short to be tokenized."""
    clips = [
        Clip(id=name, motion=synthetic.perform(name, seed=k), captions=(Caption(name),), split="test")
        for k, name in enumerate(NAMES)
    ]
    lengths = {clip.id: clip.num_frames for clip in clips}
    short = Clip(id="short", motion=clips[0].motion[:10], captions=(), split="test")
    recipes = []
    for k in range(4):
        ids = (clips[k].id, clips[k + 1].id)
        parts = tuple(CompositePart(i, 0, lengths[i], i) for i in ids)
        total = sum(lengths[i] for i in ids)
        recipes.append(Composite(f"r{k}", "test", parts, total, (" then ".join(ids),)))
    return Corpus("mine", Path(), (*clips, short), tuple(recipes))


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded tokenizer with an untrained metric encoder beside it; no policy."""
    folder = tmp_path_factory.mktemp("bundles") / "judged"
    shutil.copytree(EMBEDDED / "nano" / "tokenizer", folder / "tokenizer")
    manifest = json.loads((EMBEDDED / "nano" / "bundle.json").read_text())
    del manifest["digests"]  # the parts are others
    (folder / "bundle.json").write_text(json.dumps(manifest))
    (folder / "policy").mkdir()
    tiny_encoder("metric").save(folder / FOLDER)
    return folder


def _tokenizer_run(folder: Path, layout: FeatureLayout, features: list[np.ndarray]) -> Path:
    """A run folder with an untrained tokenizer."""
    torch.manual_seed(0)
    model = VQVAE(VQVAEConfig(num_codes=16, num_quantizers=2, code_dim=8, width=16, depth=1), layout.size)
    model.quantizer.codebooks.normal_()
    normalisation = measure_normalisation([np.asarray(f, np.float32) for f in features], layout)
    MotionTokenizer(model.eval(), normalisation, layout).save(folder / "tokenizer")
    return folder


@pytest.fixture(scope="module")
def outcome(corpus: Corpus, bundle: Path) -> Outcome:
    return evaluate_tokenizer(open_subject(str(bundle)), corpus, "test", 0, "command")


def test_rows_and_parts(outcome: Outcome, corpus: Corpus, bundle: Path) -> None:
    report = outcome.report
    assert list(report.ordered_rows()) == ["reconstruction", "ground_truth", "random"]
    assert report.settings["kinds"] == {"single": 6, "composite": 4} and report.data.cases == 10
    assert report.bundle.digest == Bundle.open(bundle).digest and report.evaluator is not None
    assert report.evaluator.name.startswith(Bundle.open(bundle).name)
    assert any("1 motions are left out" in note for note in report.notes)
    ours, truth, random = (report.rows[row] for row in ("reconstruction", "ground_truth", "random"))
    for part in ("", "_singles", "_composites"):
        for name in ERRORS:
            assert truth[name + part].mean == 0.0 == truth[name + part].ci95
            assert 0 < ours[name + part].mean < random[name + part].mean
            assert ours[name + part].ci95 > 0
        assert truth[f"fid{part}"].mean < 1e-9 < ours[f"fid{part}"].mean and ours[f"fid{part}"].ci95 == 0
        assert 0 < ours[f"codes_used{part}"].mean <= 1 and f"codes_used{part}" not in random
        assert ours[f"perplexity{part}"].ci95 == 0 and truth[f"fid_halves{part}"].mean > 0
        for name in ("foot_slide_mm_per_frame", "float_ratio", "penetration_mm", "jerk", "bone_drift"):
            assert all(name + part in row for row in (ours, truth, random))
    text = json.dumps(report.to_json())
    assert "Infinity" not in text and "NaN" not in text


def test_the_singles_are_what_training_logs(outcome: Outcome, corpus: Corpus, bundle: Path) -> None:
    tokenizer = open_subject(str(bundle)).tokenizer
    features = encode_many([c.motion.joints for c in corpus.clips("test") if c.id != "short"])
    logged = reconstruction_figures(tokenizer, features)
    found = outcome.report.rows["reconstruction"]
    for name in (*ERRORS, "codes_used", "perplexity", "foot_slide_mm_per_frame"):
        assert found[f"{name}_singles"].mean == pytest.approx(logged[name], rel=1e-5)
    truth = outcome.report.rows["ground_truth"]["foot_slide_mm_per_frame_singles"].mean
    assert truth == pytest.approx(logged["foot_slide_mm_per_frame_ground_truth"], rel=1e-5)
    encoder = MotionTextEncoder.load(bundle / FOLDER, "metric")
    vectors = encoder.embed_features([tokenizer.reconstruct(f) for f in features])
    assert found["fid_singles"].mean == pytest.approx(fid(vectors, encoder.embed_features(features)))


def test_the_seed_draws_the_random_row_alone(outcome: Outcome, corpus: Corpus, bundle: Path) -> None:
    again, other = (
        evaluate_tokenizer(open_subject(str(bundle)), corpus, "test", seed, "command") for seed in (0, 1)
    )
    assert again.report.to_json() == outcome.report.to_json()
    assert other.report.rows["reconstruction"] == outcome.report.rows["reconstruction"]
    assert other.report.rows["random"] != outcome.report.rows["random"]


def test_samples_and_distributions(outcome: Outcome) -> None:
    errors = [s.figures["mpjpe_mm"] for s in outcome.samples]
    assert errors == sorted(errors) and len(errors) == 9
    assert [s.section for s in outcome.samples[::3]] == ["Best", "Median", "Worst"]
    assert all(len(values) == 10 for rows in outcome.distributions.values() for values in rows.values())
    assert set(outcome.distributions["jerk"]) == {"reconstruction", "ground_truth"}
    assert set(outcome.distributions["mpjpe_mm"]) == {"reconstruction", "random"}


def test_over_frames_is_the_mean_of_frames_with_an_interval_over_motions(rng: np.random.Generator) -> None:
    alike = [rng.gamma(2.0, 10.0) + rng.normal(size=20) for _ in range(40)]
    found = over_frames(alike)
    assert found.mean == pytest.approx(np.concatenate(alike).mean())
    assert found.ci95 == pytest.approx(estimate([a.mean() for a in alike]).ci95)
    # motions of different lengths, the long ones worse: against the jackknife
    motions = [np.full(n, float(n)) + rng.normal(size=n) for n in rng.integers(5, 100, 200)]
    found = over_frames(motions)
    assert found.mean == pytest.approx(np.concatenate(motions).mean())
    without = [np.concatenate(motions[:k] + motions[k + 1 :]).mean() for k in range(len(motions))]
    jackknife = np.sqrt(np.var(without) * (len(motions) - 1))
    assert found.ci95 == pytest.approx(1.96 * jackknife, rel=0.03)
    assert abs(found.ci95 / estimate([m.mean() for m in motions]).ci95 - 1) > 0.1


def test_another_motion_is_of_the_kind_and_long_enough(rng: np.random.Generator) -> None:
    still = Motion(np.zeros((20, 22, 3)) + rng.normal(0, 0.1, (20, 22, 3)), 20.0)
    kinds = ["single"] * 5 + ["composite"] * 3 + ["sequence"]
    lengths = [30, 20, 25, 40, 20, 60, 50, 70, 90]
    cases = [Case(str(k), still, (), (k,), kind) for k, kind in enumerate(kinds)]
    drawn = np.array([others(cases, lengths, rng) for _ in range(40)])
    for place, kind in enumerate(kinds[:-1]):
        found = set(drawn[:, place].tolist())
        assert place not in found and {kinds[k] for k in found} == {kind}
        if place not in (3, 7):  # the longest of their kinds
            assert all(lengths[k] >= lengths[place] for k in found)
    assert set(drawn[:, 3].tolist()) == {0} and set(drawn[:, 7].tolist()) == {5}
    assert set(drawn[:, 8].tolist()) == {7}  # the only one of its kind: the longest of all others
    assert set(drawn[:, 1].tolist()) == {0, 2, 3, 4}


def test_without_a_metric_encoder_fid_is_left_out(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenizer_report, "FOLDER", "encoders/none")
    report = evaluate_tokenizer(open_subject("nano"), corpus, "test", 0, "command").report
    assert report.evaluator is None and not any("fid" in name for row in report.rows.values() for name in row)
    assert any(note.startswith("no FID: neither") for note in report.notes)


def test_a_broken_metric_encoder_is_no_missing_one(corpus: Corpus, bundle: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(bundle, tmp_path / "broken")
    (broken / FOLDER / "model.safetensors").write_bytes(b"")
    with pytest.raises(InputError, match="no readable"):
        evaluate_tokenizer(open_subject(str(broken)), corpus, "test", 0, "command")


def test_too_few_motions_and_unknown_splits(corpus: Corpus, bundle: Path) -> None:
    subject = open_subject(str(bundle))
    with pytest.raises(InputError, match="0 motions of 16 frames"):
        evaluate_tokenizer(subject, corpus, "val", 0, "command")
    two = dataclasses.replace(corpus, all_clips=corpus.all_clips[:2], all_composites=())
    rows = evaluate_tokenizer(subject, two, "test", 0, "command").report.rows
    assert "fid" in rows["random"] and "fid_halves" not in rows["ground_truth"]


def test_kitml_and_a_tokenizer_of_its_skeleton(
    tmp_path: Path, rng: np.random.Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    vectors = {f"0000{i}": np.asarray(encode(kit_joints(24 + 8 * i, rng), KIT21)) for i in range(4)}
    root = publish_features(
        tmp_path / "KIT-ML", KIT251, vectors, {"train": [], "val": [], "test": [*vectors]}
    )
    store = tmp_path / "store"
    assert run("data", "import", "kitml", root, "-o", store) == 0
    made = _tokenizer_run(tmp_path / "kit-tokenizer", KIT251, list(vectors.values()))
    capsys.readouterr()
    assert run("eval", "tokenizer", "--data", store, "--bundle", made) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["bundle"]["name"] == "kit-tokenizer" and report["data"]["cases"] == 4
    ours, random = report["rows"]["reconstruction"], report["rows"]["random"]
    assert ours["mpjpe_mm"]["mean"] > 0 and "mpjpe_mm_singles" not in ours
    # every figure glides alike, 30 mm a frame: what is left is the unsteadiness, in millimetres
    assert 0 < random["mpjpe_mm"]["mean"] < 10
    assert "fid" not in ours and any("no FID" in note for note in report["notes"])
    assert run("eval", "tokenizer", "--data", store) == 2
    assert "reads humanml22 motions" in capsys.readouterr().err


def test_humanml3d_and_the_files_of_a_report(tmp_path: Path, bundle: Path) -> None:
    vectors = {
        f"00000{k}": np.asarray(encode(synthetic.perform(name, seed=k).joints))
        for k, name in enumerate(NAMES[:4])
    }
    lists = {"train": [], "val": [], "test": [*vectors]}
    root = publish_features(tmp_path / "HumanML3D", HUMANML263, vectors, lists)
    assert run("data", "import", "humanml3d", root, "-o", tmp_path / "store") == 0
    path = tmp_path / "out" / "report.json"
    assert run("eval", "tokenizer", "--data", tmp_path / "store", "--bundle", bundle, "-o", path) == 0
    report = json.loads(path.read_text())
    assert report["data"]["name"] == "humanml3d" and "fid" in report["rows"]["reconstruction"]
    assert shlex.split(report["command"]) == [
        *("kinemind", "eval", "tokenizer", "--data", str(tmp_path / "store"), "--bundle", str(bundle)),
        *("--split", "test", "--seed", "0"),
    ]
    page = path.with_suffix(".md").read_text()
    assert "MPJPE (mm)" in page and "report.png" in page
    assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_babel(tmp_path: Path) -> None:
    walk, bow = "CMU/CMU/141/141_05_poses.npz", "KIT/KIT/3/bow_poses.npz"
    rows = []
    for sid, (path, name) in enumerate(((walk, "walk-forward"), (bow, "bow"))):
        motion = synthetic.perform(name, seed=1)
        publish_amass(tmp_path / "BABEL" / "AMASS" / path, motion, 60.0)
        seen = annotation(label(name))
        rows.append(entry(sid, path, motion.seconds, seq_ann=seen, frame_ann=None))
    root, store = publish_babel(tmp_path / "BABEL", val=rows), tmp_path / "store"
    assert run("data", "import", "babel", root, "-o", store) == 0
    corpus = open_data(store)
    report = evaluate_tokenizer(open_subject("nano"), corpus, "val", 0, "command").report
    assert report.data.name == "babel" and report.data.cases == 2
    assert 0 < report.rows["reconstruction"]["mpjpe_mm"].mean < report.rows["random"]["mpjpe_mm"].mean


def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, tiny_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, said in (
        (("-o", tmp_path / "report.txt"), "ends in .json"),
        (("--seed", -1), "--seed is 0 or more"),
        (("--bundle", tmp_path), "there is no bundle"),
    ):
        assert run("eval", "tokenizer", "--data", tiny_data, *words) == 2
        assert said in capsys.readouterr().err


def test_a_bundle_is_not_taken_for_a_run_folder(bundle: Path, tmp_path: Path) -> None:
    assert open_subject("nano").bundle is not None and open_subject(str(bundle)).bundle is not None
    features = [encode(synthetic.perform("bow", seed=0).joints)]
    subject = open_subject(str(_tokenizer_run(tmp_path / "mine", HUMANML263, features)))
    assert isinstance(subject, Subject) and subject.bundle is None and subject.weights.name == "mine"
    assert len(subject.weights.digest) == 64
