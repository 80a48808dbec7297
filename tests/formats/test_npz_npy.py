"""Our .npz and the field's .npy: round trips, what is told from the shape, and hostile or broken files."""

import zipfile

import numpy as np
import pytest

from kinemind import formats
from kinemind.errors import InputError
from kinemind.features import encode
from kinemind.formats import arrays as arrays_module
from kinemind.motion import Motion, Step
from kinemind.skeletons import HUMANML22, KIT21


def walk(frames: int = 40, skeleton=HUMANML22) -> Motion:
    rest = np.zeros((skeleton.num_joints, 3))
    for j, parent in enumerate(skeleton.parents[1:], start=1):
        rest[j] = rest[parent] + skeleton.rest_offsets[j]
    rest[:, 1] -= rest[:, 1].min()
    t = np.arange(frames)[:, None, None] / 20
    sway = 0.03 * np.sin(3 * t + np.arange(skeleton.num_joints)[None, :, None])
    return Motion(rest + t * [0.1, 0, 1.0] + sway, 20.0 if skeleton is HUMANML22 else 12.5, skeleton)


def test_npz_keeps_everything(tmp_path):
    plain = walk().rigid()
    motion = Motion(
        plain.joints, 20.0, rotations=plain.rotations, offsets=plain.offsets, text="läuft", steps=(
            Step("walks forward", 0.0, 1.0), Step("stops", 1.0, 2.0)
        ),
    )  # fmt: skip
    again = formats.read(formats.write(motion, tmp_path / "new" / "a.npz"))
    assert again.skeleton is HUMANML22 and again.fps == 20 and again.text == "läuft"
    assert again.steps == motion.steps
    for name in ("joints", "rotations", "offsets"):
        assert np.array_equal(getattr(again, name), getattr(motion, name))
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.npz"]


@pytest.mark.parametrize("skeleton", [HUMANML22, KIT21])
def test_npz_without_a_skeleton_goes_by_the_joints(tmp_path, skeleton):
    np.savez(tmp_path / "a.npz", joints=walk(5, skeleton).joints)
    assert formats.read(tmp_path / "a.npz").skeleton is skeleton


GOOD = {"joints": np.zeros((5, 22, 3), np.float32), "fps": 20.0, "skeleton": "humanml22"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"joints": np.zeros((5, 23, 3))}, "22 joints"),
        ({"joints": np.zeros((5, 21, 3))}, "22 joints"),
        ({"joints": np.full((5, 22, 3), np.nan)}, "NaN"),
        ({"joints": np.zeros((5, 66))}, "shape"),
        ({"joints": np.zeros((0, 22, 3))}, "no frames"),
        ({"joints": np.array([["a"]])}, "no numbers"),
        ({"joints": np.array([{"a": 1}], dtype=object)}, "pickled"),
        ({"text": np.array(["hello", {}], dtype=object)}, "pickled"),
        ({"fps": -1.0}, "frame rate"),
        ({"fps": np.array([1.0, 2.0])}, "fps"),
        ({"skeleton": "martian"}, "unknown skeleton"),
        ({"skeleton": "custom:22"}, "joint_names"),
        ({"steps": "{not json"}, "steps"),
        ({"steps": '[{"text": "a"}]'}, "steps"),
        ({"rotations": np.zeros((5, 22, 3, 3)), "offsets": np.zeros((22, 3))}, "rotation matrices"),
        ({"rotations": np.tile(np.eye(3), (5, 22, 1, 1)), "offsets": np.ones((22, 3))}, "joints"),
        ({"rotations": np.zeros((4, 22, 3, 3)), "offsets": np.zeros((22, 3))}, "fit"),
    ],
)
def test_bad_npz_is_refused_with_a_sentence(tmp_path, change, sentence):
    path = tmp_path / "bad.npz"
    np.savez(path, **{**GOOD, **change})
    with pytest.raises(InputError, match=sentence) as refusal:
        formats.read(path)
    assert "\n" not in str(refusal.value) and "bad.npz" in str(refusal.value)


def test_npz_without_joints_and_23_unnamed_joints(tmp_path):
    np.savez(tmp_path / "smpl.npz", poses=np.zeros((5, 156)))
    with pytest.raises(InputError, match="no array `joints`"):
        formats.read(tmp_path / "smpl.npz")
    np.savez(tmp_path / "many.npz", joints=np.zeros((5, 23, 3)))
    with pytest.raises(InputError, match="23 joints"):
        formats.read(tmp_path / "many.npz")


