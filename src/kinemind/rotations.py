"""Rotations that roma and scipy lack in the form needed here (numpy, matrices)."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float


def minimal_rotation(
    source: Float[np.ndarray, "*#B 3"], target: Float[np.ndarray, "*#B 3"]
) -> Float[np.ndarray, "*B 3 3"]:
    """The rotation of least angle that turns unit vector `source` onto unit vector `target`.

    Opposite vectors have no unique answer; a half turn about some perpendicular axis is returned.
    """
    source, target = np.broadcast_arrays(source, target)
    axis = np.cross(source, target)
    cosine = (source * target).sum(-1)
    opposite = cosine < -1 + 1e-7
    k = np.zeros((*axis.shape[:-1], 3, 3))
    k[..., 0, 1], k[..., 0, 2], k[..., 1, 2] = -axis[..., 2], axis[..., 1], -axis[..., 0]
    k = k - np.swapaxes(k, -1, -2)
    scale = 1.0 / np.where(opposite, 1.0, 1.0 + cosine)
    rotation = np.eye(3) + k + (k @ k) * scale[..., None, None]
    if np.any(opposite):
        other = np.where(np.abs(source[..., :1]) < 0.9, [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
        perpendicular = np.cross(source, other)
        perpendicular /= np.linalg.norm(perpendicular, axis=-1, keepdims=True)
        half_turn = 2 * perpendicular[..., :, None] * perpendicular[..., None, :] - np.eye(3)
        rotation = np.where(opposite[..., None, None], half_turn, rotation)
    return rotation


def yaw_rotation(angle: Float[np.ndarray, "*B"] | float) -> Float[np.ndarray, "*B 3 3"]:
    """Rotation about +y by `angle` radians (positive turns +Z towards +X, a left turn)."""
    angle = np.asarray(angle)
    c, s, zero, one = np.cos(angle), np.sin(angle), np.zeros_like(angle), np.ones_like(angle)
    return np.stack([c, zero, s, zero, one, zero, -s, zero, c], -1).reshape(*angle.shape, 3, 3)


def best_rotation(
    source: Float[np.ndarray, "*#B N 3"], target: Float[np.ndarray, "*#B N 3"]
) -> Float[np.ndarray, "*B 3 3"]:
    """The rotation that maps the vectors `source` onto `target` in the least squares sense (Kabsch)."""
    u, _, vt = np.linalg.svd(np.swapaxes(source, -1, -2) @ target)
    sign = np.sign(np.linalg.det(u @ vt))
    fix = np.broadcast_to(np.eye(3), u.shape).copy()
    fix[..., 2, 2] = sign
    return np.swapaxes(u @ fix @ vt, -1, -2)
