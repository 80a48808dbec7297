"""SMPL poses: our own file comes back exactly, other readers of AMASS see the same pose."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from kinemind import formats
from kinemind.corpora.amass import read_poses
from kinemind.corpora.smpl import smpl_motion
from kinemind.errors import InputError
from kinemind.formats.smpl.t_pose import t_pose_offsets
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22, KIT21
from tests.formats.gltf.motions import swinging, wobbling

PARENTS = list(HUMANML22.parents[1:])


def directions(joints):
    bones = joints[:, 1:] - joints[:, PARENTS]
    return bones / np.linalg.norm(bones, axis=-1, keepdims=True)


def test_our_own_file_comes_back(tmp_path):
    motion = swinging()
    again = Motion.load(motion.save(tmp_path / "a.SMPL.npz"))
    assert again.skeleton is HUMANML22 and again.fps == motion.fps and again.is_rigid
    assert np.abs(again.joints - motion.joints).max() < 1e-4
    assert again.text == motion.text and again.steps == motion.steps
    free = wobbling()
    assert np.abs(Motion.load(free.save(tmp_path / "b.smpl.npz")).joints - free.rigid().joints).max() < 1e-4


def test_the_name_tells_it_from_our_own_npz(tmp_path):
    path = formats.write(swinging(), tmp_path / "wave.v2.npz")
    assert "joints" in np.load(path)
    assert "poses" in np.load(formats.write(swinging(), tmp_path / "wave.smpl.npz"))


def test_the_arrays_are_those_of_amass(tmp_path):
    motion = swinging(frames=12)
    arrays = np.load(motion.save(tmp_path / "a.smpl.npz"))
    assert arrays["poses"].shape == (12, 156) and not arrays["poses"][:, 66:].any()
    assert arrays["trans"].shape == (12, 3) and arrays["betas"].shape == (16,)
    assert str(arrays["gender"]) == "neutral" and float(arrays["mocap_framerate"]) == 20.0
    assert np.allclose(arrays["trans"][:, 2], motion.root[:, 1], atol=1e-6), "z is up"
    upright = Rotation.from_rotvec(arrays["poses"][0, :3]).apply([0, 1, 0])
    assert upright[2] > 0.9


def test_a_t_pose_is_no_rotation_but_that_of_the_axes(tmp_path):
    offsets = t_pose_offsets()
    joints = np.zeros((1, 22, 3))
    for j, parent in enumerate(HUMANML22.parents[1:], start=1):
        joints[:, j] = joints[:, parent] + offsets[j]
    still = np.tile(np.eye(3, dtype=np.float32), (1, 22, 1, 1))
    motion = Motion(joints, 20.0, rotations=still, offsets=offsets.astype(np.float32))
    poses = np.load(motion.save(tmp_path / "a.smpl.npz"))["poses"][0]
    assert poses[:3] == pytest.approx([np.pi / 2, 0, 0], abs=1e-6) and np.abs(poses[3:]).max() < 1e-6


def test_the_poses_of_an_amass_file_are_kept(tmp_path, rng):
    poses = np.zeros((9, 156))
    poses[:, :66] = rng.normal(0, 0.3, (9, 66))
    motion = smpl_motion(poses, rng.normal(0, 1, (9, 3)), 60.0, z_up=True)
    written = np.load(motion.save(tmp_path / "a.smpl.npz"))["poses"]
    turn = Rotation.from_rotvec(written[:, :66].reshape(-1, 3)).inv()
    assert (turn * Rotation.from_rotvec(poses[:, :66].reshape(-1, 3))).magnitude().max() < 1e-3


def test_another_reader_sees_the_same_limbs(tmp_path):
    """Bones that hang on pelvis and chest are the body's own; all others point as ours do."""
    motion = swinging(frames=60)
    path = motion.save(tmp_path / "a.smpl.npz")
    arrays = dict(np.load(path))
    del arrays["rest_offsets"]
    np.savez(tmp_path / "b.smpl.npz", **arrays)
    seen = formats.read(tmp_path / "b.smpl.npz")
    angle = np.degrees(
        np.arccos(np.clip((directions(seen.joints) * directions(motion.joints)).sum(-1), -1, 1))
    )
    own = {"left_hip", "right_hip", "spine1", "neck", "left_collar", "right_collar"}
    names = np.array(HUMANML22.joint_names[1:])
    assert angle[:, ~np.isin(names, list(own))].max() < 0.1
    assert angle.max() < 60, "SMPL's hips hang lower, its collars rise more steeply"
    clip, rate = read_poses(path, "a")
    assert rate == 20.0 and len(clip) == 60
    assert np.abs(clip.joints[:, 0, 1] - clip.joints[0, 0, 1]).max() < 0.05, "it stands upright"


def test_other_skeletons_are_refused(tmp_path):
    with pytest.raises(InputError, match="humanml22"):
        swinging(KIT21).save(tmp_path / "a.smpl.npz")


GOOD = {"poses": np.zeros((5, 156)), "trans": np.zeros((5, 3)), "mocap_framerate": 30.0}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"poses": None}, "no array `poses`"),
        ({"trans": None}, "no array `trans`"),
        ({"mocap_framerate": None}, "frame rate"),
        ({"mocap_framerate": 0.0}, "frame rate"),
        ({"mocap_framerate": np.nan}, "finite"),
        ({"poses": np.zeros((5, 63))}, "66"),
        ({"poses": np.zeros(())}, "66"),
        ({"poses": np.zeros((0, 156)), "trans": np.zeros((0, 3))}, "66"),
        ({"poses": np.full((5, 156), np.nan)}, "finite"),
        ({"poses": np.full((5, 156), 1e200)}, "finite"),
        ({"poses": np.array([["a"] * 156] * 5)}, "finite"),
        ({"poses": np.array([{}], dtype=object)}, "pickled"),
        ({"trans": np.zeros((4, 3))}, "trans"),
        ({"rest_offsets": np.zeros((21, 3))}, "rest_offsets"),
        ({"rest_offsets": np.full((22, 3), 1e5)}, "from the origin|figure"),
        ({"steps": "{"}, "steps"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(tmp_path, change, sentence):
    path = tmp_path / "bad.smpl.npz"
    np.savez(path, **{k: v for k, v in {**GOOD, **change}.items() if v is not None})
    with pytest.raises(InputError, match=sentence) as refusal:
        formats.read(path)
    assert "\n" not in str(refusal.value) and "bad.smpl.npz" in str(refusal.value)
