"""A decoder trained alone: it moves, and every token keeps its meaning."""

from pathlib import Path

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import load_file

from kinemind.corpora import open_data
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.tokenizer import DECODER
from tests.training.tiny import TINY, run


def train(recipe: Path, data: Path, name: str, **changes: object) -> int:
    """The exit code of a tokenizer run into the recipe's folder."""
    stage = {**TINY["tokenizer"], "decoder_only": True, "slide_weight": 100, **changes}
    recipe.write_text(yaml.safe_dump({"tokenizer": stage}))
    where = ["--data", data, "--out-dir", recipe.parent, "--exp-name", name]
    return run("train", "tokenizer", "--config", recipe, *where)


@pytest.fixture(scope="module")
def before(tiny_runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a saved tokenizer and no checkpoint, in half precision as bundles have it."""
    folder = tmp_path_factory.mktemp("packed")
    tokenizer = MotionTokenizer.load(tiny_runs / "tokenizer" / "tokenizer")
    tokenizer.save(folder / "tokenizer", torch.float16)
    return folder


@pytest.fixture(scope="module")
def after(before: Path, tiny_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("decoder")
    assert train(folder / "recipe.yaml", tiny_data, "run", start_from=str(before)) == 0
    return folder / "run"


def test_only_the_decoder_moves(before: Path, after: Path):
    old, new = (load_file(folder / "tokenizer" / "model.safetensors") for folder in (before, after))
    assert old.keys() == new.keys() and "quantizer.codebooks" in new
    for name, weight in old.items():
        same = torch.equal(weight.float(), new[name].float())
        assert same != name.startswith(DECODER), name
    statistics = [(folder / "tokenizer" / "stats.safetensors").read_bytes() for folder in (before, after)]
    assert statistics[0] == statistics[1]


def test_every_motion_keeps_its_tokens(before: Path, after: Path, tiny_data: Path):
    old, new = (MotionTokenizer.load(folder / "tokenizer") for folder in (before, after))
    motions = [clip.motion for clip in open_data(str(tiny_data)).clips("train")]
    assert len(motions) > 5
    for motion in motions:
        np.testing.assert_array_equal(old.encode(motion), new.encode(motion))
    tokens = old.encode(motions[0])
    assert not np.allclose(old.decode_features(tokens), new.decode_features(tokens))


def test_a_decoder_alone_needs_a_tokenizer_of_its_size(
    before: Path, tiny_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert train(tmp_path / "recipe.yaml", tiny_data, "none") == 2
    assert "start_from" in capsys.readouterr().err
    sizes = {**TINY["tokenizer"]["vqvae"], "width": 24}
    wrong = {"start_from": str(before), "vqvae": sizes}
    assert train(tmp_path / "recipe.yaml", tiny_data, "wrong", **wrong) == 2
    assert "other sizes" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.yaml"]
