"""The camera sees the figure, left and right keep their colours, text fits, key poses tell the motion."""

import numpy as np
import pytest

from kinemind.motion import Motion, Step
from kinemind.render import film_frames, storyboard
from kinemind.render.camera import frame_shot
from kinemind.render.lettering import shortened, text_width, wrapped
from kinemind.render.overlay import running_step
from kinemind.render.storyboard import key_frames
from kinemind.render.style import LIMB, side_of
from kinemind.rigid import forward_kinematics
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import HUMANML22, KIT21, Skeleton


def standing(
    frames: int = 10, yaw: float = 0.0, travel: float = 0.0, skeleton: Skeleton = HUMANML22
) -> Motion:
    rotations = np.tile(np.eye(3), (frames, skeleton.num_joints, 1, 1))
    rotations[:, 0] = yaw_rotation(np.full(frames, yaw))
    ahead = np.array([np.sin(yaw), 0, np.cos(yaw)])
    root = [0, 0.95, 0] + np.linspace(0, travel, frames)[:, None] * ahead
    joints = forward_kinematics(rotations, root, skeleton.rest_offsets, skeleton.parents)
    return Motion(joints, 20.0, skeleton)


@pytest.mark.parametrize("yaw", [0.0, 1.0, -2.5])
@pytest.mark.parametrize("travel", [0.0, 6.0])
def test_the_camera_faces_the_front_and_keeps_the_body_in_view(yaw, travel):
    motion = standing(60, yaw, travel)
    shot = frame_shot(motion, 320, 320, 40, 40)
    ahead = np.array([np.sin(yaw), 0, np.cos(yaw)])
    assert 0.5 < shot.camera.axes[2] @ ahead < 0.95
    for t in range(0, 60, 7):
        places, depth = shot.camera.looking_at(shot.path[t]).project(motion.joints[t])
        assert (depth > 0).all() and (places >= 0).all() and (places <= 320).all()
        # seen from the front the figure's left is on the right of the picture
        assert places[16, 0] > places[17, 0] and places[15, 1] < places[0, 1] < places[10, 1]


def test_left_and_right_have_their_colours():
    image = list(film_frames(standing(2), 240, 240))[1].astype(int)
    for side, half in (("left", slice(120, 240)), ("right", slice(0, 120))):
        near = np.abs(image - LIMB[side]).max(-1) < 30
        assert near[:, half].sum() > 60 > 4 * near.sum() - 4 * near[:, half].sum()


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("left_knee", "left"),
        ("LeftLeg", "left"),
        ("L_Knee", "left"),
        ("UpperLeg_R", "right"),
        ("mixamorig:RightArm", "right"),
        ("spine1", "middle"),
        ("Head", "middle"),
    ],
)
def test_sides_by_name(name, side):
    assert side_of(name) == side


def test_any_skeleton_and_length_is_drawn():
    point = Skeleton("custom:1", ("root",), (-1,), ((0.0, 0.0, 0.0),), (0.0,), hips=(0, 0), shoulders=(0, 0))
    arm = Skeleton(
        "custom:2", ("a", "b"), (-1, 0), ((0, 0, 0), (0, 1, 0)), (0, 0.5), hips=(0, 1), shoulders=(0, 1)
    )
    for motion in (
        standing(1), standing(3, skeleton=KIT21), Motion(np.zeros((2, 1, 3)), 20, point),
        Motion(np.array([[[0, 0, 0], [0, 0.5, 0]]] * 3), 20, arm), Motion(np.zeros((2, 22, 3)), 20),
    ):  # fmt: skip
        assert len(list(film_frames(motion, 96, 96))) == len(motion)
        assert storyboard(motion, 96).ndim == 3


def test_text_is_wrapped_into_its_room():
    text = "a person walks forward, turns to the left and waves with both hands " * 4
    lines = wrapped(text, 300, 18, 3)
    assert len(lines) == 3 and all(text_width(line, 18) <= 300 for line in lines)
    assert lines[-1].endswith("...")
    assert text_width(shortened("w" * 10000, 100, 18), 18) <= 100


def test_the_running_step_is_the_one_begun_last():
    steps = (Step("walks", 0.0, 2.0), Step("waves", 1.0, 1.5))
    assert [running_step(steps, t) for t in (0.0, 1.2, 1.7, 2.5)] == [0, 1, 0, None]


def test_key_frames_hold_the_extremes():
    motion = standing(100)
    joints = motion.joints.copy()
    joints[43, 20, 1] += 1.0
    frames = key_frames(Motion(joints, 20.0), 6)
    assert frames[0] == 0 and frames[-1] == 99 and 43 in frames and len(frames) == 6
    assert frames == sorted(set(frames))
