"""Figures of reconstructions, as the training of a tokenizer logs them."""

import numpy as np
import pytest

from kinemind.bundle import Bundle
from kinemind.corpora import synthetic
from kinemind.evaluation.reconstruction import code_figures, reconstruction_figures, root_error_mm
from kinemind.features import encode, recover_from_positions
from kinemind.metrics.mpjpe import mpjpe_mm
from kinemind.tokenizer import MotionTokenizer


@pytest.fixture(scope="module")
def tokenizer() -> MotionTokenizer:
    return Bundle.open("nano").motion_tokenizer


def test_code_figures_know_one_code_from_all(tokenizer: MotionTokenizer) -> None:
    codes, levels = tokenizer.vocabulary_size // tokenizer.num_levels, tokenizer.num_levels
    every = tokenizer.flatten(np.repeat(np.arange(codes)[:, None], levels, 1))
    assert code_figures(tokenizer, [every, every]) == {
        "codes_used": 1.0,
        "perplexity": pytest.approx(codes),
    }
    one = tokenizer.flatten(np.zeros((7, levels), np.int64))
    assert code_figures(tokenizer, [one]) == {
        "codes_used": 1 / codes,
        "perplexity": pytest.approx(1.0),
    }
    two = tokenizer.flatten(np.array([[0] * levels, [1] * levels]))
    assert code_figures(tokenizer, [two, two[:levels], two[levels:]])["perplexity"] == pytest.approx(2.0)


def test_root_error_is_the_way_of_the_pelvis_alone(rng: np.random.Generator) -> None:
    joints = rng.normal(size=(9, 22, 3))
    moved = joints + np.array([0.03, 0.0, 0.04])
    assert np.allclose(root_error_mm(moved, joints), 50.0) and np.allclose(mpjpe_mm(moved, joints), 0.0)
    bent = joints.copy()
    bent[:, 5] += 1.0
    assert np.allclose(root_error_mm(bent, joints), 0.0)


def test_figures_are_means_over_all_frames(tokenizer: MotionTokenizer) -> None:
    features = [
        encode(synthetic.perform(*names, seed=1).joints)
        for names in (("bow",), ("walk-forward", "turn-left"), ("kick-left",))
    ]
    found = reconstruction_figures(tokenizer, features)
    ours = [recover_from_positions(tokenizer.reconstruct(f)).astype(np.float64) for f in features]
    theirs = [recover_from_positions(f).astype(np.float64) for f in features]
    assert len({len(o) for o in ours}) > 1
    centred = [(o - o[:, :1]) - (t - t[:, :1]) for o, t in zip(ours, theirs, strict=True)]
    distances = np.linalg.norm(np.concatenate(centred), axis=-1)
    assert found["mpjpe_mm"] == pytest.approx(1e3 * distances.mean(), rel=1e-5)
    roots = np.concatenate(ours)[:, 0] - np.concatenate(theirs)[:, 0]
    assert found["root_error_mm"] == pytest.approx(1e3 * np.linalg.norm(roots, axis=1).mean(), rel=1e-5)
    used = {int(t) for f in features for t in tokenizer.encode_features(f)}
    assert found["codes_used"] == pytest.approx(len(used) / tokenizer.vocabulary_size)
