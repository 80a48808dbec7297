"""SMPL-family poses: forward kinematics on the uniform skeleton, AMASS and MotionHub files."""

from pathlib import Path

import numpy as np
import pytest

from kinemind.corpora import open_data
from kinemind.corpora.clip import Clip
from kinemind.corpora.importer import recordings_of
from kinemind.corpora.importing import import_recordings
from kinemind.corpora.smpl import Z_UP_TO_Y_UP, smpl_motion
from kinemind.errors import InputError
from kinemind.rigid import facing
from kinemind.skeletons import HUMANML22

QUARTER = np.pi / 2


def _walk_z_up(frames: int, numbers: int) -> tuple[np.ndarray, np.ndarray]:
    """A T-pose that glides 1 m along its facing, as AMASS stores it: z up, root turned onto its feet."""
    poses = np.zeros((frames, numbers))
    poses[:, 0] = QUARTER
    translation = np.zeros((frames, 3))
    translation[:, 1] = -np.linspace(0, 1, frames)
    translation[:, 2] = 0.9
    return poses, translation


def test_t_pose_stands_upright_and_faces_forward() -> None:
    motion = smpl_motion(np.zeros((2, 72)), np.zeros((2, 3)), 30, z_up=False)
    joints = motion.joints[0]
    named = dict(zip(HUMANML22.joint_names, joints, strict=True))
    assert abs(facing(joints, HUMANML22)) < 0.01
    upward = ("left_ankle", "left_knee", "pelvis", "spine1", "spine2", "spine3", "neck", "head")
    assert np.diff([named[name][1] for name in upward]).min() > 0.03
    assert named["left_wrist"][0] > 0.6 and named["right_wrist"][0] < -0.6
    assert abs(named["left_wrist"][1] - named["left_shoulder"][1]) < 0.05
    assert named["left_foot"][2] - named["left_ankle"][2] > 0.1
    lengths = np.linalg.norm(joints[1:] - joints[list(HUMANML22.parents[1:])], axis=-1)
    assert np.allclose(lengths, HUMANML22.lengths[1:], atol=1e-5)


def test_single_joints_turn_as_in_smpl() -> None:
    poses = np.zeros((1, 22, 3))
    poses[0, 16, 2] = -QUARTER  # left shoulder about +z: the arm comes down
    poses[0, 5, 0] = QUARTER  # right knee about +x: the shin goes back
    joints = smpl_motion(poses, np.zeros((1, 3)), 30, z_up=False).joints[0]
    assert joints[20, 1] < joints[16, 1] - 0.4 and abs(joints[20, 0] - joints[16, 0]) < 0.1
    assert joints[8, 2] < joints[5, 2] - 0.35 and abs(joints[7, 2] - joints[4, 2]) < 0.1


@pytest.mark.parametrize(
    ("numbers", "rate_key"), [(156, "mocap_framerate"), (165, "mocap_frame_rate"), (66, "fps")]
)
def test_amass(tmp_path: Path, numbers: int, rate_key: str) -> None:
    root = tmp_path / "amass"
    (root / "KIT" / "3").mkdir(parents=True)
    poses, translation = _walk_z_up(241, numbers)
    arrays = {"poses": poses, "trans": translation, "betas": np.zeros(16), "gender": np.array("neutral")}
    np.savez(root / "KIT" / "3" / "glide_poses.npz", **{**arrays, rate_key: np.array(120.0)})
    (root / "KIT" / "3" / "glide_poses.txt").write_text("a person glides\n")
    np.savez(root / "KIT" / "3" / "shape.npz", betas=np.zeros(16))
    np.savez(root / "KIT" / "3" / "rateless.npz", poses=poses, trans=translation)
    summary = import_recordings(recordings_of("amass", str(root)), tmp_path / "store")
    assert (summary.clips, summary.skipped) == (1, 1)
    clip = open_data(tmp_path / "store").clips()[0]
    joints = clip.motion.joints
    assert clip.motion.fps == 20 and len(joints) == 41 and clip.texts == ("a person glides",)
    assert clip.content is None and abs(facing(joints[0], HUMANML22)) < 1e-4
    assert np.allclose(joints[0, 0, [0, 2]], 0, atol=1e-5)
    assert np.allclose(joints[-1, 0, [0, 2]], [0, 1], atol=2e-2)
    assert joints[:, 15, 1].min() > 1.4 and abs(joints[:, 10, 1].min()) < 0.01


def _motionhub(root: Path, name: str) -> Clip:
    (clip,) = recordings_of("motionhub", str(root)).read(name)
    return clip


def test_motionhub_layouts_agree(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    (root / "motions").mkdir(parents=True)
    (root / "texts").mkdir()
    (root / "texts" / "a.txt").write_text("someone raises an arm\n")
    frames, rng = 60, np.random.default_rng(0)
    poses = np.cumsum(rng.normal(0, 0.01, (frames, 55, 3)), 0)
    translation = np.cumsum(rng.normal(0, 0.01, (frames, 3)), 0)
    np.savez(root / "motions" / "a.npz", poses=poses, trans=translation, mocap_frame_rate=30.0)
    flat = poses.reshape(frames, -1)
    np.savez(root / "b.npz", root_orient=flat[:, :3], pose_body=flat[:, 3:66], transl=translation)
    np.savez(root / "c.npz", poses=flat[:, :156], trans=translation, fps=30)
    array = np.zeros((frames, 322))
    array[:, :66], array[:, 309:312] = flat[:, :66], translation
    np.save(root / "d.npy", array)
    turned = poses.copy()
    from scipy.spatial.transform import Rotation

    down = Rotation.from_matrix(Z_UP_TO_Y_UP.T)
    turned[:, 0] = (down * Rotation.from_rotvec(poses[:, 0])).as_rotvec()
    np.savez(root / "e.npz", poses=turned, trans=translation @ Z_UP_TO_Y_UP, fps=30)
    first = _motionhub(root, "motions/a.npz")
    assert first.texts == ("someone raises an arm",) and first.motion.fps == 20 and len(first.motion) == 40
    for name in ("b.npz", "c.npz", "d.npy", "e.npz"):
        assert np.allclose(_motionhub(root, name).motion.joints, first.motion.joints, atol=1e-5), name


def test_unusable_poses_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="66"):
        smpl_motion(np.zeros((4, 63)), np.zeros((4, 3)), 30)
    with pytest.raises(InputError, match="NaN"):
        smpl_motion(np.full((4, 66), np.nan), np.zeros((4, 3)), 30)
    with pytest.raises(InputError, match="translation"):
        smpl_motion(np.zeros((4, 66)), np.zeros((3, 3)), 30)
    np.save(tmp_path / "x.npy", np.zeros((5, 263)))
    with pytest.raises(InputError, match="322"):
        _motionhub(tmp_path, "x.npy")
