"""The notebook runs from top to bottom with the embedded bundle, and is kept without outputs."""

from __future__ import annotations

import base64
import struct
from pathlib import Path

import pytest

from kinemind.motion import Motion

nbformat = pytest.importorskip("nbformat", reason="notebooks need pip install '.[dev]': nbformat")
nbclient = pytest.importorskip("nbclient", reason="notebooks need pip install '.[dev]': nbclient")
pytest.importorskip("ipykernel", reason="notebooks need pip install '.[dev]': ipykernel")

NOTEBOOK = Path(__file__).resolve().parents[2] / "examples" / "quickstart.ipynb"


@pytest.fixture(scope="module")
def kept():
    return nbformat.read(NOTEBOOK, as_version=4)


def test_it_is_kept_small_and_without_outputs(kept) -> None:
    nbformat.validate(kept)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert len(code) >= 8 and all(not cell.outputs and cell.execution_count is None for cell in code)
    assert NOTEBOOK.stat().st_size < 20_000


def test_it_runs_and_shows_what_it_says(kept, tmp_path: Path) -> None:
    client = nbclient.NotebookClient(kept, timeout=600, resources={"metadata": {"path": str(tmp_path)}})
    done = client.execute()
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    said = "".join(output.get("text", "") for output in outputs)
    assert "walks forward" in said and "walk_forward" in said and "wave_right_hand" in said
    (picture,) = [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]
    width, height = struct.unpack(">II", base64.b64decode(picture)[16:24])
    assert width > 300 and height > 100
    shown = " ".join(output.data["text/plain"] for output in outputs if "data" in output)
    assert "'nano'" in shown and "physical_plausibility" in shown
    frames = len(Motion.load(tmp_path / "take.npz"))
    for name in ("take.bvh", "take.glb", "joints.npy"):
        assert len(Motion.load(tmp_path / name)) == frames, name
    assert len(Motion.load(tmp_path / "features.npy")) >= frames - 1
