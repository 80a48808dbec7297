"""Captions and motions to unit vectors; saved and read again; what is broken or another role is refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.corpora import Caption
from kinemind.encoders.contrastive.motion_text import MIN_FRAMES, MotionTextEncoder
from kinemind.encoders.embedder import Embedder
from kinemind.errors import InputError
from kinemind.features import encode
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from tests.encoders.contrastive.tiny import tiny_encoder
from tests.features.test_invariants import smooth_motion

ROLES = ("reward", "metric")
TEXTS = ["a person walks forward.", "jump", "someone bows, turns to the left and walks away.", "jump"]


def motions() -> list[Motion]:
    return [Motion(smooth_motion(seed)[: 20 + 9 * seed], 20.0) for seed in range(4)]


@pytest.fixture(scope="module", params=ROLES)
def encoder(request) -> MotionTextEncoder:
    return tiny_encoder(request.param)


def test_it_is_an_embedder_of_unit_vectors(encoder: MotionTextEncoder):
    assert isinstance(encoder, Embedder) and encoder.role in encoder.name
    texts = encoder.embed_captions([Caption(text) for text in TEXTS])
    found = encoder.embed_motions(motions())
    assert texts.shape == found.shape == (4, encoder.dimension)
    for vectors in (texts, found):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(texts[1], texts[3])
    assert np.linalg.norm(texts[0] - texts[1]) > 1e-3


def test_the_order_in_a_call_does_not_matter(encoder: MotionTextEncoder):
    these, turn = motions(), [2, 0, 3, 1]
    found = encoder.embed_motions(these)
    np.testing.assert_allclose(encoder.embed_motions([these[i] for i in turn]), found[turn], atol=1e-5)
    alone = np.concatenate([encoder.embed_motions([one]) for one in these])
    np.testing.assert_allclose(alone, found, atol=1e-5)
    texts = encoder.embed_texts(TEXTS)
    np.testing.assert_allclose(encoder.embed_texts([TEXTS[i] for i in turn]), texts[turn], atol=1e-5)


def test_motions_are_seen_by_their_features_at_the_layouts_rate(encoder: MotionTextEncoder):
    one = motions()[3]
    features = encode(one.joints, one.skeleton)
    np.testing.assert_allclose(encoder.embed_features([features]), encoder.embed_motions([one]), atol=1e-6)
    faster = one.resample(60.0)
    assert len(faster) > 2 * len(one)
    assert (encoder.embed_motions([faster]) @ encoder.embed_motions([one]).T).item() > 0.99


def test_nothing_gives_nothing(encoder: MotionTextEncoder):
    assert encoder.embed_motions([]).shape == encoder.embed_texts([]).shape == (0, encoder.dimension)


def test_another_skeleton_and_a_short_motion_are_refused(encoder: MotionTextEncoder):
    kit = Motion(np.random.default_rng(0).normal(size=(40, 21, 3)), 12.5, KIT21)
    with pytest.raises(InputError, match="kit21"):
        encoder.embed_motions([kit])
    with pytest.raises(InputError, match=str(MIN_FRAMES)):
        encoder.embed_motions([motions()[0][: MIN_FRAMES - 1]])
    assert encoder.embed_motions([motions()[0][:MIN_FRAMES]]).shape == (1, encoder.dimension)


def test_what_is_saved_is_read_again(encoder: MotionTextEncoder, tmp_path: Path):
    encoder.save(tmp_path)
    again = MotionTextEncoder.load(tmp_path, encoder.role)
    assert (again.config, again.layout, again.name) == (encoder.config, encoder.layout, encoder.name)
    np.testing.assert_array_equal(again.embed_motions(motions()), encoder.embed_motions(motions()))
    np.testing.assert_array_equal(again.embed_texts(TEXTS), encoder.embed_texts(TEXTS))
    encoder.save(tmp_path, torch.float16)
    half = MotionTextEncoder.load(tmp_path, encoder.role)
    np.testing.assert_allclose(half.embed_motions(motions()), encoder.embed_motions(motions()), atol=0.01)


def test_the_other_role_is_refused(encoder: MotionTextEncoder, tmp_path: Path):
    encoder.save(tmp_path)
    other = ROLES[1 - ROLES.index(encoder.role)]
    with pytest.raises(InputError, match=f"role '{encoder.role}', not '{other}'"):
        MotionTextEncoder.load(tmp_path, other)  # type: ignore[arg-type]


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "stats.safetensors"])
@pytest.mark.parametrize("fault", ["missing", "truncated", "foreign", "empty"])
def test_a_broken_folder_is_refused(file: str, fault: str, tmp_path: Path):
    tiny_encoder("metric").save(tmp_path)
    path = tmp_path / file
    content = path.read_bytes()
    if fault == "missing":
        path.unlink()
    elif fault == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif fault == "empty":
        path.write_bytes(b"")
    elif file == "config.json":
        path.write_text(json.dumps({"architectures": ["BertModel"]}))
    else:
        tiny_encoder("reward").save(tmp_path / "other")
        other = "stats" if file.startswith("model") else "model"
        shutil.copy(tmp_path / "other" / f"{other}.safetensors", path)
    with pytest.raises(InputError, match="no readable text"):
        MotionTextEncoder.load(tmp_path, "metric")


@pytest.mark.parametrize(
    "change", [{"skeleton": "smpl24"}, {"contrastive": {"motion": "magic"}}, {"contrastive": {"depth": 3}}]
)
def test_a_config_of_something_else_is_refused(change: dict, tmp_path: Path):
    tiny_encoder("metric").save(tmp_path)
    saved = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**saved, **change}))
    with pytest.raises(InputError, match="no readable text"):
        MotionTextEncoder.load(tmp_path, "metric")


def test_no_folder_is_refused(tmp_path: Path):
    with pytest.raises(InputError):
        MotionTextEncoder.load(tmp_path / "none", "reward")
