"""Parity with HumanML3D's published arrays, at the tolerances of docs (FACTS §4)."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.features import HUMANML263, encode, recover_from_positions, recover_from_rotations


@pytest.fixture(scope="module")
def golden(shared: Path) -> tuple[np.ndarray, np.ndarray]:
    folder = shared / "fixtures" / "humanml3d"
    return np.load(folder / "012314_joints.npy"), np.load(folder / "012314_vecs.npy")


def test_recovery_from_positions(golden):
    joints, features = golden
    assert np.abs(recover_from_positions(features) - joints).max() < 1e-5


def test_recovery_from_rotations(golden):
    joints, features = golden
    assert np.abs(recover_from_rotations(features) - joints).max() < 1e-5


@pytest.mark.parametrize(
    ("part", "largest", "mean"),
    [
        ("yaw_velocity", 3.1e-4, 1e-4),
        ("root_velocity", 1.5e-4, 5e-5),
        ("root_height", 1e-6, 1e-6),
        ("positions", 6.9e-3, 1.6e-4),
        ("rotations", 1.4e-2, 1.1e-4),
        ("velocities", 4.2e-4, 5e-5),
        ("contacts", 0.0, 0.0),
    ],
)
def test_extraction(golden, part, largest, mean):
    joints, features = golden
    where = getattr(HUMANML263, part)
    difference = np.abs(encode(joints)[:, where] - features[:169, where])
    assert difference.max() <= largest
    assert difference.mean() <= mean
