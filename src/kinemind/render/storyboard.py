"""A strip of key poses side by side along time, with the caption, times and sub-actions."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from jaxtyping import Float, UInt8

from kinemind.motion import Motion
from kinemind.render.camera import frame_shot
from kinemind.render.figure import body_of, draw_figure
from kinemind.render.ground import build_stage, draw_ground
from kinemind.render.lettering import BOLD, draw_text, printable, shortened, text_width, wrapped
from kinemind.render.overlay import running_step
from kinemind.render.style import ACCENT, FAINT_INK, INK, SKY, TRACK, mixed

MAX_POSES = 8
_WHITE = (255, 255, 255)
_TILE_ASPECT = 0.74
_OVERLAP = 0.18
"""Share of a tile's width that neighbours share; figures rarely fill their tile."""


def key_frames(motion: Motion, count: int) -> list[int]:
    """Frames, first and last among them, between which the pose changes most nearly linearly.

    Greedy: the frame farthest from the line between its chosen neighbours is added, by the largest joint
    distance in the pelvis frame; frames closer than a third of an even spacing are left out.
    """
    frames = len(motion)
    if frames <= count:
        return list(range(frames))
    pose = (motion.joints - motion.joints[:, :1] * [1, 0, 1]).astype(np.float64)
    chosen = [0, frames - 1]
    apart = max(1, (frames - 1) // (2 * count))
    while len(chosen) < count:
        distance = np.full(frames, -1.0)
        for a, b in pairwise(chosen):
            inner = np.arange(a + apart, b - apart + 1)
            if len(inner):
                share = ((inner - a) / (b - a))[:, None, None]
                line = pose[a] + share * (pose[b] - pose[a])
                moved = np.linalg.norm(pose[inner] - line, axis=-1).max(-1)
                # long gaps are filled even where nothing moves
                distance[inner] = moved + 0.4 * (b - a) / frames * np.minimum(inner - a, b - inner) / (b - a)
        if distance.max() < 0:
            break
        chosen = sorted([*chosen, int(distance.argmax())])
    return chosen


def storyboard(
    motion: Motion, height: int = 520, poses: int = MAX_POSES, caption: str | None = None
) -> UInt8[np.ndarray, "H W 3"]:
    """The image (blue, green, red); its width follows from the number of poses."""
    text = motion.text if caption is None else caption
    frames = key_frames(motion, max(2, poses))
    size = max(12, round(height / 22))
    margin = round(size * 1.2)
    tile = round(height * _TILE_ASPECT)
    step = round(tile * (1 - _OVERLAP))
    width = 2 * margin + step * (len(frames) - 1) + tile
    lines = wrapped(text, width - 2 * margin, size, 2, BOLD) if text else []
    top = margin + round(size * 1.35 * len(lines))
    bottom = round(size * (3.9 if motion.steps else 2.4))
    canvas = np.full((top + height + bottom, width, 3), SKY, np.uint8)
    centres = _draw_poses(canvas[top : top + height, margin:], motion, frames, tile, step, height)
    for k, line in enumerate(lines):
        draw_text(canvas, line, (margin, margin + round(size * (0.8 + 1.35 * k))), size, INK, BOLD)
    _draw_times(canvas, motion, frames, [margin + c for c in centres], top + height, size)
    return canvas


def _draw_poses(
    canvas: UInt8[np.ndarray, "H W 3"],
    motion: Motion,
    frames: list[int],
    tile: int,
    step: int,
    height: int,
) -> list[int]:
    """Draw the poses into the canvas, the darker of two overlapping pixels winning; centres in pixels."""
    edge = round(0.02 * height)
    shot = frame_shot(motion, tile, height, edge, round(0.10 * height), follow=False)
    stage = build_stage(shot, tile, height)
    body = body_of(motion.skeleton, shot.figure)
    # tiles melt into each other and into the canvas
    columns = np.minimum(np.arange(tile), np.arange(tile)[::-1]) / (_OVERLAP * tile)
    rows = np.arange(height)[::-1] / (0.10 * height)
    soft = np.clip(columns, 0, 1)[None, :, None] * np.clip(rows, 0, 1)[:, None, None]
    centres = []
    for k, frame in enumerate(frames):
        joints = motion.joints[frame]
        camera = shot.camera.looking_at(shot.path[frame])
        ground = draw_ground(stage, camera, body, joints, None)
        figure = ground.copy()
        draw_figure(figure, body, joints, camera)
        place = canvas[:, k * step : k * step + tile]
        drawn = np.any(figure != ground, axis=-1, keepdims=True)
        melted = place + (ground.astype(np.float64) - np.array(SKY)) * soft
        place[:] = np.where(drawn, figure, np.clip(np.rint(melted), 0, 255)).astype(np.uint8)
        centres.append(k * step + tile // 2)
    return centres


def _draw_times(
    canvas: UInt8[np.ndarray, "H W 3"],
    motion: Motion,
    frames: list[int],
    centres: list[int],
    y: int,
    size: int,
) -> None:
    """The time under every pose, and under these the sub-actions as brackets over the poses they cover."""
    small = round(size * 0.8)
    line_y = y + round(size * 0.4)
    cv2.line(canvas, (centres[0], line_y), (centres[-1], line_y), TRACK, max(2, size // 8), cv2.LINE_AA)
    for frame, centre in zip(frames, centres, strict=True):
        time = frame / motion.fps
        running = running_step(motion.steps, time) is not None
        colour = ACCENT if running else FAINT_INK
        cv2.circle(canvas, (centre, line_y), max(3, size // 4), colour, -1, cv2.LINE_AA)
        clock = f"{time:.1f} s"
        place = (centre - text_width(clock, small) // 2, line_y + round(size * 1.25))
        draw_text(canvas, clock, place, small, FAINT_INK)
    times = np.array(frames) / motion.fps
    bar_y = y + round(size * 2.15)
    thick = max(4, size // 3)
    for k, step in enumerate(motion.steps):
        left = _at(times, centres, step.start)
        right = max(_at(times, centres, step.end) - thick, left + thick)
        colour = mixed(ACCENT, _WHITE, 0.0 if k % 2 == 0 else 0.35)
        cv2.line(canvas, (left, bar_y), (right, bar_y), colour, thick, cv2.LINE_AA)
        label = shortened(printable(step.text), right - left, small, BOLD)
        draw_text(canvas, label, (left, bar_y + round(size * 1.3)), small, ACCENT, BOLD)


def _at(times: Float[np.ndarray, " N"], centres: list[int], time: float) -> int:
    """The x of a time, linear between the poses."""
    return round(float(np.interp(time, times, centres)))
