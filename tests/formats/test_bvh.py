"""BVH: round trip, an independent reader as oracle, odd files, known skeletons, broken files."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from kinemind import formats
from kinemind.errors import InputError
from kinemind.formats.bvh import read_bvh, read_hierarchy, write_bvh
from kinemind.formats.mapping import FAMILIES, family_of, metres_per_unit
from kinemind.motion import Motion
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22, KIT21, Skeleton


def rigid_motion(seed: int, near_lock: bool = False, skeleton: Skeleton = HUMANML22) -> Motion:
    rng = np.random.default_rng(seed)
    frames = 6
    shape = (frames, skeleton.num_joints)
    if near_lock:
        angles = rng.uniform(-180, 180, (*shape, 3))
        angles[..., 1] = rng.choice([90, -90], shape) + rng.choice([0, 1e-7, 1e-5, 1e-3, 0.1], shape)
        turns = Rotation.from_euler("ZXY", angles.reshape(-1, 3), degrees=True).as_matrix()
    else:
        turns = Rotation.random(shape[0] * shape[1], random_state=rng).as_matrix()
    rotations = turns.reshape(*shape, 3, 3).astype(np.float32)
    offsets = skeleton.rest_offsets.astype(np.float32)
    root = rng.normal([0, 0.9, 0], 1.0, (frames, 3))
    joints = forward_kinematics(rotations.astype(np.float64), root, offsets, skeleton.parents)
    return Motion(joints, 30.0, skeleton, rotations=rotations, offsets=offsets)


@given(seed=st.integers(0, 2**31), near_lock=st.booleans())
def test_round_trip_is_under_a_tenth_of_a_millimetre(tmp_path_factory, seed, near_lock):
    motion = rigid_motion(seed, near_lock=near_lock)
    again = read_bvh(write_bvh(motion, tmp_path_factory.mktemp("bvh") / "a.bvh"))
    assert again.skeleton is HUMANML22 and again.fps == 30.0 and again.is_rigid
    assert np.abs(again.joints - motion.joints).max() < 1e-4
    third = read_bvh(write_bvh(again, tmp_path_factory.mktemp("bvh") / "b.bvh"))
    assert np.abs(third.joints - motion.joints).max() < 1e-4


def test_kit_skeleton_round_trip(tmp_path):
    motion = rigid_motion(0, skeleton=KIT21)
    again = formats.read(formats.write(motion, tmp_path / "a.bvh"))
    assert again.skeleton is KIT21 and np.abs(again.joints - motion.joints).max() < 1e-4


def test_npz_and_bvh_of_a_free_motion_agree_by_name(tmp_path, rng):
    steps = np.cumsum(rng.normal(0, 0.01, (40, 22, 3)), axis=0)
    rest = forward_kinematics(
        np.tile(np.eye(3), (1, 22, 1, 1)), np.array([[0, 0.9, 0]]), HUMANML22.rest_offsets, HUMANML22.parents
    )
    motion = Motion(rest + steps, 20.0).rigid()
    npz = formats.read(formats.write(motion, tmp_path / "a.npz"))
    bvh = formats.read(formats.write(motion, tmp_path / "a.bvh"))
    order = [bvh.skeleton.joint_names.index(name) for name in npz.skeleton.joint_names]
    assert np.abs(npz.joints - bvh.joints[:, order]).max() < 2e-3


def test_an_independent_reader_sees_the_same_joints(tmp_path):
    bvhio = pytest.importorskip("bvhio")
    motion = rigid_motion(3, near_lock=True)
    root = bvhio.readAsHierarchy(str(write_bvh(motion, tmp_path / "a.bvh")))
    for frame in range(len(motion)):
        root.loadPose(frame)
        seen = {joint.Name: np.array(joint.PositionWorld) / 100 for joint, _, _ in root.layout()}
        for j, name in enumerate(HUMANML22.joint_names):
            assert np.abs(seen[name] - motion.joints[frame, j]).max() < 1e-3, (frame, name)


def test_rest_pose_is_a_t_pose_in_centimetres(tmp_path):
    text = write_bvh(rigid_motion(0), tmp_path / "a.bvh").read_text()
    lines = [line.strip() for line in text.splitlines()]
    wrist = [float(v) for v in lines[lines.index("JOINT left_wrist") + 2].split()[1:]]
    head = [float(v) for v in lines[lines.index("JOINT head") + 2].split()[1:]]
    assert wrist == pytest.approx([26.60118, 0, 0], abs=1e-3)
    assert head == pytest.approx([0, 10.30392, 0], abs=1e-3)


def test_angles_are_continuous_over_time(tmp_path):
    turn = np.linspace(0, 6 * np.pi, 120)
    rotations = np.tile(np.eye(3, dtype=np.float32), (120, 22, 1, 1))
    rotations[:, 0] = Rotation.from_euler("Y", turn[:, None]).as_matrix()
    offsets = HUMANML22.rest_offsets.astype(np.float32)
    joints = forward_kinematics(rotations, np.zeros((120, 3)), offsets, HUMANML22.parents)
    path = write_bvh(Motion(joints, 30.0, rotations=rotations, offsets=offsets), tmp_path / "a.bvh")
    values = np.array([line.split() for line in path.read_text().splitlines()[-120:]], float)
    assert np.abs(np.diff(values, axis=0)).max() < 20


ODD = (
    "HIERARCHY\r\nROOT\tbase { \r\n\tOFFSET\t0 1e0 0\r\n\tCHANNELS\t6 Yrotation Xposition Zrotation Yposition"
    " Xrotation Zposition\r\n\tJOINT tip\r\n\t{\r\n\t\tOFFSET 0 5.0E-1 0\r\n\t\tCHANNELS 1 Zrotation\r\n"
    "\t\tEnd Site\r\n\t\t{\r\n\t\t\tOFFSET 0 .1 0\r\n\t\t}\r\n\t}\r\n}\r\nMOTION\r\nFrames:\t2\r\n"
    "Frame Time:\t.0083333\r\n0 0 0 1 0 0 0\r\n90 2 0 1 0 3e0 9.0E1\r\n"
)


def test_odd_but_legal_text_is_read(tmp_path):
    path = tmp_path / "odd.BVH"
    path.write_bytes(ODD.encode())
    motion = formats.read(path)
    assert motion.fps == 120 and motion.skeleton.name == "custom:2"
    assert motion.skeleton.joint_names == ("base", "tip")
    assert np.allclose(motion.joints[0], [[0, 1, 0], [0, 1.5, 0]], atol=1e-6)
    assert np.allclose(motion.joints[1], [[2, 1, 3], [2, 1.5, 3]], atol=1e-6)


def test_unknown_hierarchies_pass_through_bvh_and_npz(tmp_path):
    path = tmp_path / "odd.bvh"
    path.write_text(ODD)
    motion = formats.read(path)
    for suffix in (".bvh", ".npz"):
        again = formats.read(formats.write(motion, tmp_path / f"again{suffix}"))
        assert again.skeleton.joint_names == ("base", "tip")
        assert np.abs(again.joints - motion.joints).max() < 1e-4
    with pytest.raises(InputError, match="no mapping"):
        read_hierarchy(path)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: t[: t.index("MOTION")], "MOTION"),
        (lambda t: t[:-9], "truncated"),
        (lambda t: t[:60], "MOTION"),
        (lambda t: t.replace("3e0", "nan"), "NaN"),
        (lambda t: t.replace("3e0", "three"), "no number"),
        (lambda t: t.replace("Frames:\t2", "Frames:\t0"), "no frames"),
        (lambda t: t.replace("Frames:\t2", "Frames:\t99999999"), "truncated"),
        (lambda t: t.replace(".0083333", "-1"), "frame time"),
        (lambda t: t.replace(".0083333", "soon"), "unreadable"),
        (lambda t: t.replace("6 Yrotation", "5 Yrotation"), "CHANNELS"),
        (lambda t: t.replace("5.0E-1", "up"), "offset"),
        (lambda t: t.replace("1 Zrotation", "1 Wrotation"), "CHANNELS"),
        (lambda t: t.replace("}\r\nMOTION", "MOTION"), "incomplete"),
        (lambda t: t.replace("}\r\nMOTION", "}\r\n}\r\nMOTION"), "brace"),
        (lambda t: "<html>not found</html>", "HIERARCHY"),
        (lambda t: "", "empty"),
        (lambda t: "\0\1\2" + t, "binary"),
    ],
)
def test_broken_files_are_refused_with_a_sentence(tmp_path, change, sentence):
    path = tmp_path / "bad.bvh"
    path.write_bytes(change(ODD).encode())
    with pytest.raises(InputError, match=sentence) as refusal:
        formats.read(path)
    assert "\n" not in str(refusal.value) and str(path) in str(refusal.value)


@pytest.mark.parametrize(
    ("leg", "ours", "unit"),
    [
        (0.82, False, 1.0),
        (82.0, False, 0.01),
        (33.0, False, 0.0254),
        (14.5, False, 0.0254 / 0.45),
        (820.0, False, 0.001),
        (35.0, True, 0.01),
        (14.5, True, 0.01),
    ],
)
def test_the_unit_is_told_from_the_legs(leg, ours, unit):
    assert metres_per_unit(leg, ours) == pytest.approx(unit)


def named_like(family_names: dict[str, str], scale: float, directory: Path) -> Path:
    """Our rest pose as a BVH with other names and unit."""
    motion = rigid_motion(5)
    text = write_bvh(motion, directory / "ours.bvh").read_text()
    lines = text.splitlines()
    for k, line in enumerate(lines):
        words = line.split()
        if words[:1] in (["ROOT"], ["JOINT"]):
            lines[k] = line.replace(words[1], family_names[words[1]])
        if words[:1] == ["OFFSET"]:
            lines[k] = "OFFSET " + " ".join(str(float(v) * scale / 100) for v in words[1:])
    start = lines.index("MOTION") + 3
    for k in range(start, len(lines)):
        values = [float(v) for v in lines[k].split()]
        lines[k] = " ".join(str(v) for v in [v * scale / 100 for v in values[:3]] + values[3:])
    path = directory / "other.bvh"
    path.write_text("\n".join(lines))
    return path


SMPL = {
    name: "m_avg_" + re.sub("Left", "L", re.sub("Right", "R", name.title())) for name in HUMANML22.joint_names
}
_LIMBS = {
    "hip": "UpLeg",
    "knee": "Leg",
    "ankle": "Foot",
    "foot": "ToeBase",
    "collar": "Shoulder",
    "shoulder": "Arm",
    "elbow": "ForeArm",
    "wrist": "Hand",
}
_TRUNK = {
    "pelvis": "Hips",
    "spine1": "Spine",
    "spine2": "Spine1",
    "spine3": "Spine2",
    "neck": "Neck",
    "head": "Head",
}
MIXAMO = {
    name: "mixamorig:" + (_TRUNK.get(name) or name.split("_")[0].capitalize() + _LIMBS[name.split("_")[1]])
    for name in HUMANML22.joint_names
}


@pytest.mark.parametrize(("names", "scale"), [(SMPL, 1.0), (SMPL, 100.0), (MIXAMO, 100.0), (MIXAMO, 39.3701)])
def test_common_names_and_units_become_humanml22_in_metres(tmp_path, names, scale):
    motion = read_hierarchy(named_like(names, scale, tmp_path))
    assert motion.skeleton is HUMANML22
    assert np.abs(motion.joints - rigid_motion(5).joints).max() < 2e-3


def test_every_family_names_all_joints_and_is_found_by_its_names():
    for family in FAMILIES:
        assert set(family.places) == set(HUMANML22.joint_names)
        names = tuple(n for p in family.places.values() for n in ((p,) if isinstance(p, str) else p[:2]))
        assert family_of(names) is not None


def test_cgspeed_loses_its_rest_pose_frame_and_stands_upright(shared):
    motion = read_hierarchy(shared / "data/raw/cmu_bvh/09_01.bvh")
    assert motion.fps == 120 and motion.skeleton is HUMANML22
    height = motion.joints[:, 15, 1] - motion.joints[:, [10, 11], 1].min(1)
    assert 1.3 < np.median(height) < 1.8
    travelled = np.linalg.norm(np.diff(motion.joints[:, 0], axis=0), axis=-1) * 120
    assert travelled[0] < 8
