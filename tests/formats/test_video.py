"""Films and pictures are decodable files of the asked size and length."""

import subprocess

import cv2
import numpy as np
import pytest

from kinemind import formats
from kinemind.errors import InputError
from kinemind.motion import Motion, Step


@pytest.fixture(scope="module")
def motion() -> Motion:
    t = np.arange(24)[:, None, None] / 20
    joints = np.random.default_rng(0).normal(0, 0.3, (1, 22, 3)) + [0, 1, 0] + t * [0, 0, 1]
    steps = (Step("walks forward", 0, 0.6), Step("stops", 0.6, 1.2))
    return Motion(joints, 20.0, text="a person walks " * 12, steps=steps)


@pytest.mark.parametrize("suffix", [".mp4", ".gif"])
def test_films_have_every_frame(tmp_path, motion, suffix):
    import imageio_ffmpeg

    path = formats.write(motion, tmp_path / f"a{suffix}", size=(160, 128))
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    assert frames == 24 and seconds == pytest.approx(1.2, abs=0.1)
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-loglevel",
        "error",
        "-i",
        str(path),
        "-f",
        "rawvideo",
        "-pix_fmt",
        "bgr24",
        "-",
    ]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    images = np.frombuffer(raw, np.uint8).reshape(-1, 128, 160, 3)
    assert np.abs(images[0].astype(int) - images[12]).max() > 60
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_fast_motion_is_thinned_not_slowed(tmp_path, motion):
    import imageio_ffmpeg

    fast = Motion(np.repeat(motion.joints, 6, axis=0), 120.0)
    path = formats.write(fast, tmp_path / "a.mp4", size=(96, 96))
    frames, seconds = imageio_ffmpeg.count_frames_and_secs(str(path))
    assert frames == 72 and seconds == pytest.approx(1.2, abs=0.05)


def test_a_picture_is_a_strip_of_poses(tmp_path, motion):
    image = cv2.imread(str(formats.write(motion, tmp_path / "a.png", height=200, poses=6)))
    assert image.shape[1] > 2 * image.shape[0] and np.ptp(image) > 150


def test_wrong_sizes_are_refused(tmp_path, motion):
    with pytest.raises(InputError, match="even"):
        formats.write(motion, tmp_path / "a.mp4", size=(101, 100))
    with pytest.raises(InputError, match="high"):
        formats.write(motion, tmp_path / "a.png", height=5)
    assert not list(tmp_path.iterdir())
