"""What a newcomer gets wrong: one sentence each."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.motion import Motion
from tests.cli.test_errors import one_sentence
from tests.features.test_invariants import smooth_motion
from tests.training.tiny import make_recipe, run


@pytest.mark.parametrize(
    "words",
    [
        ["generate", "walk", "forward"],
        ["generate", "x", "--device", "tpu"],
        ["generate", "x", "--max-secs", "3"],
        ["bundle"],
        ["train"],
        ["train", "tokenizer", "--steps", "many"],
    ],
)
def test_wrong_words_get_one_sentence(words, capsys):
    assert run(*words) == 2
    assert one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize(
    "flag", [("--steps", "0"), ("--steps", "-3"), ("--batch-size", "0"), ("--learning-rate", "nan")]
)
def test_impossible_training_numbers_are_refused(flag, tmp_path: Path, tiny_data: Path, capsys):
    common = ["--config", make_recipe(tmp_path), "--data", tiny_data, "--out-dir", tmp_path / "runs"]
    assert run("train", "tokenizer", *common, *flag) == 2
    assert "kinemind: " in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_other_data_cannot_slip_into_a_run(tmp_path: Path, tiny_runs: Path):
    from tests.training.tiny import make_data

    other = make_data(tmp_path / "other", 12)
    common = ["--config", tiny_runs / "tiny.yaml", "--out-dir", tiny_runs, "--exp-name", "tokenizer"]
    assert run("train", "tokenizer", *common, "--data", other, "--resume") == 2


def test_bodies_in_millimetres_or_in_one_point_are_refused(tmp_path: Path, capsys):
    np.save(tmp_path / "mm.npy", smooth_motion(0) * 1000)
    assert run("describe", tmp_path / "mm.npy") == 2
    assert "metres" in capsys.readouterr().err
    np.save(tmp_path / "zeros.npy", np.zeros((60, 22, 3)))
    assert run("convert", tmp_path / "zeros.npy", tmp_path / "f.npy", "--layout", "features") == 2
    assert not (tmp_path / "f.npy").exists()


def test_a_bvh_keeps_every_joint_unless_rigid_bones_are_asked_for(tmp_path: Path, capsys, rng):
    joints = smooth_motion(0) + rng.normal(size=(48, 22, 3)) * 0.01
    soft = Motion(joints, 20.0)
    soft.save(tmp_path / "soft.npz")
    assert run("convert", tmp_path / "soft.npz", tmp_path / "soft.bvh") == 0
    again = Motion.load(tmp_path / "soft.bvh")
    assert np.linalg.norm(again.joints - soft.joints, axis=-1).max() < 1e-3
    assert run("convert", tmp_path / "soft.npz", tmp_path / "rigid.bvh", "--rigid") == 0
    assert "mm" in capsys.readouterr().err
    rigid = Motion.load(tmp_path / "rigid.bvh")
    np.testing.assert_allclose(rigid.joints, soft.rigid().joints, atol=1e-4)
    assert (tmp_path / "rigid.bvh").read_text().count("position") == 3


def test_the_prompts_case_does_not_matter(tiny_runs: Path):
    from kinemind.generation import load

    model = load(tiny_runs / "sft")
    plain, loud = model.generate("a person walks", 1), model.generate("A person WALKS!", 1)
    assert plain.motion_tokens == loud.motion_tokens


def test_short_reprs(tiny_runs: Path):
    from kinemind.generation import load

    assert len(repr(load(tiny_runs / "sft").generate("walks", max_seconds=2))) < 3000
    assert repr(Motion(smooth_motion(0), 20.0)) == "Motion(48 frames, 20 fps, humanml22, text='')"
