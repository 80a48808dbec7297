"""The stage: background, perspective ground grid that fades with distance, path and soft shadow."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Bool, Float, UInt8

from kinemind.render.camera import Camera, Shot
from kinemind.render.figure import Body, draw_shadow
from kinemind.render.style import ACCENT, GROUND, SKY

_SHRINK = 4
"""Shadows are drawn at a quarter of the size: they are soft anyway."""
_SPACING = 0.5
_REACH = 7.0
"""Metres from the figure in which grid lines are drawn; the fade ends before."""
_FADE = 4.6
_GRID_STRENGTH = 34
_SHADOW_STRENGTH = 62
_SHIFT = 4


@dataclass(frozen=True)
class Stage:
    """Images that stay the same over a film: background colours and the fade of the grid (0 to 255)."""

    background: UInt8[np.ndarray, "H W 3"]
    fade: UInt8[np.ndarray, "H W"]
    shot: Shot
    scale: float


def build_stage(shot: Shot, width: int, height: int) -> Stage:
    """Prepare the stage for a shot.  The camera keeps its height and direction, so it serves every frame."""
    camera = shot.camera
    size = max(shot.figure / 1.7, 0.02)
    columns, rows = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    rays = (
        np.stack(
            [
                (columns - camera.centre[0]) / camera.focal,
                (camera.centre[1] - rows) / camera.focal,
                -np.ones_like(rows),
            ],
            axis=-1,
        )
        @ camera.axes
    )
    eye = camera.target + camera.axes[2] * camera.distance
    below = rays[..., 1] < -1e-6
    along = np.where(below, (shot.floor - eye[1]) / np.where(below, rays[..., 1], -1.0), 0.0)
    ground = eye + along[..., None] * rays
    away = np.hypot(ground[..., 0] - camera.target[0], ground[..., 2] - camera.target[2]) / size
    fade = np.where(below, np.clip(1.0 - away / _FADE, 0.0, 1.0) ** 1.4, 0.0)
    tint = np.where(below, np.exp(-((away / 3.4) ** 2)), 0.0)
    background = np.array(SKY) + (np.array(GROUND, float) - np.array(SKY)) * tint[..., None]
    return Stage(np.rint(background).astype(np.uint8), np.rint(fade * 255).astype(np.uint8), shot, size)


def draw_ground(
    stage: Stage,
    camera: Camera,
    body: Body,
    joints: Float[np.ndarray, "J 3"],
    walked: Float[np.ndarray, "N 3"] | None,
) -> UInt8[np.ndarray, "H W 3"]:
    """A new image with grid, the path walked so far and the shadow of one pose."""
    height, width = stage.fade.shape
    grid = np.zeros((height, width), np.uint8)
    _draw_grid(grid, camera, stage)
    dark = cv2.multiply(grid, stage.fade, scale=1.0 / 255)
    small = np.zeros((height // _SHRINK + 1, width // _SHRINK + 1), np.uint8)
    draw_shadow(small, body, joints, camera, stage.shot.floor, _SHRINK, _SHADOW_STRENGTH)
    blur = max(1.0, 0.022 * stage.scale * camera.pixels_per_metre / _SHRINK)
    small = cv2.GaussianBlur(small, (0, 0), blur)
    shadow = cv2.resize(small, (small.shape[1] * _SHRINK, small.shape[0] * _SHRINK))[:height, :width]
    dark = cv2.add(dark, shadow)
    image: np.ndarray = cv2.subtract(stage.background, cv2.cvtColor(dark, cv2.COLOR_GRAY2BGR))
    if walked is not None and len(walked) > 1:
        _draw_path(image, camera, walked, stage.shot.floor)
    return image


def _draw_grid(mask: UInt8[np.ndarray, "H W"], camera: Camera, stage: Stage) -> None:
    spacing, reach = _SPACING * stage.scale, _REACH * stage.scale
    thickness = max(1, round(mask.shape[0] / 600))
    eye = camera.target + camera.axes[2] * camera.distance
    for axis in (0, 2):
        middle, other = camera.target[axis], camera.target[2 - axis]
        ticks = np.arange(int(np.ceil((middle - reach) / spacing)), int((middle + reach) / spacing) + 1)
        ends = np.full((len(ticks), 2, 3), stage.shot.floor)
        ends[..., axis] = ticks[:, None] * spacing
        ends[..., 2 - axis] = other - reach, other + reach
        ends, seen = _in_front(ends, eye, camera.axes[2])
        places, _ = camera.project(ends)
        fixed = np.rint(np.clip(places, -20000, 20000) * (1 << _SHIFT)).astype(np.int32)
        for parity, strength in ((1, _GRID_STRENGTH * 3 // 5), (0, _GRID_STRENGTH)):
            lines = list(fixed[seen & (ticks % 2 == parity)])
            cv2.polylines(mask, lines, False, strength, thickness, cv2.LINE_AA, _SHIFT)


def _in_front(
    ends: Float[np.ndarray, "N 2 3"], eye: Float[np.ndarray, 3], towards: Float[np.ndarray, 3]
) -> tuple[Float[np.ndarray, "N 2 3"], Bool[np.ndarray, " N"]]:
    """Lines cut where they pass the camera's plane, and which of them lie before it at all."""
    ahead = (eye - ends) @ towards - 0.1
    share = ahead[:, 0] / np.where(ahead[:, 0] == ahead[:, 1], 1.0, ahead[:, 0] - ahead[:, 1])
    cut = ends[:, 0] + share[:, None] * (ends[:, 1] - ends[:, 0])
    return np.where(ahead[..., None] > 0, ends, cut[:, None]), (ahead > 0).any(-1)


def _draw_path(
    image: UInt8[np.ndarray, "H W 3"], camera: Camera, walked: Float[np.ndarray, "N 3"], floor: float
) -> None:
    flat = walked.astype(np.float64).copy()
    flat[:, 1] = floor
    places, depth = camera.project(flat)
    seen = (depth > 0.2) & (np.abs(places) < 20000).all(-1)
    if seen.sum() < 2:
        return
    points = np.rint(places[seen] * (1 << _SHIFT)).astype(np.int32)
    thickness = max(1, round(image.shape[0] / 360))
    cv2.polylines(image, [points[:, None]], False, ACCENT, thickness, cv2.LINE_AA, _SHIFT)
