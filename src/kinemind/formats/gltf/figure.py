"""The figure's surface: the renderer's limbs as closed capsules, each hung on one joint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from kinemind.render.figure import Body, body_of
from kinemind.render.style import LIMB, Colour
from kinemind.skeletons import Skeleton

AROUND = 14
"""Corners of a ring of a limb."""
CAP_RINGS = 5
"""Rings of half a ball at the end of a limb, its pole left out."""
SLEEVE = 0.9
"""Share of an arm's or leg's radius where it begins: it comes out of the trunk, whose skin it would share."""
LEAST_HEIGHT = 0.1
"""Metres: a figure of bare points is drawn as if it were so tall."""


@dataclass(frozen=True)
class Surface:
    """Triangles of one colour (linear red, green, blue, 0 to 1); a point follows the joint in `bones`."""

    name: str
    colour: tuple[float, float, float]
    points: Float[np.ndarray, "V 3"]
    normals: Float[np.ndarray, "V 3"]
    bones: Int[np.ndarray, " V"]
    triangles: Int[np.ndarray, "F 3"]


def rest_joints(offsets: Float[np.ndarray, "J 3"], parents: tuple[int, ...]) -> Float[np.ndarray, "J 3"]:
    """Joints of the rest pose in metres, the lowest one on the floor and the root over the origin."""
    joints = np.zeros((len(parents), 3))
    for j, parent in enumerate(parents[1:], start=1):
        joints[j] = joints[parent] + offsets[j]
    joints[:, 1] -= joints[:, 1].min()
    return joints


def figure(skeleton: Skeleton, rest: Float[np.ndarray, "J 3"]) -> list[Surface]:
    """The limbs around the rest pose, one surface a colour."""
    body = body_of(skeleton, max(float(np.ptp(rest[:, 1])), LEAST_HEIGHT))
    points = body.points(rest)
    by_colour: dict[Colour, list[int]] = {}
    for group, colour in zip(body.groups, body.colours, strict=True):
        by_colour.setdefault(colour, []).extend(group)
    return [
        _surface(f"limbs {number}", colour, limbs, body, points)
        for number, (colour, limbs) in enumerate(by_colour.items())
    ]


def _surface(
    name: str, colour: Colour, limbs: list[int], body: Body, points: Float[np.ndarray, "P 3"]
) -> Surface:
    corners, normals, bones, triangles = [], [], [], []
    count = 0
    for limb in limbs:
        start, end = (int(i) for i in body.ends[limb])
        near, far = (float(radius) for radius in body.radii[limb])
        if start != end and colour != LIMB["middle"]:
            near *= SLEEVE
        shell, outward, faces = capsule(points[start], points[end], near, far)
        corners.append(shell)
        normals.append(outward)
        triangles.append(faces + count)
        # the points beyond the joints (skull, nose) belong to the head
        bone = start if start < body.skeleton.num_joints else body.skeleton.index("head")
        bones.append(np.full(len(shell), bone))
        count += len(shell)
    return Surface(
        name,
        _linear(colour),
        np.concatenate(corners).astype(np.float32),
        np.concatenate(normals).astype(np.float32),
        np.concatenate(bones),
        np.concatenate(triangles),
    )


def capsule(
    start: Float[np.ndarray, 3], end: Float[np.ndarray, 3], near: float, far: float
) -> tuple[Float[np.ndarray, "V 3"], Float[np.ndarray, "V 3"], Int[np.ndarray, "F 3"]]:
    """Points, unit normals and outward triangles of a tapered limb with half a ball at each end, metres.

    `near` and `far` are the radii at `start` and `end`; where these are one point it is a ball.
    """
    way = end - start
    length = float(np.linalg.norm(way))
    axis = way / length if length > 1e-9 else np.array([0.0, 1.0, 0.0])
    side = np.cross(axis, [1.0, 0.0, 0.0] if abs(axis[0]) < 0.9 else [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    turn = np.arange(AROUND) * 2 * np.pi / AROUND
    ring = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * other
    rise = np.linspace(0.0, np.pi / 2, CAP_RINGS + 1)[:-1]
    heights = np.concatenate([-rise[::-1], rise])  # from the pole behind `start` to the one beyond `end`
    outward = np.cos(heights)[:, None, None] * ring + np.sin(heights)[:, None, None] * axis
    radii = np.repeat([near, far], CAP_RINGS)[:, None, None]
    centres = np.repeat(np.stack([start, end]), CAP_RINGS, axis=0)[:, None]
    shell = (centres + radii * outward).reshape(-1, 3)
    poles = np.stack([start - near * axis, end + far * axis])
    points = np.concatenate([shell, poles])
    normals = np.concatenate([outward.reshape(-1, 3), -axis[None], axis[None]])
    return points, normals, _faces(2 * CAP_RINGS)


def _faces(rings: int) -> Int[np.ndarray, "F 3"]:
    here = np.arange(AROUND)
    beside = np.roll(here, -1)
    faces = []
    for ring in range(rings - 1):
        low, high = ring * AROUND, (ring + 1) * AROUND
        faces.append(np.stack([low + here, low + beside, high + beside], axis=-1))
        faces.append(np.stack([low + here, high + beside, high + here], axis=-1))
    last, pole = (rings - 1) * AROUND, rings * AROUND
    faces.append(np.stack([beside, here, np.full(AROUND, pole)], axis=-1))
    faces.append(np.stack([last + here, last + beside, np.full(AROUND, pole + 1)], axis=-1))
    return np.concatenate(faces)


def _linear(colour: Colour) -> tuple[float, float, float]:
    """Linear red, green, blue of a screen colour (glTF materials are linear)."""
    share = np.array(colour[::-1]) / 255
    red, green, blue = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(red), float(green), float(blue)
