"""Bundles packed out of parts: what is kept, what is replaced, what is refused, and nothing half written."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml
from safetensors.torch import load_file

from kinemind import bundle_packing
from kinemind.bundle import Bundle, folder_digest
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder
from kinemind.errors import InputError
from kinemind.evaluation.metric_encoder import FOLDER, metric_encoder
from kinemind.features.layout import KIT251
from kinemind.features.normalisation import Normalisation
from kinemind.tokenizer import VQVAE, MotionTokenizer, VQVAEConfig
from tests.encoders.contrastive.tiny import CONVOLUTION, tiny_encoder
from tests.training.tiny import run

PARTS = ("tokenizer", "policy", "encoders/reward", "encoders/metric")


@pytest.fixture(scope="module")
def encoder_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `train encoders` leaves it: reward/ and metric/, each with encoder/ and config.yaml."""
    folder = tmp_path_factory.mktemp("encoder-runs")
    for number, role in enumerate(("reward", "metric"), start=1):
        tiny_encoder(role).save(folder / role / "encoder")  # type: ignore[arg-type]
        (folder / role / "config.yaml").write_text(
            yaml.safe_dump({"seed": number, "fold": number, "steps": 7})
        )
    return folder


@pytest.fixture(scope="module")
def plain(tiny_runs: Path) -> Path:
    return tiny_runs / "sft" / "bundle"


@pytest.fixture
def full(plain: Path, encoder_runs: Path, tmp_path: Path) -> Path:
    """The tiny bundle with both encoders."""
    return packed(tmp_path / "full", plain, "--reward", encoder_runs, "--metric", encoder_runs)


def packed(folder: Path, source: Path, *words) -> Path:
    assert run("bundle", "pack", "-o", folder, "--from", source, *words) == 0
    return folder


def refused(capsys, folder: Path, source: Path, *words) -> str:
    before = folder_digest(folder) if folder.is_dir() else None
    assert run("bundle", "pack", "-o", folder, "--from", source, *words) == 2
    assert (folder_digest(folder) if folder.is_dir() else None) == before
    assert not list(folder.parent.glob(f"{folder.name}.*"))
    return capsys.readouterr().err


def forget_digests(folder: Path) -> None:
    """Make it a bundle as they were before they stated digests."""
    manifest = json.loads((folder / "bundle.json").read_text())
    del manifest["digests"]
    (folder / "bundle.json").write_text(json.dumps(manifest))


def damage(folder: Path) -> None:
    """Overwrite 400 bytes of the weights; the file still opens."""
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-400] + bytes(one ^ 1 for one in whole[-400:]))


def same_files(first: Path, second: Path) -> bool:
    return folder_digest(first) == folder_digest(second)


def test_encoders_come_in_and_all_else_stays(plain: Path, encoder_runs: Path, full: Path):
    bundle, old = Bundle.open(full), Bundle.open(plain)
    for part in ("tokenizer", "policy"):
        assert same_files(full / part, plain / part)
    for role in ("reward", "metric"):
        assert same_files(full / "encoders" / role, encoder_runs / role / "encoder")
    assert bundle.manifest["parts"] == ["tokenizer", "policy", "encoders/reward", "encoders/metric"]
    assert bundle.name == "full" and (bundle.dialect, bundle.style) == (old.dialect, old.style)
    assert bundle.has_reward_encoder and not old.has_reward_encoder
    assert bundle.reward_encoder.config == CONVOLUTION
    for key in ("skeleton", "fps", "feature_size", "codebook", "format"):
        assert bundle.manifest[key] == old.manifest[key]
    provenance = bundle.manifest["provenance"]
    assert provenance["config"] == old.manifest["provenance"]["config"]
    assert provenance["packed_from"] == {"name": old.name, "digest": old.digest}
    for number, role in enumerate(("reward", "metric"), start=1):
        entry = provenance[f"encoders/{role}"]
        assert entry["config"] == {"seed": number, "fold": number, "steps": 7}
        assert entry["digest"] == folder_digest(encoder_runs / role / "encoder")


def test_info_shows_the_encoders(full: Path, plain: Path, capsys):
    capsys.readouterr()
    assert run("bundle", "info", full) == 0
    shown = {one["role"]: one for one in json.loads(capsys.readouterr().out)["encoders"]}
    assert set(shown) == {"reward", "metric"}
    assert shown["reward"]["name"] == "convolution and queries" and shown["metric"]["dimension"] == 16
    weights = full / "encoders" / "metric" / "model.safetensors"
    assert shown["metric"]["bytes"] > weights.stat().st_size
    forget_digests(full)
    weights.write_bytes(b"garbage")  # only the description is read
    assert run("bundle", "info", full) == 0
    (full / "encoders" / "metric" / "config.json").write_text("[]")
    capsys.readouterr()
    assert run("bundle", "info", full) == 2 and "kinemind: " in capsys.readouterr().err
    assert run("bundle", "info", plain) == 0 and json.loads(capsys.readouterr().out)["encoders"] == []


