"""The raw recordings import to the shared arrays: 5 mm in the median, 15 mm at the 95th percentile."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import Corpus, open_data
from kinemind.corpora.importer import recordings_of
from kinemind.corpora.recording import at_origin

FOLDERS = {"bandai": "bandai", "cmu_bvh": "cmu", "cmu_asf_amc": "cmu", "hdm05": "hdm05"}
FILES = 17


@pytest.fixture(scope="module")
def bench(shared: Path) -> Corpus:
    return open_data(shared / "data")


@pytest.fixture(scope="module")
def distances(shared: Path, bench: Corpus) -> dict[str, np.ndarray]:
    """Millimetres between imported and shared joints, by clip, for every file of FILES.txt."""
    raw = shared / "data" / "raw"
    found: dict[str, np.ndarray] = {}
    for line in (raw / "FILES.txt").read_text().splitlines()[1:]:
        path, name = line.split()
        folder, key = path.split("/")
        (imported,) = recordings_of(FOLDERS[folder], str(raw / folder)).read(key)
        assert imported.id == name
        pieces = [c for c in bench.all_clips if c.id == name or c.id.startswith(f"{name}.p")]
        assert pieces, name
        for piece in pieces:
            first, end = piece.source_range or (0, piece.num_frames)
            joints = imported.motion.joints[first:end].astype(np.float64)
            assert len(joints) == piece.num_frames
            if piece.part is not None:
                joints = at_origin(joints, imported.motion.skeleton)
            found[piece.id] = np.linalg.norm(joints - piece.motion.joints, axis=-1) * 1000
    return found


def test_every_file_is_within_the_tolerances(distances: dict[str, np.ndarray]) -> None:
    assert len(distances) >= FILES
    report = {name: (np.median(mm), np.percentile(mm, 95)) for name, mm in distances.items()}
    assert {name: r for name, r in report.items() if r[0] > 5 or r[1] > 15} == {}


def test_recordings_with_a_plain_skeleton_are_exact(distances: dict[str, np.ndarray]) -> None:
    exact = [name for name in distances if not name.startswith(("cmu/05", "cmu/06", "cmu/07", "cmu/09"))]
    assert max(float(distances[name].max()) for name in exact) < 0.5


def test_import_sets_floor_start_and_facing(shared: Path) -> None:
    folder = shared / "data" / "raw" / "cmu_asf_amc"
    (clip,) = recordings_of("cmu", str(folder)).read("35_01.amc")
    joints = clip.motion.joints
    assert clip.motion.fps == 20
    assert np.abs(joints[0, 0, [0, 2]]).max() < 1e-5
    assert np.isclose(np.percentile(joints[:, [7, 8, 10, 11], 1].min(1), 2), 0, atol=1e-4)
    across = (joints[0, 2] - joints[0, 1]) + (joints[0, 17] - joints[0, 16])
    assert across[0] < 0 and abs(across[2]) < 1e-5
    bones = np.linalg.norm(joints[:, 4] - joints[:, 1], axis=-1)
    assert np.ptp(bones) < 1e-4
