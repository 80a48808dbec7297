"""Motions to write, and .glb files taken apart and put together again."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from kinemind.motion import Motion, Step
from kinemind.rigid import forward_kinematics
from kinemind.skeletons import HUMANML22, Skeleton


def swinging(skeleton: Skeleton = HUMANML22, frames: int = 30, fps: float = 20.0) -> Motion:
    """A rigid motion in which every joint turns, the root in a full circle, on its way forward."""
    at = np.arange(frames) / fps
    axes = Rotation.random(skeleton.num_joints, random_state=np.random.default_rng(4)).as_matrix()[:, 0]
    angles = 0.6 * np.sin(3 * at[:, None] + np.arange(skeleton.num_joints))
    angles[:, 0], axes[0] = 2 * np.pi * at / max(at[-1], 1e-9), [0, 1, 0]
    turns = Rotation.from_rotvec((angles[..., None] * axes).reshape(-1, 3)).as_matrix()
    rotations = turns.reshape(frames, -1, 3, 3)
    root = np.stack([0.3 * at, 0.9 + 0 * at, 1.1 * at], axis=-1)
    offsets = skeleton.rest_offsets
    joints = forward_kinematics(rotations, root, offsets, skeleton.parents)
    steps = (Step("turns round", 0.0, 0.7), Step("går vidare", 0.7, frames / fps))
    return Motion(
        joints, fps, skeleton, rotations.astype(np.float32), offsets.astype(np.float32), "en sväng", steps
    )


def wobbling(frames: int = 40) -> Motion:
    """Bare positions whose bones change their length."""
    rest = swinging(frames=1).joints[0]
    noise = np.random.default_rng(1).normal(0, 0.01, (frames, 22, 3))
    return Motion(rest + np.cumsum(noise, axis=0), 30.0)


def taken_apart(path: Path) -> tuple[dict[str, Any], bytearray]:
    data = path.read_bytes()
    size = struct.unpack("<I", data[12:16])[0]
    return json.loads(data[20 : 20 + size]), bytearray(data[28 + size :])


def put_together(document: dict[str, Any], buffer: bytes, path: Path) -> Path:
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(buffer), 0x004E4942) + bytes(buffer)
    path.write_bytes(b"glTF" + struct.pack("<II", 2, 12 + len(chunks)) + chunks)
    return path
