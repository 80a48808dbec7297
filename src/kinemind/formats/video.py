"""Films (.mp4, .gif) of the moving skeleton; write only.  Frames are drawn here, ffmpeg encodes them."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.motion import Motion

MAX_FILM_FPS = 60.0
MAX_GIF_FPS = 25.0
_ENCODERS: dict[str, list[str]] = {
    ".mp4": [
        "-c:v",
        "libx264",
        "-preset",
        "superfast",
        "-crf",
        "21",
        "-pix_fmt",
        "yuv420p",
        "-movflags",
        "+faststart",
    ],
    ".gif": [
        "-filter_complex",
        "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=bayer:"
        "bayer_scale=5:diff_mode=rectangle",
        "-loop",
        "0",
    ],
}


def write_mp4(
    motion: Motion, path: str | Path, size: tuple[int, int] = (720, 720), caption: str | None = None
) -> Path:
    """An H.264 film; `size` is (width, height) in pixels, `caption` replaces the motion's text."""
    return _write_film(motion, Path(path), size, caption, MAX_FILM_FPS)


def write_gif(
    motion: Motion, path: str | Path, size: tuple[int, int] = (480, 480), caption: str | None = None
) -> Path:
    """An endlessly repeated GIF with its own palette, at most 25 frames a second."""
    return _write_film(motion, Path(path), size, caption, MAX_GIF_FPS)


def _write_film(
    motion: Motion, path: Path, size: tuple[int, int], caption: str | None, max_fps: float
) -> Path:
    from kinemind.render import film_frames

    width, height = size
    if not (64 <= width <= 4096 and 64 <= height <= 4096) or width % 2 or height % 2:
        raise InputError(f"a film has an even width and height of 64 to 4096 pixels, not {width} x {height}")
    shown = _at_most(motion, max_fps)
    with written_aside(path) as aside:
        _encode(film_frames(shown, width, height, caption), size, shown.fps, aside)
    return path


def _at_most(motion: Motion, fps: float) -> Motion:
    """Every n-th frame, so that the rate is at most `fps`."""
    stride = max(1, int(np.ceil(motion.fps / fps - 1e-6)))
    if stride == 1:
        return motion
    return Motion(
        motion.joints[::stride], motion.fps / stride, motion.skeleton, text=motion.text, steps=motion.steps
    )


def _encode(frames: Iterable[np.ndarray], size: tuple[int, int], fps: float, path: Path) -> None:
    import cv2
    import imageio_ffmpeg

    film = path.suffix.lower() == ".mp4"
    pixels = "yuv420p" if film else "bgr24"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", pixels,
        "-s", f"{size[0]}x{size[1]}", "-r", f"{fps:.6f}", "-i", "-",
        *_ENCODERS[path.suffix.lower()], str(path),
    ]  # fmt: skip
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=messages)
        assert process.stdin is not None
        try:
            for frame in frames:
                # OpenCV converts faster than ffmpeg does, and half as many bytes go through the pipe
                sent = cv2.cvtColor(frame, cv2.COLOR_BGR2YUV_I420) if film else frame
                process.stdin.write(np.ascontiguousarray(sent).data)
            process.stdin.close()
        except BrokenPipeError:
            pass  # ffmpeg gave up; its message follows
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait() != 0:
            messages.seek(0)
            reason = messages.read().decode("utf-8", "replace").strip().splitlines() or ["no reason given"]
            raise InputError(f"ffmpeg could not write the film: {reason[-1][:200]}")
