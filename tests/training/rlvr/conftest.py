"""One tiny bundle and its records for all tests of the training."""

from pathlib import Path

import pytest

from tests.training.rlvr.tiny import make_bundle, make_records


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("start") / "bundle")


@pytest.fixture(scope="session")
def other_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same vocabulary, other weights."""
    return make_bundle(tmp_path_factory.mktemp("reference") / "bundle", seed=1)


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_records(tmp_path_factory.mktemp("records"))
