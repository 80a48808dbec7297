"""A motion as a small film for a model that can see."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from kinemind.cot.subject import Subject
from kinemind.errors import InputError

FPS = 20.0
SIZE = (360, 360)
"""Width and height in pixels: every limb can be told, and a clip of 10 s has about half a megabyte."""
MAX_BYTES = 14 * 2**20
"""What fits, as base64, into one request of 20 MB."""


def film_of(subject: Subject) -> bytes:
    """An mp4 of the subject's motion without any lettering.  Raises InputError where there is no motion."""
    from kinemind.formats.video import write_mp4

    if subject.motion is None:
        raise InputError(
            f"{subject.id} has no motion to show, which the gemini teacher needs; for captions alone take "
            "--teacher openai"
        )
    motion = replace(subject.motion(), text="", steps=())
    if motion.fps > FPS:
        motion = motion.resample(FPS)
    with tempfile.TemporaryDirectory() as folder:
        film = write_mp4(motion, Path(folder) / "film.mp4", SIZE, caption="").read_bytes()
    if len(film) > MAX_BYTES:
        raise InputError(
            f"the film of {subject.id} ({motion.seconds:.0f} s) has {len(film) / 2**20:.0f} MiB, too much to "
            "send; cut the motion into shorter clips"
        )
    return film


def check_ffmpeg() -> None:
    """Raises InputError where no ffmpeg is to be had."""
    import imageio_ffmpeg

    try:
        imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        raise InputError(
            "the gemini teacher draws films and finds no ffmpeg: install it, or set IMAGEIO_FFMPEG_EXE to it"
        ) from None
