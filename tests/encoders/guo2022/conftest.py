"""A folder in the published layout, with random weights, statistics and word vectors."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from kinemind.encoders.guo2022 import Guo2022Evaluator, open_guo2022
from tests.encoders.guo2022.public_shapes import MOTION_ENCODER, TEXT_ENCODER, movement_encoder

WORDS = [
    "sos",
    "eos",
    "unk",
    "a",
    "man",
    "person",
    "walk",
    "forward",
    "and",
    "then",
    "turn",
    "to",
    "his",
    "left",
    "arm",
    "slowly",
    "run",
    "kick",
    "the",
    "with",
    "ball",
    "stand",
    "up",
    "jump",
    "over",
    "something",
    "quickly",
    "in",
    "circle",
]


def random_state(shapes: dict[str, tuple[int, ...]], generator: torch.Generator) -> dict[str, torch.Tensor]:
    state = {}
    for name, shape in shapes.items():
        fan_in = int(np.prod(shape[1:])) if len(shape) > 1 and name != "hidden" else 1
        state[name] = torch.randn(shape, generator=generator) / fan_in**0.5
    return state


def random_checkpoint(feature_size: int, seed: int = 0) -> dict[str, object]:
    """What TextMotionMatchTrainer.save writes, a real optimizer's state included."""
    generator = torch.Generator().manual_seed(seed)
    layer = torch.nn.Linear(3, 2)
    adam = torch.optim.Adam(layer.parameters())
    layer(torch.ones(1, 3)).sum().backward()
    adam.step()
    return {
        "text_encoder": random_state(TEXT_ENCODER, generator),
        "motion_encoder": random_state(MOTION_ENCODER, generator),
        "movement_encoder": random_state(movement_encoder(feature_size), generator),
        "opt_text_encoder": adam.state_dict(),
        "opt_motion_encoder": adam.state_dict(),
        "epoch": 33,
        "iter": 12345,
    }


def write_glove(folder: Path, protocol: int = 3) -> np.ndarray:
    """The three files; the rows stand in another order than the words."""
    folder.mkdir(parents=True)
    vectors = np.random.default_rng(5).normal(size=(len(WORDS), 300))
    np.save(folder / "our_vab_data.npy", vectors)
    rows = {word: len(WORDS) - 1 - place for place, word in enumerate(WORDS)}
    (folder / "our_vab_words.pkl").write_bytes(pickle.dumps(WORDS, protocol))
    (folder / "our_vab_idx.pkl").write_bytes(pickle.dumps(rows, protocol))
    return vectors


def write_evaluator(root: Path, size: int, statistics: str, seed: int = 0) -> None:
    """The folder `t2m` or `kit`."""
    (root / "text_mot_match" / "model").mkdir(parents=True)
    torch.save(random_checkpoint(size, seed), root / "text_mot_match" / "model" / "finest.tar")
    meta = root / statistics / "meta"
    meta.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    np.save(meta / "mean.npy", rng.normal(size=size))
    np.save(meta / "std.npy", rng.uniform(0.5, 2.0, size=size))


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """checkpoints/t2m, checkpoints/kit and glove."""
    folder = tmp_path_factory.mktemp("guo2022")
    write_evaluator(folder / "checkpoints" / "t2m", 263, "Comp_v6_KLD01")
    write_evaluator(folder / "checkpoints" / "kit", 251, "Comp_v6_KLD005", seed=1)
    write_glove(folder / "glove")
    return folder


@pytest.fixture(scope="session")
def t2m(published: Path) -> Guo2022Evaluator:
    return open_guo2022(published, "t2m")


@pytest.fixture(scope="session")
def kit(published: Path) -> Guo2022Evaluator:
    return open_guo2022(published, "kit")
