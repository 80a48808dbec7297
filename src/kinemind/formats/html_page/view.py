"""What the player needs of a motion, as plain JSON: joints, tree, foot contacts, steps and phases."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

import numpy as np

from kinemind.kinematics.body import Body
from kinemind.kinematics.contacts import contacts
from kinemind.kinematics.facts import measure
from kinemind.motion import Motion
from kinemind.skeletons import SKELETONS

CONTACT_JOINTS = ("left_foot", "right_foot")
"""The joints whose stand is marked, the columns of `contacts`."""


def view_of(motion: Motion, reasoning: str = "", seed: int | None = None) -> dict[str, Any]:
    """A JSON object with the frames of a motion, in metres and seconds.

    `joints` is {"shape": [T, J, 3], "dtype": "float32", "base64"} in little-endian order; `contacts` is
    {"names", "shape": [T, K], "base64"} of bytes 0 or 1.  A skeleton whose parts are not known has neither
    contacts nor phases.
    """
    known = motion.skeleton.name in SKELETONS
    touching = contacts(_body(motion)) if known else np.zeros((len(motion), 0), bool)
    phases = measure(motion).to_json()["phases"] if known else []
    return {
        "fps": motion.fps,
        "names": list(motion.skeleton.joint_names),
        "parents": list(motion.skeleton.parents),
        "joints": {
            "shape": list(motion.joints.shape),
            "dtype": "float32",
            "base64": _base64(motion.joints.astype("<f4")),
        },
        "contacts": {
            "names": list(CONTACT_JOINTS) if known else [],
            "shape": list(touching.shape),
            "base64": _base64(touching.astype(np.uint8)),
        },
        "steps": [asdict(step) for step in motion.steps],
        "phases": phases,
        "text": motion.text,
        "reasoning": reasoning,
        "seed": seed,
    }


def _body(motion: Motion) -> Body:
    # `Body.of` raises the rate of slow recordings; a column of contacts for each frame is wanted here
    body = Body.of(motion)
    if len(body.joints) == len(motion):
        return body
    at = np.linspace(0, len(body.joints) - 1, len(motion)).round().astype(int)
    return Body(body.joints[at], motion.fps, motion.skeleton, motion.fps)


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
