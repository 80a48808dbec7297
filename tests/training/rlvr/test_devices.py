"""What the rewards ask runs batched, and where it is told to; the numbers on the CPU stay what they were."""

from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.bundle import Bundle
from kinemind.encoders.contrastive.config import ContrastiveConfig
from kinemind.encoders.contrastive.motion_text import MotionTextEncoder, Towers
from kinemind.rewards.judges import Judges
from kinemind.tokenizer import MotionTokenizer
from tests.training.rlvr.tiny import CODES


@pytest.fixture(scope="module")
def tokenizer(bundle: Path) -> MotionTokenizer:
    return Bundle.open(bundle).motion_tokenizer


@pytest.fixture(scope="module")
def encoder(tokenizer: MotionTokenizer) -> MotionTextEncoder:
    torch.manual_seed(0)
    config = ContrastiveConfig(dimension=8, width=16, layers=1, text_layers=1, heads=2)
    towers = Towers(config, tokenizer.layout.size).eval()
    return MotionTextEncoder(towers, config, "reward", tokenizer.normalisation, tokenizer.layout)


def rows(rng: np.random.Generator) -> list[tuple[int, ...]]:
    return [tuple(rng.integers(0, CODES, length).tolist()) for length in (9, 4, 23, 4, 1, 52)]


def test_decoding_many_is_decoding_each(tokenizer: MotionTokenizer, rng: np.random.Generator):
    codes = rows(rng)
    for size in (64, 2):
        for row, found in zip(codes, tokenizer.decode_features_many(codes, size), strict=True):
            wanted = tokenizer.decode_features(row)
            assert found.shape == wanted.shape == (4 * len(row), tokenizer.layout.size)
            np.testing.assert_allclose(found, wanted, atol=1e-5)
    for row, motion in zip(codes, tokenizer.decode_many(codes), strict=True):
        np.testing.assert_allclose(motion.joints, tokenizer.decode(row).joints, atol=1e-4)
    assert tokenizer.decode_many([]) == []


def test_moving_leaves_the_first_where_it_is(tokenizer: MotionTokenizer, encoder: MotionTextEncoder):
    for part in (tokenizer, encoder):
        assert part.to("cpu") is part
        moved = part.to("meta")  # a device without numbers shows where the weights went
        assert moved is not part and moved.device.type == "meta" and part.device.type == "cpu"


def test_what_goes_in_follows_the_weights(encoder: MotionTextEncoder, monkeypatch: pytest.MonkeyPatch):
    moved = encoder.to("meta")
    seen: list[torch.Tensor] = []
    for tower in (moved.towers.motion, moved.towers.text):
        tower.register_forward_pre_hook(lambda _, inputs: seen.extend(inputs))
    monkeypatch.setattr(torch.Tensor, "cpu", lambda self: torch.ones(self.shape))
    moved.embed_features([np.zeros((12, encoder.layout.size), np.float32)] * 3)
    pieces = np.zeros((1, 4, 384), np.float32), np.ones((1, 4), bool)
    moved.__dict__["sentences"] = type("Pieces", (), {"embed_tokens": staticmethod(lambda texts: pieces)})()
    moved.embed_texts(["he bows", "he bows"])
    assert len(seen) == 4 and all(tensor.device.type == "meta" for tensor in seen)
    assert len(seen[0]) == 3 and len(seen[2]) == 1, "clips in one batch, each sentence once"


def test_judges_move_what_they_ask(tokenizer: MotionTokenizer, encoder: MotionTextEncoder):
    holder = type("Holder", (), {"reward_encoder": encoder})()
    judges = Judges.__new__(Judges)
    object.__setattr__(judges, "motion_tokenizer", tokenizer)
    object.__setattr__(judges, "encoder_of", holder)
    object.__setattr__(judges, "device", "meta")
    judges.__post_init__()
    assert judges.motion_tokenizer.device.type == judges.encoder.device.type == "meta"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
def test_a_gpu_gives_the_same(
    tokenizer: MotionTokenizer, encoder: MotionTextEncoder, rng: np.random.Generator
):
    codes = rows(rng)[:4]
    motions = tokenizer.decode_many(codes)
    for here, there in zip(motions, tokenizer.to("cuda").decode_many(codes), strict=True):
        np.testing.assert_allclose(there.joints, here.joints, atol=1e-3)
    np.testing.assert_allclose(
        encoder.to("cuda").embed_motions(motions[:3]), encoder.embed_motions(motions[:3]), atol=1e-3
    )
