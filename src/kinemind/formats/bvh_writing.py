"""One rigid-bone motion as the text of a BVH file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

ROTATION_ORDER = "ZXY"
"""Channels Zrotation Xrotation Yrotation: R = Rz Rx Ry, the most common order in BVH files."""
_END_SITE = 0.35
"""Length of the stub drawn beyond a leaf joint, relative to the leaf's own bone."""


def format_bvh(
    names: tuple[str, ...],
    parents: tuple[int, ...],
    offsets: Float[np.ndarray, "J 3"],
    root: Float[np.ndarray, "T 3"],
    rotations: Float[np.ndarray, "T J 3 3"],
    fps: float,
    moving: Mapping[int, Float[np.ndarray, "T 3"]] | None = None,
) -> str:
    """The text of a BVH file, lengths in the unit of `offsets` and `root`; one root with six channels.

    `moving` joints get six channels too: their place in the parent's frame, which stands for the offset.
    """
    places = {0: root, **(moving or {})}
    children: list[list[int]] = [[] for _ in names]
    for j, parent in enumerate(parents[1:], start=1):
        children[parent].append(j)
    lines, order = _hierarchy(names, children, offsets, set(places))
    degrees = np.rad2deg(zxy_angles(rotations[:, order]))
    columns = [([places[j]] if j in places else []) + [degrees[:, k]] for k, j in enumerate(order)]
    values = np.concatenate([part for joint in columns for part in joint], axis=1)
    lines += ["MOTION", f"Frames: {len(root)}", f"Frame Time: {1.0 / fps:.9f}"]
    row = " ".join(["%.6f"] * values.shape[1])
    lines += [row % tuple(frame) for frame in values]
    return "\n".join(lines) + "\n"


def _hierarchy(
    names: tuple[str, ...],
    children: list[list[int]],
    offsets: Float[np.ndarray, "J 3"],
    placed: set[int],
) -> tuple[list[str], list[int]]:
    """Lines of the HIERARCHY section and the joints in the order in which they stand there."""
    rotation = " ".join(f"{axis}rotation" for axis in ROTATION_ORDER)
    lines, order = ["HIERARCHY"], []
    todo: list[tuple[int, int, bool]] = [(0, 0, False)]  # joint, depth, whether only its brace is left
    while todo:
        joint, depth, closing = todo.pop()
        pad = "  " * depth
        if closing:
            lines.append(f"{pad}}}")
            continue
        order.append(joint)
        moves = f"6 Xposition Yposition Zposition {rotation}" if joint in placed else f"3 {rotation}"
        kind = "ROOT" if joint == 0 else "JOINT"
        lines += [f"{pad}{kind} {'_'.join(names[joint].split())}", f"{pad}{{"]
        lines += [f"{pad}  OFFSET {_triple(offsets[joint])}", f"{pad}  CHANNELS {moves}"]
        if not children[joint]:
            stub = _triple(offsets[joint] * _END_SITE)
            lines += [f"{pad}  End Site", f"{pad}  {{", f"{pad}    OFFSET {stub}", f"{pad}  }}"]
        todo.append((joint, depth, True))
        todo += [(child, depth + 1, False) for child in reversed(children[joint])]
    return lines, order


def _triple(vector: Float[np.ndarray, 3]) -> str:
    return " ".join(f"{value:.6f}" for value in vector)


def zxy_angles(rotations: Float[np.ndarray, "T J 3 3"]) -> Float[np.ndarray, "T J 3"]:
    """Angles (z, x, y) in radians with R = Rz Rx Ry, continuous over time.

    Of the two triples that give one rotation the one nearer to the frame before is taken, and turns are
    unwrapped, so that curves in animation software have no jumps (except through gimbal lock itself).
    """
    r = rotations.astype(np.float64)
    x = np.arctan2(r[..., 2, 1], np.hypot(r[..., 0, 1], r[..., 1, 1]))
    z = np.arctan2(-r[..., 0, 1], r[..., 1, 1])
    # y from what is left after z, not on its own: exact also near gimbal lock, where z is noise
    cosine, sine = np.cos(z), np.sin(z)
    y = np.arctan2(cosine * r[..., 0, 2] + sine * r[..., 1, 2], cosine * r[..., 0, 0] + sine * r[..., 1, 0])
    first = np.stack([z, x, y], axis=-1)
    other = np.stack([z + np.pi, np.pi - x, y + np.pi], axis=-1)
    angles = first.copy()
    for t in range(1, len(angles)):
        near = _near(first[t], angles[t - 1])
        far = _near(other[t], angles[t - 1])
        closer = np.abs(far - angles[t - 1]).sum(-1) < np.abs(near - angles[t - 1]).sum(-1)
        angles[t] = np.where(closer[:, None], far, near)
    return angles


def _near(angles: Float[np.ndarray, "J 3"], before: Float[np.ndarray, "J 3"]) -> Float[np.ndarray, "J 3"]:
    return angles - 2 * np.pi * np.round((angles - before) / (2 * np.pi))
