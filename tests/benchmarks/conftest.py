"""The benchmarks as modules, and checkouts of the public peers where this machine has them."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def benchmark_module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A file of benchmarks/ by its name, as it is when it runs as a command: its folder on the path."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return importlib.import_module


@pytest.fixture
def checkout() -> Callable[[str], Path]:
    """The folder of a public checkout (`T2M-GPT`, `MoRL`, `HumanML3D`), or a skip that says how to give it.

    They lie outside the project, in the folder that KINEMIND_PEERS names; nothing of them is kept here.
    """

    def find(name: str) -> Path:
        folder = os.environ.get("KINEMIND_PEERS")
        if not folder or not (Path(folder) / name).is_dir():
            pytest.skip(f"no checkout of {name}: set KINEMIND_PEERS to the folder that holds it")
        return Path(folder) / name

    return find


@pytest.fixture(autouse=True)
def nothing_left_behind() -> object:
    """What a benchmark imports from a checkout does not stay."""
    before = list(sys.path)
    yield
    assert [entry for entry in sys.path if entry not in before] in ([], [str(FOLDER)])
