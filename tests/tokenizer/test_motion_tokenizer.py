"""A motion to a flat row of tokens and back; padding does not change tokens; broken files are refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.errors import InputError
from kinemind.features import HUMANML263, encode
from kinemind.features.normalisation import Normalisation, measure_normalisation
from kinemind.motion import Motion
from kinemind.skeletons import KIT21
from kinemind.tokenizer import VQVAE, MotionTokenizer, VQVAEConfig
from tests.features.test_invariants import smooth_motion

CONFIG = VQVAEConfig(num_codes=16, num_quantizers=2, code_dim=8, width=16)


@pytest.fixture(scope="module")
def tokenizer() -> MotionTokenizer:
    torch.manual_seed(0)
    features = [encode(smooth_motion(seed)) for seed in range(4)]
    normalisation = measure_normalisation(features, HUMANML263)
    model = VQVAE(CONFIG, 263)
    batch = torch.from_numpy(np.stack([normalisation.normalise(f).values[:44] for f in features]))
    for _ in range(5):
        model(batch, update=True)
    return MotionTokenizer(model.eval(), normalisation, HUMANML263)


def test_flat_stream_has_a_range_a_level(tokenizer):
    tokens = tokenizer.encode(Motion(smooth_motion(0, 61), 20.0))
    assert len(tokens) == 2 * 15
    assert (tokens[0::2] < 16).all() and (tokens[1::2] >= 16).all() and (tokens < 32).all()
    np.testing.assert_array_equal(tokenizer.flatten(tokenizer.unflatten(tokens)), tokens)


def test_decoding_is_one_rigid_motion(tokenizer):
    motion = tokenizer.decode(tokenizer.encode(Motion(smooth_motion(0, 61), 20.0)))
    assert len(motion) == 60 and motion.is_rigid and motion.fps == 20.0
    bones = np.linalg.norm(
        motion.joints[:, 1:] - motion.joints[:, list(motion.skeleton.parents[1:])], axis=-1
    )
    assert np.ptp(bones, axis=0).max() < 1e-5


def test_padded_batches_give_the_same_tokens(tokenizer):
    features = [encode(smooth_motion(seed, frames)) for seed, frames in enumerate([21, 90, 48, 33])]
    together = tokenizer.encode_many(features)
    for one, many in zip(features, together, strict=True):
        np.testing.assert_array_equal(tokenizer.encode_features(one), many)


def test_reconstruction_keeps_the_length(tokenizer):
    features = encode(smooth_motion(0, 50))
    assert tokenizer.reconstruct(features).shape == features.shape


def test_saved_and_loaded_is_the_same(tokenizer, tmp_path: Path):
    tokenizer.save(tmp_path)
    loaded = MotionTokenizer.load(tmp_path)
    features = encode(smooth_motion(7))
    np.testing.assert_array_equal(loaded.encode_features(features), tokenizer.encode_features(features))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "config.json",
        "model.safetensors",
        "stats.safetensors",
    ]


@pytest.mark.parametrize("fault", ["missing", "truncated", "config"])
def test_broken_files_are_refused(tokenizer, tmp_path: Path, fault: str):
    tokenizer.save(tmp_path)
    weights = tmp_path / "model.safetensors"
    if fault == "missing":
        weights.unlink()
    elif fault == "truncated":
        weights.write_bytes(weights.read_bytes()[:1000])
    else:
        (tmp_path / "config.json").write_text('{"skeleton": "humanml22", "vqvae": {"unknown": 1}}')
    with pytest.raises(InputError):
        MotionTokenizer.load(tmp_path)


def test_unsuitable_motions_and_tokens_are_refused(tokenizer):
    with pytest.raises(InputError, match="10 frames"):
        tokenizer.encode(Motion(smooth_motion(0, 10), 20.0))
    with pytest.raises(InputError, match="kit21"):
        tokenizer.encode(Motion(smooth_motion(0, skeleton=KIT21), 12.5, KIT21))
    for tokens in ([], [3], [3, 4], [40, 41]):
        with pytest.raises(InputError):
            tokenizer.decode(tokens)


def test_other_frame_rates_are_resampled(tokenizer):
    motion = Motion(smooth_motion(0, 120), 40.0)
    assert len(tokenizer.encode(motion)) == 2 * 15


def test_normalisation_round_trip_and_types(rng):
    normalisation = Normalisation(rng.normal(size=263).astype(np.float32), np.full(263, 2.0, np.float32))
    features = rng.normal(size=(5, 263)).astype(np.float32)
    np.testing.assert_allclose(normalisation.restore(normalisation.normalise(features)), features, atol=1e-5)
    with pytest.raises(InputError):
        Normalisation(np.zeros(263, np.float32), np.zeros(263, np.float32))
