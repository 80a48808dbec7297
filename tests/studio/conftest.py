"""Servers for the tests: one with a puppet for a model, which is quick and can be held, one with nano."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kinemind.generation import load
from kinemind.motion import Motion
from kinemind.studio.app import create_app
from kinemind.studio.settings import Settings
from tests.features.test_invariants import smooth_motion
from tests.studio.puppet import Puppet

PATIENT = {"read_seconds": 20.0, "request_seconds": 100.0}
"""Limits for a machine that is busy with other tests."""
Serve = Callable[..., AbstractContextManager[TestClient]]


@pytest.fixture
def puppet() -> Puppet:
    return Puppet()


@pytest.fixture
def serve(puppet: Puppet) -> Serve:
    """A client of a server with the puppet and settings of one's own."""

    @contextmanager
    def served(**settings: object) -> Iterator[TestClient]:
        app = create_app(Settings(**{**PATIENT, **settings}), lambda: puppet)  # type: ignore[arg-type]
        with TestClient(app, base_url="http://127.0.0.1:7860") as client:
            yield client
            puppet.gate.set()

    return served


@pytest.fixture
def client(serve: Serve) -> Iterator[TestClient]:
    with serve() as opened:
        yield opened


@pytest.fixture(scope="session")
def nano() -> Iterator[TestClient]:
    """A client of a server with the embedded bundle."""
    with TestClient(create_app(Settings(**PATIENT), load), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A good motion of 40 frames, as the bytes of a file of each plain kind."""
    folder = tmp_path_factory.mktemp("clips")
    motion = Motion(smooth_motion(3, frames=40), 20.0, text="sways")
    paths = [motion.save(folder / f"clip.{kind}") for kind in ("bvh", "npz", "npy", "glb")]
    return {path.suffix: Path(path).read_bytes() for path in paths}
