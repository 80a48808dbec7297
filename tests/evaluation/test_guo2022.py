"""P1 (`guo2022`) from the published files to the report: miniature data, random weights, a tiny bundle."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from kinemind.bundle import Bundle
from kinemind.corpora import Caption, open_data, synthetic
from kinemind.errors import InputError
from kinemind.evaluation.cases import guo2022_cases
from kinemind.evaluation.evaluators import open_evaluator
from kinemind.evaluation.t2m import chosen_captions
from kinemind.features import HUMANML263, KIT251, encode
from tests.corpora.published import kit_joints, publish_features
from tests.encoders.guo2022.conftest import random_checkpoint, write_glove
from tests.encoders.guo2022.public_forward import motion_embeddings, text_embeddings
from tests.encoders.guo2022.public_inputs import public_inputs
from tests.training.tiny import run

TEST, TRAIN = 36, 6
TEXTS = [
    "a person walks forward.#a/DET person/NOUN walk/VERB forward/ADV#0.0#0.0",
    "the man turns to his left slowly#the/DET man/NOUN turn/VERB to/ADP his/PRON left/ADJ slowly/ADV#0.0#0.0",
    "a person runs in a circle#a/DET person/NOUN run/VERB in/ADP a/DET circle/NOUN#0.0#0.0",
    "the person kicks and then stands up#"
    "the/DET person/NOUN kick/VERB and/CCONJ then/ADV stand/VERB up/ADP#0.0#0.0",
    "a man jumps over something quickly#a/DET man/NOUN jump/VERB over/ADP something/PRON quickly/ADV#0.0#0.0",
]
REPEATS = 2
Evaluate = Callable[..., tuple[int, dict[str, Any]]]


def _assets(folder: Path, asset: str, kind: str, size: int) -> dict[str, Any]:
    """The layout of `kinemind assets fetch`; returns the checkpoint."""
    checkpoint = random_checkpoint(size)
    place = folder / asset / kind / "text_mot_match" / "model"
    place.mkdir(parents=True)
    torch.save(checkpoint, place / "finest.tar")
    rng = np.random.default_rng(3)
    np.save(folder / asset / "mean.npy", rng.normal(0, 0.1, size))
    np.save(folder / asset / "std.npy", rng.uniform(0.3, 1.0, size))
    return checkpoint


@pytest.fixture(scope="module")
def assets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("assets")
    checkpoint = _assets(folder, "guo2022-humanml3d", "t2m", 263)
    write_glove(folder / "guo2022-glove")
    return folder, checkpoint


@pytest.fixture(scope="module")
def humanml3d(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """HumanML3D as published, 36 test clips of 40 to 75 frames, and the store imported from it."""
    folder = tmp_path_factory.mktemp("humanml3d")
    names = [f"{number:06d}" for number in range(TEST + TRAIN)]
    many = np.concatenate([synthetic.clip(number, seed=4).motion.joints for number in range(12)])
    vectors = {}
    for number, name in enumerate(names):
        first, length = 11 * number, 40 + number % 42
        vectors[name] = np.asarray(encode(many[first : first + length + 1].astype(np.float64)))
    texts = {
        name: [TEXTS[n % 5], TEXTS[(n + 2) % 5], TEXTS[n % 3]][: 1 + n % 3] for n, name in enumerate(names)
    }
    lists = {"train": names[TEST:], "val": [], "test": names[:TEST]}
    root = publish_features(folder / "HumanML3D", HUMANML263, vectors, lists, texts)
    assert run("data", "import", "humanml3d", root, "-o", folder / "store") == 0
    return root, folder / "store"


@pytest.fixture(scope="module")
def evaluate(humanml3d: tuple[Path, Path], assets: tuple[Path, dict[str, Any]], tiny_runs: Path) -> Evaluate:
    """Runs the command; the exit code and, where it wrote one, the report."""

    def run_it(report: Path, store: Path = humanml3d[1], place: Path = assets[0]) -> tuple[int, Any]:
        words = ["--data", store, "--bundle", tiny_runs / "sft" / "bundle", "--protocol", "auto"]
        words += ["--num-repeats", REPEATS, "--mm-texts", 4, "--mm-samples", 3, "--plan-drafts", 0]
        code = run("eval", "t2m", *words, "--processes", 1, "--assets", place, "-o", report)
        return code, json.loads(report.read_text()) if report.exists() else None

    return run_it


@pytest.fixture(scope="module")
def report(evaluate: Evaluate, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "report.json"
    code, _ = evaluate(place)
    assert code == 0
    return place


def test_the_report_has_all_rows_and_figures(report: Path) -> None:
    found = json.loads(report.read_text())
    assert found["protocol"] == "guo2022" and found["data"]["name"] == "humanml3d"
    assert found["data"]["cases"] == TEST and found["num_repeats"] == REPEATS
    assert found["evaluator"]["name"] == "guo2022-t2m" and len(found["evaluator"]["digest"]) == 64
    assert set(found["rows"]) >= {"generated", "ground_truth", "reconstruction", "random"}
    for name, row in found["rows"].items():
        figures = {key: one["mean"] for key, one in row.items()}
        ranks = [figures[f"r_precision_{k}"] for k in (1, 2, 3)]
        assert 0 <= ranks[0] <= ranks[1] <= ranks[2] <= 1
        assert figures["matching_score"] > 0 and figures["diversity"] > 0
        assert figures["fid"] < 1e-9 if name == "ground_truth" else figures["fid"] > 0.1
    assert found["rows"]["generated"]["multimodality"]["mean"] > 0
    assert found["settings"]["multimodality"] == "4 texts x 3 samples"


def test_the_ground_truth_is_what_the_public_code_computes(
    report: Path, humanml3d: tuple[Path, Path], assets: tuple[Path, dict[str, Any]]
) -> None:
    root, store = humanml3d
    folder, checkpoint = assets
    cases = guo2022_cases(open_data(store), "test")
    names = [case.id.removeprefix("humanml3d/") for case in cases]
    statistics = [np.load(folder / "guo2022-humanml3d" / f"{name}.npy") for name in ("mean", "std")]
    vectors = [np.load(root / "new_joint_vecs" / f"{name}.npy") for name in names]
    motions = motion_embeddings(checkpoint, *statistics, vectors).astype(np.float64)
    lines = [(root / "texts" / f"{name}.txt").read_text().splitlines() for name in names]
    table = np.load(folder / "guo2022-glove" / "our_vab_data.npy")
    ranks, scores = [], []
    for repeat in range(REPEATS):
        chosen = chosen_captions(cases, 0, repeat)
        tokens = [texts[place].split("#")[1] for texts, place in zip(lines, chosen, strict=True)]
        texts = text_embeddings(checkpoint, *public_inputs(tokens, table)).astype(np.float64)
        batch = np.random.default_rng([0, repeat, 1]).permutation(TEST)[:32]
        distances = np.linalg.norm(texts[batch][:, None] - motions[batch][None], axis=-1)
        places = distances.argsort(1) == np.arange(32)[:, None]
        ranks.append(places.cumsum(1)[:, :3].mean(0))
        scores.append(np.linalg.norm(texts - motions, axis=-1).mean())
    found = json.loads(report.read_text())["rows"]["ground_truth"]
    for k in range(3):
        assert found[f"r_precision_{k + 1}"]["mean"] == pytest.approx(np.mean(ranks, 0)[k], abs=1e-9)
    assert np.ptp(ranks) > 0
    # joints encoded with a row too many are 2e-4 away, with a group lost 2e-3
    assert found["matching_score"]["mean"] == pytest.approx(np.mean(scores), abs=1e-5)
    assert found["matching_score"]["ci95"] == pytest.approx(1.96 * np.std(scores) / REPEATS**0.5, rel=1e-3)
    # pairs are drawn at random, a motion may meet itself: within four standard errors of all pairs' mean
    apart = np.linalg.norm(motions[:, None] - motions[None], axis=-1)
    margin = 4 * apart.std() / (REPEATS * (TEST - 1)) ** 0.5
    assert found["diversity"]["mean"] == pytest.approx(apart.mean(), abs=margin)


def test_a_second_run_gives_the_same_bytes(report: Path, evaluate: Evaluate, tmp_path: Path) -> None:
    code, _ = evaluate(tmp_path / "report.json")
    assert code == 0
    assert (tmp_path / "report.json").read_bytes() == report.read_bytes()


def test_evaluators_by_name(
    assets: tuple[Path, dict[str, Any]], tiny_runs: Path, tmp_path: Path, humanml3d: tuple[Path, Path]
) -> None:
    bundle = Bundle.open(tiny_runs / "sft")
    evaluator, weights = open_evaluator("guo2022-t2m", bundle, str(assets[0]))
    assert weights.name == evaluator.name == "guo2022-t2m"
    # the same files as the field's repositories have them
    meta = tmp_path / "checkpoints" / "t2m" / "Comp_v6_KLD01" / "meta"
    shutil.copytree(assets[0] / "guo2022-humanml3d" / "t2m", meta.parents[1])
    meta.mkdir(parents=True)
    for name in ("mean.npy", "std.npy"):
        shutil.copy(assets[0] / "guo2022-humanml3d" / name, meta)
    shutil.copytree(assets[0] / "guo2022-glove", tmp_path / "glove")
    assert open_evaluator("guo2022-t2m", bundle, str(tmp_path))[1] == weights
    # words that no caption has with tokens are told by those that do
    captions = [caption for clip in open_data(humanml3d[1]).clips("train") for caption in clip.captions]
    taught, same = open_evaluator("guo2022-t2m", bundle, str(assets[0]), captions)
    assert same == weights
    plain = [Caption(caption.text) for caption in captions]
    np.testing.assert_array_equal(taught.embed_captions(plain), evaluator.embed_captions(captions))
    with pytest.raises(InputError, match="has no tokens"):
        evaluator.embed_captions(plain)
    with pytest.raises(InputError, match="captions with tokens"):
        open_evaluator("guo2022-t2m", bundle, str(assets[0]), plain)
    with pytest.raises(InputError, match="unknown evaluator 'guo2022'; known: bundle, guo2022-t2m"):
        open_evaluator("guo2022", bundle)


def test_missing_files_are_named_before_anything_is_made(
    evaluate: Evaluate,
    assets: tuple[Path, dict[str, Any]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def said(place: Path) -> str:
        code, found = evaluate(tmp_path / "report.json", place=place)
        assert code == 2 and found is None and not (tmp_path / "report.takes").exists()
        message = capsys.readouterr().err.strip()
        assert "Traceback" not in message and message.count("\n") == 0
        return message

    assert said(tmp_path / "none").endswith("kinemind assets fetch guo2022-humanml3d guo2022-glove")
    shutil.copytree(assets[0] / "guo2022-humanml3d", tmp_path / "half" / "guo2022-humanml3d")
    assert said(tmp_path / "half").endswith("kinemind assets fetch guo2022-glove")
    (tmp_path / "half" / "guo2022-humanml3d" / "std.npy").unlink()
    shutil.copytree(assets[0] / "guo2022-glove", tmp_path / "half" / "guo2022-glove")
    assert said(tmp_path / "half").endswith("kinemind assets fetch guo2022-humanml3d")


def test_a_store_of_kit_needs_a_bundle_of_kit(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = np.random.default_rng(0)
    vectors = {name: np.asarray(encode(kit_joints(49, rng), KIT251.skeleton)) for name in ("00001", "00002")}
    root = publish_features(
        tmp_path / "KIT-ML", KIT251, vectors, {"train": [], "val": [], "test": list(vectors)}
    )
    assert run("data", "import", "kitml", root, "-o", tmp_path / "store") == 0
    for case in guo2022_cases(open_data(tmp_path / "store"), "test"):
        # millimetres, but for rotations, which float32 joints give a little less exactly
        np.testing.assert_allclose(case.features(), vectors[case.id.removeprefix("kitml/")], atol=6e-2)
    _assets(tmp_path / "assets", "guo2022-kit", "kit", 251)
    write_glove(tmp_path / "assets" / "guo2022-glove")
    capsys.readouterr()
    code, found = evaluate(tmp_path / "report.json", tmp_path / "store", tmp_path / "assets")
    assert code == 2 and found is None
    message = capsys.readouterr().err.strip()
    assert "makes humanml22 motions" in message and "kit21" in message and "\n" not in message
