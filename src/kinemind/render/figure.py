"""The body of a skeleton: tapered, shaded limbs, drawn from the farthest to the nearest."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import Float, Int, UInt8

from kinemind.render.camera import Camera
from kinemind.render.style import (
    HAND_RADIUS,
    HEAD_RADIUS,
    LIMB,
    NOSE_RADIUS,
    Colour,
    Side,
    mixed,
    radii_of,
    side_of,
)
from kinemind.skeletons import Skeleton

_SHIFT = 4  # fractional bits of the pixel positions that OpenCV takes
_ARC = np.linspace(0.5 * np.pi, 1.5 * np.pi, 13)
_TURNED = np.stack([np.cos(_ARC), np.sin(_ARC)], axis=-1)
"""Half a circle about the near end of a capsule that points along +x."""
_SHADOW_WIDTH = 0.62
"""Of the limb's own: a round brush has no perspective, and the floor is seen at a flat angle."""
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)
_STANDARD_HEIGHT = 1.7
_FARTHEST = 30000
"""Pixels; beyond, OpenCV's fixed-point numbers overflow."""
_LIGHTS = ((0.20, 0.62, 0.16), (0.30, 0.34, 0.30))
"""Highlights: shift and thickness in radii, share of white."""


@dataclass(frozen=True)
class Body:
    """The limbs of a skeleton: tapered capsules between two points (balls where the points are one).

    `ends` are indices into `points()`, `radii` metres; `groups` are the limbs drawn as one shape, each in
    one of `colours`; `scale` is the figure's height relative to that of the standard figure.
    """

    skeleton: Skeleton
    scale: float
    ends: Int[np.ndarray, "L 2"]
    radii: Float[np.ndarray, "L 2"]
    groups: tuple[list[int], ...]
    colours: tuple[Colour, ...]

    def points(self, joints: Float[np.ndarray, "J 3"]) -> Float[np.ndarray, "P 3"]:
        """The joints of one pose and, where the skeleton has a head, the middle of the skull and the nose."""
        names = self.skeleton.joint_names
        if "head" not in names or "neck" not in names:
            return joints
        head, neck = joints[names.index("head")], joints[names.index("neck")]
        up = _unit(head - neck)
        left, right = (joints[index] for index in self.skeleton.shoulders)
        ahead = _unit(np.cross(left - right, up))
        radius = HEAD_RADIUS * self.scale
        skull = head + 0.45 * radius * up
        return np.concatenate([joints, skull[None], (skull + radius * (0.93 * ahead - 0.1 * up))[None]])


def _unit(vector: Float[np.ndarray, 3]) -> Float[np.ndarray, 3]:
    return vector / max(float(np.linalg.norm(vector)), 1e-6)


def body_of(skeleton: Skeleton, height: float) -> Body:
    """The limbs for a figure of `height` metres."""
    names, scale = skeleton.joint_names, height / _STANDARD_HEIGHT
    limbs: list[tuple[int, int, tuple[float, float], Side]] = [
        (parent, j, radii_of(names[j]), side_of(names[j])) for j, parent in enumerate(skeleton.parents) if j
    ]
    # hips and collars are parts of the trunk, though their joints lie on one side
    central = ("_hip", "_collar")
    trunk = [k for k, (_, j, _, side) in enumerate(limbs) if side == "middle" or names[j].endswith(central)]
    groups = [[k] for k in range(len(limbs)) if k not in trunk]
    colours = [LIMB[limbs[k][3]] for (k,) in groups]
    # without named sides (an unknown skeleton) nothing is one trunk
    groups = [trunk, *groups] if groups and trunk else groups or [[k] for k in trunk]
    colours = [LIMB["middle"]] * (len(groups) - len(colours)) + colours
    balls = [(names.index(n), HAND_RADIUS, side_of(n)) for n in ("left_wrist", "right_wrist") if n in names]
    if "head" in names and "neck" in names:
        balls += [(len(names), HEAD_RADIUS, "middle"), (len(names) + 1, NOSE_RADIUS, "middle")]
    for point, radius, side in balls:
        groups.append([len(limbs)])
        colours.append(LIMB[side])
        limbs.append((point, point, (radius, radius), side))
    return Body(
        skeleton,
        scale,
        np.array([limb[:2] for limb in limbs], np.int64).reshape(-1, 2),
        np.array([limb[2] for limb in limbs]).reshape(-1, 2) * scale,
        tuple(groups),
        tuple(colours),
    )


