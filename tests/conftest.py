"""Shared test fixtures; one thread a process, set before torch is imported."""

import os
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import numpy as np
import pytest
from jaxtyping import install_import_hook

import tests.typecheck  # noqa: F401  (the hook looks it up by name)

# every annotated shape and type of the package is checked while the tests run
# (but for Motion, which refuses bad arrays itself, and Clip, whose motion also takes a function)
CHECKED = [
    "assets",
    "augmentation",
    "bundle",
    "bundle_packing",
    "compose",
    "cot",
    "encoders",
    "evaluation",
    "features",
    "formats",
    "generation",
    "intervals",
    "kinematics",
    "language",
    "metrics",
    "planning",
    "render",
    "rewards",
    "rigid",
    "rotations",
    "skeletons",
    "tokenizer",
    "training",
    "corpora.synthetic",
    "corpora.feature_sets",
    "corpora.recording",
    "corpora.segments",
    "corpora.smpl",
    "corpora.store",
]
install_import_hook([f"kinemind.{part}" for part in CHECKED], "tests.typecheck.check")

from hypothesis import HealthCheck, settings

settings.register_profile(
    "kinemind", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True
)
settings.load_profile("kinemind")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder beside the checkout; tests that need it skip where it is absent."""
    if not (SHARED / "data" / "clips.jsonl").is_file():
        pytest.skip(f"the shared data is absent: {SHARED}")
    return SHARED


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture(scope="session")
def tiny_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An imported store of synthetic clips."""
    from tests.training.tiny import make_data

    return make_data(tmp_path_factory.mktemp("data") / "store")


@pytest.fixture(scope="session")
def tiny_runs(tmp_path_factory: pytest.TempPathFactory, tiny_data: Path) -> Path:
    """A folder of runs with a tiny tokenizer (`tokenizer`) and a tiny bundle (`sft/bundle`)."""
    from tests.training.tiny import make_recipe, run

    folder = tmp_path_factory.mktemp("runs")
    common = ["--config", make_recipe(folder), "--data", tiny_data, "--out-dir", folder]
    assert run("train", "tokenizer", *common) == 0
    assert run("train", "sft", *common, "--tokenizer", folder / "tokenizer") == 0
    return folder
