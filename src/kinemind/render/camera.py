"""A perspective camera that looks at the figure's front from the side and follows it smoothly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from kinemind.motion import Motion
from kinemind.rigid import facing

AZIMUTH = np.deg2rad(38.0)
"""Turn of the camera from straight ahead of the figure towards its left: a three-quarter view."""
PITCH = np.deg2rad(13.0)
"""How far the camera looks down."""
FOCAL = 2.1
"""Focal length in image heights (a field of view of 27 degrees)."""
FOLLOW_SECONDS = 0.5
"""Standard deviation of the smoothing of the path that the camera follows."""
FLOOR_PERCENTILE = 2.0


@dataclass(frozen=True)
class Camera:
    """Looks at `target` (metres) from `distance` along the axes' third row; `centre` is its place in pixels.

    `axes` rows: right, up, towards the camera.
    """

    axes: Float[np.ndarray, "3 3"]
    target: Float[np.ndarray, 3]
    distance: float
    focal: float
    centre: tuple[float, float]

    def project(
        self, points: Float[np.ndarray, "*N 3"]
    ) -> tuple[Float[np.ndarray, "*N 2"], Float[np.ndarray, "*N"]]:
        """Pixel positions (x right, y down) and depth in metres (distance from the camera's plane)."""
        seen = (np.asarray(points, np.float64) - self.target) @ self.axes.T
        depth = self.distance - seen[..., 2]
        scale = self.focal / np.maximum(depth, 0.05)
        x = self.centre[0] + seen[..., 0] * scale
        y = self.centre[1] - seen[..., 1] * scale
        return np.stack([x, y], axis=-1), depth

    def looking_at(self, target: Float[np.ndarray, 3]) -> Camera:
        return replace(self, target=target)

    @property
    def pixels_per_metre(self) -> float:
        """Scale at the target."""
        return self.focal / self.distance


@dataclass(frozen=True)
class Shot:
    """A camera, the point it follows over time, the floor's height and the figure's height, metres."""

    camera: Camera
    path: Float[np.ndarray, "T 3"]
    floor: float
    figure: float


def frame_shot(
    motion: Motion, width: int, height: int, top: float, bottom: float, follow: bool = True
) -> Shot:
    """A camera for the whole motion; the figure stays between `top` and `bottom` (pixels from each edge).

    `follow` moves with a smoothed path; without it the camera is fixed to the pelvis.
    """
    joints = motion.joints.astype(np.float64)
    floor = float(np.percentile(joints[..., 1].min(1), FLOOR_PERCENTILE))
    ceiling = float(joints[..., 1].max())
    figure = figure_height(motion)
    ground = joints[:, 0] * [1, 0, 1]
    path = smoothed(ground, FOLLOW_SECONDS * motion.fps) if follow else ground
    path = path + [0, (floor + max(ceiling + 0.1 * figure, floor + 0.6 * figure)) / 2, 0]
    axes = _axes(_heading(motion) + AZIMUTH)
    spread = (joints - path[:, None]) @ axes.T
    half_width = float(np.percentile(np.abs(spread[..., 0]).max(1), 99)) + 0.12 * figure
    half_height = float(np.abs(spread[..., 1]).max()) + 0.03 * figure
    focal = FOCAL * height
    pixels = min((height - top - bottom) / (2 * half_height), 0.94 * width / (2 * half_width))
    # the nearest part of the body is drawn larger than the middle
    nearest = float(spread[..., 2].max())
    distance = focal / pixels + 0.4 * max(nearest, 0.0)
    centre = (width / 2, top + (height - top - bottom) / 2)
    return Shot(Camera(axes, path[0], distance, focal, centre), path, floor, figure)


def figure_height(motion: Motion) -> float:
    """Rough body height in metres: the longest chain of bones from the root, times two."""
    parents = motion.skeleton.parents
    bones = np.linalg.norm(motion.joints - motion.joints[:, list(parents)], axis=-1)
    lengths = np.median(bones, axis=0)
    reach = np.zeros(len(parents))
    for j in range(1, len(parents)):
        reach[j] = reach[parents[j]] + lengths[j]
    return max(float(reach.max()) * 1.65, 0.05)


def smoothed(path: Float[np.ndarray, "T 3"], sigma: float) -> Float[np.ndarray, "T 3"]:
    """Gaussian smoothing over time, ends held; sigma in frames."""
    reach = max(1, round(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-6)) ** 2)
    held = np.pad(path, ((reach, reach), (0, 0)), mode="edge")
    weights /= weights.sum()
    return np.stack([np.convolve(held[:, axis], weights, "valid") for axis in range(3)], axis=-1)


def _heading(motion: Motion) -> float:
    """Mean direction of the body's facing; the first frame's where the body turns all around."""
    yaw = facing(motion.joints.astype(np.float64), motion.skeleton)
    mean = np.exp(1j * yaw).mean()
    return float(np.angle(mean)) if abs(mean) > 0.5 else float(yaw[0])


def _axes(azimuth: float) -> Float[np.ndarray, "3 3"]:
    back = np.array([np.sin(azimuth) * np.cos(PITCH), np.sin(PITCH), np.cos(azimuth) * np.cos(PITCH)])
    right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
    return np.stack([right, np.cross(back, right), back])
