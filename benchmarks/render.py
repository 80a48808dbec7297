"""Seconds from joints to mp4: ours against the matplotlib 3-D animation that the field uses.

    python benchmarks/render.py [--frames 196] [--size 480] [--out DIR]

Both draw the same clip at the same size and rate.  The matplotlib side is written for this comparison the
way motion repositories do it: the axes are cleared and redrawn for every frame, with the floor, the path
of the root and one line per kinematic chain, and saved through matplotlib's ffmpeg writer.  The two films
must have the same number of frames, size and rate, and a figure that moves: pictures of two styles agree no
further.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from side_by_side import Comparison, Row, in_turns, options_of, require, run

from kinemind import formats
from kinemind.motion import Motion
from kinemind.rigid import forward_kinematics
from kinemind.rotations import yaw_rotation
from kinemind.skeletons import HUMANML22

CHAINS = [[0, 2, 5, 8, 11], [0, 1, 4, 7, 10], [0, 3, 6, 9, 12, 15], [9, 14, 17, 19, 21], [9, 13, 16, 18, 20]]


def clip(frames: int) -> Motion:
    """A figure that walks a curve with swinging limbs, 20 frames a second."""
    t = np.arange(frames) / 20.0
    rotations = np.tile(np.eye(3), (frames, 22, 1, 1))
    rotations[:, 0] = yaw_rotation(0.2 * t)
    swing = 0.5 * np.sin(2 * np.pi * 0.9 * t)
    for joint, sign in ((1, 1), (2, -1), (16, -1), (17, 1)):
        c, s = np.cos(sign * swing), np.sin(sign * swing)
        rotations[:, joint, 1:, 1:] = np.stack([c, -s, s, c], -1).reshape(-1, 2, 2)
    rotations[:, 12, 1:, 1:] = [[0, 1], [-1, 0]]  # the rest pose's head points forward
    root = np.stack([1.2 * np.sin(0.3 * t), np.full(frames, 0.93), 1.1 * t], axis=-1)
    joints = forward_kinematics(rotations, root, HUMANML22.rest_offsets, HUMANML22.parents)
    return Motion(joints, 20.0, text="a person walks along a curve")


def matplotlib_film(motion: Motion, path: Path, size: int) -> None:
    """The usual redraw-everything animation."""
    import imageio_ffmpeg
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    from matplotlib import pyplot
    from matplotlib.animation import FFMpegWriter, FuncAnimation
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    joints = motion.joints.astype(np.float64)
    low, high = joints.min((0, 1)), joints.max((0, 1))
    path_xz = joints[:, 0, [0, 2]]
    joints = joints - joints[:, :1] * [1, 0, 1]
    figure = pyplot.figure(figsize=(size / 100, size / 100), dpi=100)
    axes = figure.add_subplot(projection="3d")

    def draw(frame: int) -> None:
        axes.clear()
        axes.set(xlim=(-1.5, 1.5), ylim=(0, 3), zlim=(0, 3))
        axes.grid(False)
        axes.view_init(elev=120, azim=-90)
        axes.set_axis_off()
        axes.set_title(motion.text, fontsize=9)
        x, z = path_xz[frame]
        floor = [
            [low[0] - x, 0, low[2] - z],
            [low[0] - x, 0, high[2] - z],
            [high[0] - x, 0, high[2] - z],
            [high[0] - x, 0, low[2] - z],
        ]
        axes.add_collection3d(Poly3DCollection([floor], facecolor=(0.5, 0.5, 0.5, 0.5)))
        walked = path_xz[: frame + 1] - path_xz[frame]
        axes.plot(walked[:, 0], np.zeros(len(walked)), walked[:, 1], linewidth=1.0, color="blue")
        for k, chain in enumerate(CHAINS):
            axes.plot(*joints[frame, chain].T, linewidth=4.0 if k < 3 else 2.0)

    animation = FuncAnimation(figure, draw, frames=len(joints), interval=1000 / motion.fps, repeat=False)
    animation.save(str(path), writer=FFMpegWriter(fps=round(motion.fps)))
    pyplot.close(figure)


STILL = 1.0
"""Mean change from the first frame to the last, of 255, below which nothing moves."""


def film_of(path: Path) -> tuple[int, tuple[int, int], float, float]:
    """Frames, width and height, rate, and the mean change (of 255) from the first frame to the last.

    The lowest fifth of the picture does not count: there our films have a bar that shows the time.
    """
    capture = cv2.VideoCapture(str(path))
    fps = float(capture.get(cv2.CAP_PROP_FPS))
    frames = []
    while True:
        read, frame = capture.read()
        if not read:
            break
        frames.append(frame.astype(np.float32))
    capture.release()
    if not frames:
        return 0, (0, 0), fps, 0.0
    height, width = frames[0].shape[:2]
    change = np.abs(frames[-1] - frames[0])[: height * 4 // 5]
    return len(frames), (width, height), fps, float(change.mean())


def check(ours: Path, theirs: Path) -> None:
    """Raises Disagreement where one film is not of the same motion as the other."""
    found, peer = film_of(ours), film_of(theirs)
    for what, own, other in zip(("frames", "size", "rate"), found, peer, strict=False):
        require(own == other, f"{what} {own}, the peer's {other}")
    require(min(found[3], peer[3]) > STILL, "nothing moves in one of the films")


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("--frames", type=int, default=196)
    parser.add_argument("--size", type=int, default=480, help="width and height in pixels")
    parser.add_argument("--out", type=Path, help="keep the two films in this folder")
    options = parser.parse_args(words)
    motion, size = clip(options.frames), options.size
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        ours, theirs = folder / "ours.mp4", folder / "matplotlib.mp4"
        # imports and font caches are not what is measured
        formats.write(motion[:2], ours, size=(size, size))
        matplotlib_film(motion[:2], theirs, size)
        seconds = in_turns(
            {
                "ours": lambda: formats.write(motion, ours, size=(size, size)),
                "theirs": lambda: matplotlib_film(motion, theirs, size),
            },
            options.rounds,
        )
        check(ours, theirs)
    Comparison(
        "render",
        f"Rendering: {options.frames} frames of joints to an mp4 of {size} × {size} pixels",
        "matplotlib: the axes cleared and drawn again for every frame, as motion repositories do",
        "both films have the same frames, size and rate, and a figure that moves",
        (Row.of_seconds("one film", seconds["ours"], seconds["theirs"], "s a film"),),
    ).finish(options.output, options.threads, words)


if __name__ == "__main__":
    run(main)
