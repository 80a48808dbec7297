"""A picture (.png) of the motion: key poses side by side along time; write only."""

from __future__ import annotations

from pathlib import Path

from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.motion import Motion


def write_png(
    motion: Motion, path: str | Path, height: int = 480, poses: int = 8, caption: str | None = None
) -> Path:
    """A strip of `poses` key poses, each `height` pixels high; `caption` replaces the motion's text."""
    import cv2

    from kinemind.render import storyboard

    if not 64 <= height <= 2048:
        raise InputError(f"the poses are 64 to 2048 pixels high, not {height}")
    if not 2 <= poses <= 24:
        raise InputError(f"a strip has 2 to 24 poses, not {poses}")
    done, data = cv2.imencode(".png", storyboard(motion, height, poses, caption))
    assert done, "OpenCV encodes any 8-bit image as PNG"
    with written_aside(path) as aside:
        aside.write_bytes(data.tobytes())
    return Path(path)
