"""Acclaim files: the shared benchmark's arrays as oracle, skeleton search, broken files."""

import json
import re
import shutil

import numpy as np
import pytest

from kinemind import formats
from kinemind.errors import InputError
from kinemind.formats.asf_amc import find_asf, read_amc
from kinemind.formats.bvh import read_hierarchy
from kinemind.rigid import facing
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import HUMANML22


def aligned(joints: np.ndarray) -> np.ndarray:
    """On the floor, at the origin, facing +Z, as the shared arrays are."""
    joints = joints.astype(np.float64)
    joints = joints - [0, np.percentile(joints[:, [7, 8, 10, 11], 1].min(1), 2), 0]
    joints = joints - joints[0, 0] * [1, 0, 1]
    return joints @ yaw_rotation(-facing(joints[0], HUMANML22)).T


def test_raw_samples_are_the_shared_arrays(shared):
    """5 mm in the median and 15 mm at the 95th percentile; AMC and Bandai files are far closer."""
    data = np.load(shared / "data/motions.npz")
    ids = [json.loads(line)["id"] for line in (shared / "data/clips.jsonl").open()]
    errors: dict[str, list[np.ndarray]] = {}
    for line in (shared / "data/raw/FILES.txt").read_text().splitlines()[1:]:
        name, clip = line.split()
        path = shared / "data/raw" / name
        motion = read_amc(path) if path.suffix == ".amc" else read_hierarchy(path)
        start, stop = data["start"][ids.index(clip) : ids.index(clip) + 2]
        truth = data["local"][start:stop] / 1e4 + data["root"][start:stop, None]
        ours = aligned(motion.resample(20).joints)
        assert abs(len(ours) - len(truth)) <= 1, name
        count = min(len(ours), len(truth))
        error = np.linalg.norm(ours[:count] - truth[:count], axis=-1)
        errors.setdefault(name.split("/")[0], []).append(error.ravel())
    every = np.concatenate([e for group in errors.values() for e in group])
    assert np.median(every) < 5e-3 and np.percentile(every, 95) < 15e-3
    for source in ("bandai", "cmu_asf_amc", "hdm05"):
        assert np.percentile(np.concatenate(errors[source]), 95) < 5e-3, source


@pytest.fixture
def sample(shared, tmp_path):
    for name in ("02.asf", "02_03.amc"):
        shutil.copyfile(shared / "data/raw/cmu_asf_amc" / name, tmp_path / name)
    return tmp_path / "02_03.amc"


def test_the_skeleton_is_found_beside_the_motion(sample):
    assert find_asf(sample).name == "02.asf"
    (sample.parent / "02.asf").rename(sample.parent / "other.asf")
    assert find_asf(sample).name == "other.asf"
    (sample.parent / "another.asf").write_text("x")
    with pytest.raises(InputError, match="skeleton file"):
        formats.read(sample)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t[: t.index("ltibia", len(t) // 2)], "truncated"),
        (lambda t: re.sub(r"root \S+", "root nan", t, count=1), "NaN"),
        (lambda t: t.replace("ltibia", "tail", 1), "skeleton file"),
        (lambda t: t.replace("rradius ", "rradius x", 1), "no number"),
        (lambda t: ":FULLY-SPECIFIED\n", "no frames"),
        (lambda t: t.replace("ltibia", "#", 1), "missing"),
    ],
)
def test_broken_amc_is_refused(sample, change, sentence):
    sample.write_text(change(sample.read_text()))
    with pytest.raises(InputError, match=sentence):
        formats.read(sample)


@pytest.mark.parametrize("cut", [10, 300, 2000, 6500])
def test_broken_asf_is_refused(sample, cut):
    skeleton = sample.parent / "02.asf"
    skeleton.write_text(skeleton.read_text()[:cut])
    with pytest.raises(InputError):
        formats.read(sample)