def draw_figure(
    image: UInt8[np.ndarray, "H W 3"], body: Body, joints: Float[np.ndarray, "J 3"], camera: Camera
) -> None:
    """Draw one pose onto the image."""
    points, depth = camera.project(body.points(joints))
    if not (np.abs(points) < _FARTHEST).all():
        return
    mean_depth = [float(np.mean(depth[body.ends[group]])) for group in body.groups]
    radii = body.radii * camera.focal / np.maximum(depth[body.ends], 0.05)
    ends = points[body.ends]
    layers = _layers(body, ends, radii)
    for k in sorted(range(len(body.groups)), key=lambda k: -mean_depth[k]):
        away = min(max((mean_depth[k] - camera.distance) / 2.5 + 0.1, 0.0), 0.28)
        colour = mixed(body.colours[k], _WHITE, away)
        tones = [mixed(colour, _BLACK, 0.38), colour]
        tones += [mixed(colour, _WHITE, share) for _, _, share in _LIGHTS]
        for layer, tone in zip(layers, tones, strict=True):
            for limb in body.groups[k]:
                cv2.fillConvexPoly(image, layer[limb], tone, cv2.LINE_AA, _SHIFT)


def _layers(
    body: Body, ends: Float[np.ndarray, "N 2 2"], radii: Float[np.ndarray, "N 2"]
) -> Int[np.ndarray, "L N P 2"]:
    """Outlines of every limb, layer over layer: dark rim, body, then a soft light from the upper left.

    All of a frame in one go: outlines one by one would cost more than filling them.
    """
    rim = np.empty((len(radii), 1))
    for group in body.groups:
        rim[group] = max(1.0, 0.09 * float(radii[group].max()))
    placed = [(ends, radii + 0.4 * rim), (ends, radii - 0.6 * rim)]
    for shift, thickness, _ in _LIGHTS:
        placed.append((ends - np.array([0.55, 0.8]) * shift * radii[..., None], radii * thickness))
    outlines = _capsules(np.concatenate([e for e, _ in placed]), np.concatenate([r for _, r in placed]))
    return outlines.reshape(len(placed), len(radii), *outlines.shape[1:])


def _capsules(ends: Float[np.ndarray, "N 2 2"], radii: Float[np.ndarray, "N 2"]) -> Int[np.ndarray, "N P 2"]:
    """Outlines of capsules around pairs of points, in OpenCV's fixed-point pixels (balls where they meet)."""
    along = ends[:, 1] - ends[:, 0]
    length = np.hypot(along[:, 0], along[:, 1])
    along = np.where(length[:, None] > 1e-3, along / np.maximum(length, 1e-3)[:, None], [1.0, 0.0])
    across = np.stack([-along[:, 1], along[:, 0]], axis=-1)
    turned = _TURNED[:, :1] * along[:, None] + _TURNED[:, 1:] * across[:, None]
    radii = np.maximum(radii, 0.5)[..., None, None]
    near, far = ends[:, :1] + radii[:, 0] * turned, ends[:, 1:] - radii[:, 1] * turned
    return np.rint(np.concatenate([near, far], axis=1) * (1 << _SHIFT)).astype(np.int32)


def draw_shadow(
    mask: UInt8[np.ndarray, "H W"],
    body: Body,
    joints: Float[np.ndarray, "J 3"],
    camera: Camera,
    floor: float,
    shrink: int,
    value: int,
) -> None:
    """Draw the body's shadow on the floor, light from high on the left, into a mask 1/shrink as big."""
    points = body.points(joints).astype(np.float64)
    above = np.maximum(points[:, 1] - floor, 0.0)
    slope = 0.26 * camera.axes[0] * [1, 0, 1] - 0.16 * camera.axes[2] * [1, 0, 1]
    cast = points + above[:, None] * slope
    cast[:, 1] = floor
    places, depth = camera.project(cast)
    if not (np.abs(places) < _FARTHEST).all():
        return
    radii = _SHADOW_WIDTH * body.radii * camera.focal / np.maximum(depth[body.ends], 0.05)
    for polygon in _capsules(places[body.ends] / shrink, radii / shrink):
        cv2.fillConvexPoly(mask, polygon, value, cv2.LINE_AA, _SHIFT)
