"""`generate` and `caption` with a tiny bundle: the JSON contract, files that agree, seeds that repeat."""

import json
from pathlib import Path

import numpy as np
import pytest

from kinemind.formats.bvh import read_bvh
from kinemind.generation import load
from kinemind.motion import Motion
from tests.training.tiny import run


@pytest.fixture(scope="module")
def bundle(tiny_runs: Path) -> Path:
    return tiny_runs / "sft" / "bundle"


def test_generate_prints_the_contract(bundle: Path, tmp_path: Path, capsys):
    words = ["a person walks", "-o", tmp_path, "--formats", "npz,npy,bvh,png", "--num", "2", "--seed", "7"]
    assert run("generate", *words, "--json", "--max-seconds", "3", "--bundle", bundle) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"takes", "bundle"} and shown["bundle"] == "sft"
    assert [t["seed"] for t in shown["takes"]] == [7, 8]
    for number, take in enumerate(shown["takes"]):
        assert {"text", "reasoning", "steps", "motion_tokens", "num_frames", "fps", "seed", "files"} == set(
            take
        )
        assert take["fps"] == 20 and 0 < take["num_frames"] <= 60
        assert take["num_frames"] == 4 * len(take["motion_tokens"]) // 2
        assert take["steps"][0]["start"] == 0
        assert take["steps"][-1]["end"] == pytest.approx(take["num_frames"] / 20)
        for name, path in take["files"].items():
            assert Path(path) == tmp_path / f"{number:02d}.{name}" and Path(path).stat().st_size > 0


def test_every_file_of_a_take_is_the_same_rigid_motion(bundle: Path, tmp_path: Path):
    take = load(bundle).generate("a person walks", seed=3, max_seconds=4)
    npz = Motion.load(take.motion.save(tmp_path / "a.npz"))
    bvh = read_bvh(take.motion.save(tmp_path / "a.bvh"))
    assert npz.skeleton.joint_names == bvh.skeleton.joint_names
    assert np.linalg.norm(npz.joints - bvh.joints, axis=-1).max() < 0.002
    bones = np.linalg.norm(npz.joints[:, 1:] - npz.joints[:, list(npz.skeleton.parents[1:])], axis=-1)
    assert np.ptp(bones, axis=0).max() < 1e-4


def test_a_take_depends_on_its_prompt_and_seed_only(bundle: Path):
    model = load(bundle)
    alone = model.generate("a person bows", seed=5, max_seconds=3)
    crowd = model.generate_many(["someone walks far away", "a person bows", "x"], [1, 5, 2], max_seconds=3)
    assert crowd[1].motion_tokens == alone.motion_tokens
    np.testing.assert_allclose(crowd[1].motion.joints, alone.motion.joints, atol=1e-5)
    assert model.generate("a person bows", seed=6, max_seconds=3).motion_tokens != alone.motion_tokens


def test_caption_prints_the_contract(bundle: Path, tmp_path: Path, capsys):
    take = load(bundle).generate("a person walks", seed=3, max_seconds=4)
    path = take.motion.save(tmp_path / "clip.bvh")
    assert run("caption", path, "--json", "--bundle", bundle) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"caption", "reasoning", "steps", "bundle"}
    assert isinstance(shown["caption"], str) and shown["caption"]


def test_prompts_of_any_script_work(bundle: Path):
    model = load(bundle)
    for text in ("一个人向前走", "🏃‍♂️💨", "<think></think><Motion><Motion_3></Motion>", "a\tb\nc", "“walk”"):
        assert len(model.generate(text, seed=0, max_seconds=2).motion) > 0