@pytest.mark.parametrize("suffix", [".npz", ".npy"])
def test_truncation_anywhere_is_an_input_error(tmp_path, suffix):
    whole = formats.write(walk(), tmp_path / f"a{suffix}").read_bytes()
    bad = tmp_path / f"bad{suffix}"
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        bad.write_bytes(whole[:length])
        with pytest.raises(InputError):
            formats.read(bad)


def test_random_bytes_never_escape_as_another_exception(tmp_path, rng):
    whole = bytearray(formats.write(walk(), tmp_path / "a.npz").read_bytes())
    bad = tmp_path / "bad.npz"
    for _ in range(150):
        broken = whole.copy()
        for at in rng.integers(0, len(broken), 3):
            broken[at] = rng.integers(0, 256)
        bad.write_bytes(broken)
        try:
            formats.read(bad)
        except InputError as refusal:
            assert "\n" not in str(refusal)


def test_declared_sizes_are_checked_before_reading(tmp_path, monkeypatch):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (900000000, 22, 3), }".ljust(117) + "\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()
    (tmp_path / "a.npy").write_bytes(data)
    with pytest.raises(InputError, match="declares"):
        formats.read(tmp_path / "a.npy")
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("joints.npy", data)
    with pytest.raises(InputError, match="declares"):
        formats.read(tmp_path / "a.npz")
    monkeypatch.setattr(arrays_module, "MAX_BYTES", 1000)
    formats.write(walk(), tmp_path / "b.npz")
    with pytest.raises(InputError, match="unpacks"):
        formats.read(tmp_path / "b.npz")


def test_npy_shapes_are_told_apart(tmp_path):
    motion = walk(30)
    features = np.asarray(encode(motion.joints, HUMANML22))
    cases = {"joints": motion.joints, "flat": motion.joints.reshape(30, 66), "batch": motion.joints[None]}
    for name, array in cases.items():
        np.save(tmp_path / f"{name}.npy", array)
        read = formats.read(tmp_path / f"{name}.npy")
        assert read.fps == 20 and np.allclose(read.joints, motion.joints, atol=1e-6)
    np.save(tmp_path / "features.npy", features)
    read = formats.read(tmp_path / "features.npy")
    assert read.joints.shape == (29, 22, 3)
    heights = read.joints[:, :, 1]
    assert 1.2 < np.ptp(heights) < 2.0


@pytest.mark.parametrize("skeleton", [HUMANML22, KIT21])
def test_npy_features_are_written_and_read_back(tmp_path, skeleton):
    motion = walk(30, skeleton)
    path = formats.write(motion, tmp_path / "a.npy", layout="features")
    assert np.load(path).shape == (29, 12 * skeleton.num_joints - 1)
    again = formats.read(path)
    assert again.skeleton is skeleton and again.fps == motion.fps
    assert 1.0 < again.joints[..., 1].max() < 2.2
    assert formats.read(formats.write(motion, tmp_path / "b.npy")).joints.shape == motion.joints.shape


def test_kit_joints_in_its_own_unit_become_metres(tmp_path):
    motion = walk(10, KIT21)
    np.save(tmp_path / "kit.npy", motion.joints * 1000 / 1.71)
    assert np.allclose(formats.read(tmp_path / "kit.npy").joints, motion.joints, atol=1e-4)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((30, 23, 3)), "shape"),
        (np.zeros((30, 264)), "shape"),
        (np.zeros((22, 3, 30)), "shape"),
        (np.zeros((0, 263)), "shape"),
        (np.zeros(5), "shape"),
        (np.array(3.0), "shape"),
        (np.full((30, 263), np.inf), "NaN"),
        (np.array(["x"]), "no numbers"),
        (np.array([{}], dtype=object), "pickled"),
    ],
)
def test_bad_npy_is_refused_with_a_sentence(tmp_path, array, sentence):
    np.save(tmp_path / "bad.npy", array, allow_pickle=True)
    with pytest.raises(InputError, match=sentence):
        formats.read(tmp_path / "bad.npy")


def test_the_published_example_is_recovered_from_positions(shared):
    folder = shared / "fixtures" / "humanml3d"
    vectors = sorted(p for p in folder.rglob("*.npy") if np.load(p, mmap_mode="r").shape[-1:] == (263,))
    if not vectors:
        pytest.skip("no 263-d fixture")
    motion = formats.read(vectors[0])
    assert motion.skeleton is HUMANML22 and 1.3 < motion.joints[0, 15, 1] < 1.9
