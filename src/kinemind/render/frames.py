"""The frames of a film: a moving figure on a ground grid, its caption and the sub-action that runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from jaxtyping import UInt8

from kinemind.motion import Motion
from kinemind.render.camera import frame_shot
from kinemind.render.figure import body_of, draw_figure
from kinemind.render.ground import build_stage, draw_ground
from kinemind.render.overlay import overlay_of

PATH_SECONDS = 6.0
"""How much of the way behind the figure stays drawn on the ground."""


def film_frames(
    motion: Motion, width: int, height: int, caption: str | None = None
) -> Iterator[UInt8[np.ndarray, "H W 3"]]:
    """One image (blue, green, red) per frame of the motion; `caption` replaces the motion's own text."""
    overlay = overlay_of(motion, width, height, caption)
    shot = frame_shot(motion, width, height, overlay.top + overlay.size // 2, overlay.bottom + overlay.size)
    stage = build_stage(shot, width, height)
    body = body_of(motion.skeleton, shot.figure)
    tail = round(PATH_SECONDS * motion.fps)
    for t, joints in enumerate(motion.joints):
        camera = shot.camera.looking_at(shot.path[t])
        walked = motion.root[max(0, t - tail) : t + 1]
        image = draw_ground(stage, camera, body, joints, walked)
        draw_figure(image, body, joints, camera)
        overlay.draw(image, t / motion.fps)
        yield image