def test_digests_are_of_the_parts_as_packed(plain: Path, encoder_runs: Path, tmp_path: Path, capsys):
    assert Bundle.open(plain).stated_digests == {p: folder_digest(plain / p) for p in ("tokenizer", "policy")}
    words = ["--reward", encoder_runs, "--metric", encoder_runs]
    bundle = Bundle.open(packed(tmp_path / "half", plain, *words, "--half"))
    assert bundle.stated_digests == {part: folder_digest(bundle.path / part) for part in PARTS}
    run_s = bundle.manifest["provenance"]["encoders/metric"]["digest"]
    assert run_s == folder_digest(encoder_runs / "metric" / "encoder") != bundle.stated_digests[FOLDER]
    assert metric_encoder(bundle)[1].digest == bundle.stated_digests[FOLDER]
    forget_digests(bundle.path)
    for place in (bundle.path, "nano"):
        capsys.readouterr()
        assert run("bundle", "info", place) == 0
        shown = json.loads(capsys.readouterr().out)["digests"]
        assert list(shown)[:2] == ["tokenizer", "policy"] and set(shown) == set(PARTS)
        assert shown[FOLDER] == metric_encoder(Bundle.open(place))[1].digest


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_part_is_refused(
    part: str,
    plain: Path,
    full: Path,
    encoder_runs: Path,
    tiny_data: Path,
    tmp_path: Path,
    capsys,
    monkeypatch,
):
    damage(full / part)
    opening = {
        "tokenizer": lambda bundle: bundle.motion_tokenizer,
        "policy": lambda bundle: bundle.policy("cpu"),
        "encoders/reward": lambda bundle: bundle.reward_encoder,
        FOLDER: metric_encoder,
    }
    said = f"is damaged: its {part} is not what bundle.json says"
    for name, opened in opening.items():
        if name == part:
            with pytest.raises(InputError, match=said):
                opened(Bundle.open(full))
        elif name != FOLDER:  # the judge wants the whole bundle
            opened(Bundle.open(full))

    def generates(*_):
        raise AssertionError("it generates before it looks")

    monkeypatch.setattr("kinemind.evaluation.t2m.carry_out", generates)
    evaluate = ["eval", "t2m", "--data", tiny_data, "--bundle", full, "--processes", 1]
    for words in (["bundle", "info", full], evaluate):
        capsys.readouterr()
        assert run(*words) == 2
        assert said in capsys.readouterr().err
    assert said in refused(capsys, tmp_path / "new", full)  # no new digest for it
    flag = f"--{part.rpartition('/')[2]}"
    assert said in refused(capsys, tmp_path / "new", plain, flag, full)
    mended = packed(tmp_path / "mended", full, flag, plain if part in PARTS[:2] else encoder_runs)
    assert run("bundle", "info", mended) == 0


def test_a_lost_encoder_is_damage_and_old_bundles_open(full: Path, capsys):
    for role in ("reward", "metric"):
        shutil.rmtree(full / "encoders" / role)
    bundle = Bundle.open(full)
    assert bundle.has_reward_encoder
    with pytest.raises(InputError, match="is damaged"):
        _ = bundle.reward_encoder
    with pytest.raises(InputError, match="is damaged"):
        metric_encoder(bundle)  # and not the embedded one in its place
    forget_digests(full)
    damage(full / "tokenizer")
    assert Bundle.open(full).motion_tokenizer and not Bundle.open(full).has_reward_encoder
    manifest = json.loads((full / "bundle.json").read_text())
    for digests in ([], {"../..": "0"}):
        (full / "bundle.json").write_text(json.dumps({**manifest, "digests": digests}))
        assert run("bundle", "info", full) == 2 and "not a readable" in capsys.readouterr().err


def test_a_bundle_can_be_packed_onto_itself(full: Path, tmp_path: Path):
    other = CONVOLUTION.model_copy(update={"layers": 1})
    tiny_encoder("reward", other).save(tmp_path / "new")
    before = folder_digest(full / "encoders" / "metric")
    packed(full, full, "--reward", tmp_path / "new", "--name", "again", "--version", "v2")
    bundle = Bundle.open(full)
    assert bundle.name == "again" and bundle.manifest["version"] == "v2"
    assert bundle.reward_encoder.config == other
    assert folder_digest(full / "encoders" / "metric") == before
    assert "config" not in bundle.manifest["provenance"]["encoders/reward"]  # a bare folder has none
    assert not list(tmp_path.glob("full.*"))
    packed(tmp_path / "next", full, "--metric", full)
    assert "version" not in Bundle.open(tmp_path / "next").manifest  # the old version names other weights


def test_a_tokenizer_and_a_policy_are_replaced(full: Path, tiny_runs: Path, plain: Path, tmp_path: Path):
    shutil.copytree(tiny_runs / "sft" / "bundle", tmp_path / "run" / "bundle")
    manifest = json.loads((tmp_path / "run" / "bundle" / "bundle.json").read_text())
    manifest |= {"dialect": "motion-r1", "provenance": {"stage": "another"}}
    (tmp_path / "run" / "bundle" / "bundle.json").write_text(json.dumps(manifest))
    (tmp_path / "run" / "config.yaml").write_text("steps: 3\n")
    new = packed(tmp_path / "new", full, "--tokenizer", tiny_runs / "tokenizer", "--policy", tmp_path / "run")
    bundle = Bundle.open(new)
    assert same_files(new / "tokenizer", tiny_runs / "tokenizer" / "tokenizer")
    assert bundle.dialect == "motion-r1" and Bundle.open(full).dialect == "morl"
    provenance = bundle.manifest["provenance"]
    assert provenance["policy"]["config"] == {"steps": 3}
    assert provenance["policy"]["provenance"] == {"stage": "another"}
    assert "stage" not in provenance and "config" not in provenance
    assert provenance["tokenizer"]["config"]["steps"] == 30
    assert provenance["encoders/reward"]["config"]["seed"] == 1


def test_half_writes_new_encoders_in_16_bits(plain: Path, encoder_runs: Path, tmp_path: Path):
    new = packed(tmp_path / "half", plain, "--reward", encoder_runs, "--half")
    small, large = new / "encoders" / "reward", encoder_runs / "reward" / "encoder"
    assert {str(v.dtype) for v in load_file(small / "model.safetensors").values()} == {"torch.float16"}
    texts = ["a person jumps.", "walk"]
    a, b = (MotionTextEncoder.load(folder, "reward").embed_texts(texts) for folder in (small, large))
    np.testing.assert_allclose(a, b, atol=0.01)
    assert same_files(new / "tokenizer", plain / "tokenizer")


def test_a_target_that_is_no_bundle_is_left_alone(plain: Path, tmp_path: Path, capsys):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    assert "is no bundle" in refused(capsys, tmp_path / "thesis", plain)
    (tmp_path / "file").write_text("x")
    assert "is no bundle" in refused(capsys, tmp_path / "file", plain)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"


def test_the_wrong_role_and_missing_parts_are_refused(plain: Path, encoder_runs: Path, full: Path, capsys):
    words = [
        (["--reward", encoder_runs / "metric"], "role 'metric', not 'reward'"),
        (["--metric", encoder_runs / "reward" / "encoder"], "role 'reward', not 'metric'"),
        (["--reward", plain], "no reward encoder"),
        (["--tokenizer", encoder_runs], "no motion tokenizer"),
        (["--policy", encoder_runs], "no bundle"),
        (["--from", encoder_runs], "no bundle"),
    ]
    for more, said in words:
        assert said in refused(capsys, full, plain, *more)


def test_broken_parts_are_refused(plain: Path, encoder_runs: Path, tmp_path: Path, capsys):
    shutil.copytree(encoder_runs / "reward", tmp_path / "run")
    weights = tmp_path / "run" / "encoder" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-5])
    assert "no readable text" in refused(capsys, tmp_path / "new", plain, "--reward", tmp_path / "run")
    shutil.copytree(plain, tmp_path / "broken")
    forget_digests(tmp_path / "broken")
    weights = tmp_path / "broken" / "policy" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-5])
    assert "no readable policy" in refused(capsys, tmp_path / "new", plain, "--policy", tmp_path / "broken")
    assert not (tmp_path / "new").exists()


def test_parts_that_do_not_fit_are_refused(plain: Path, encoder_runs: Path, tmp_path: Path, capsys):
    one = Bundle.open(plain).motion_tokenizer
    sizes = {**one.model.config.model_dump(), "num_codes": 16}
    MotionTokenizer(VQVAE(VQVAEConfig(**sizes), one.layout.size), one.normalisation, one.layout).save(
        tmp_path / "small" / "tokenizer"
    )
    said = refused(capsys, tmp_path / "new", plain, "--tokenizer", tmp_path / "small")
    assert "knows 64 motion tokens, the tokenizer has 32" in said
    flat = Normalisation(np.zeros(KIT251.size, np.float32), np.ones(KIT251.size, np.float32))
    kit = MotionTokenizer(VQVAE(one.model.config, KIT251.size), flat, KIT251)
    kit.save(tmp_path / "kit" / "tokenizer")
    words = ["--tokenizer", tmp_path / "kit", "--reward", encoder_runs]
    assert "humanml22, the tokenizer writes kit21" in refused(capsys, tmp_path / "new", plain, *words)


def test_the_judge_must_differ_from_the_reward(full: Path, encoder_runs: Path, tmp_path: Path, capsys):
    tiny_encoder("metric", CONVOLUTION).save(tmp_path / "alike")
    assert "one architecture" in refused(capsys, full, full, "--metric", tmp_path / "alike")
    shutil.copytree(encoder_runs / "metric", tmp_path / "metric")
    for key in ("seed", "fold"):
        config = {"seed": 5, "fold": 5, key: 1}
        (tmp_path / "metric" / "config.yaml").write_text(yaml.safe_dump(config))
        assert f"one {key} (1)" in refused(capsys, full, full, "--metric", tmp_path / "metric")


def test_a_failure_in_the_midst_leaves_the_old_bundle(full: Path, encoder_runs: Path, monkeypatch, capsys):
    def full_disk(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundle_packing, "_put", full_disk)
    assert "No space left" in refused(capsys, full, full, "--reward", encoder_runs)
    assert Bundle.open(full).has_reward_encoder
