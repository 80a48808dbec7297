"""Miniatures of HumanML3D, KIT-ML, BABEL and AMASS in the file formats they are published in."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from kinemind.corpora.smpl import Z_UP_TO_Y_UP
from kinemind.features import FeatureLayout
from kinemind.formats.smpl.t_pose import t_pose_offsets
from kinemind.motion import Motion
from kinemind.skeletons import HUMANML22, KIT21

WHOLE = "a person walks forward.#a/DET person/NOUN walk/VERB forward/ADV#0.0#0.0"
UNTIMED = "someone strolls ahead#someone/PRON stroll/VERB ahead/ADV#nan#nan"
PART = "someone stops at the end#someone/PRON stop/VERB at/ADP the/DET end/NOUN#0.5#3.0"
SHORT = "a short glance#a/DET short/ADJ glance/NOUN#0.5#1.5"
BACKWARD = "this line ends before it starts#this/DET line/NOUN#2.0#1.0"


def publish_features(
    root: Path,
    layout: FeatureLayout,
    vectors: dict[str, np.ndarray],
    lists: dict[str, list[str]],
    texts: dict[str, list[str]] | None = None,
) -> Path:
    """new_joint_vecs, new_joints, texts, Mean and Std and the lists train, val, test, train_val and all."""
    for folder in ("new_joint_vecs", "new_joints", "texts"):
        (root / folder).mkdir(parents=True)
    for name, array in vectors.items():
        np.save(root / "new_joint_vecs" / f"{name}.npy", array.astype(np.float32))
        np.save(root / "new_joints" / f"{name}.npy", np.zeros((len(array), layout.skeleton.num_joints, 3)))
        lines = (texts or {}).get(name, [WHOLE])
        (root / "texts" / f"{name}.txt").write_text("\n".join(lines) + "\n")
    train, val = lists.get("train", []), lists.get("val", [])
    everything = {**lists, "train_val": train + val, "all": [n for part in lists.values() for n in part]}
    for split, names in everything.items():
        (root / f"{split}.txt").write_text("".join(f"{name}\n" for name in names))
    np.save(root / "Mean.npy", np.zeros(layout.size, np.float32))
    np.save(root / "Std.npy", np.ones(layout.size, np.float32))
    return root


def kit_joints(frames: int, rng: np.random.Generator) -> np.ndarray:
    """A figure of KIT21 that glides forward, a little unsteady; metres, [T, 21, 3]."""
    rest = np.zeros((21, 3))
    for j, parent in enumerate(KIT21.parents):
        rest[j] = KIT21.rest_offsets[j] + (rest[parent] if j else [0, 0.9, 0])
    rest[:, 0] *= -1  # the axes of its inverse kinematics have the right at +X, its features at -X
    glide = np.arange(1, frames + 1)[:, None, None] * np.array([0, 0, 0.03])
    return rest + glide + rng.normal(0, 0.002, (frames, 21, 3))


def publish_amass(path: Path, motion: Motion, rate: float) -> Path:
    """The motion as SMPL-H poses of AMASS: z up, axis-angle, hands at rest."""
    motion = motion.resample(rate)
    joints, offsets, frames = motion.joints.astype(float), t_pose_offsets(), len(motion)
    world = np.tile(np.eye(3), (frames, 22, 1, 1))
    poses = np.zeros((frames, 52, 3))
    for j, parent in enumerate(HUMANML22.parents):
        children = [c for c, p in enumerate(HUMANML22.parents) if p == j]
        for t in range(frames):
            if children:
                bones = joints[t, children] - joints[t, j]
                world[t, j] = Rotation.align_vectors(bones, offsets[children])[0].as_matrix()
            else:
                world[t, j] = world[t, parent]
        local = world[:, j] if j == 0 else np.swapaxes(world[:, parent], 1, 2) @ world[:, j]
        poses[:, j] = Rotation.from_matrix(Z_UP_TO_Y_UP.T @ local if j == 0 else local).as_rotvec()
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {"poses": poses.reshape(frames, 156), "trans": joints[:, 0] @ Z_UP_TO_Y_UP}
    arrays |= {"betas": np.zeros(16), "dmpls": np.zeros((frames, 8)), "gender": np.array("neutral")}
    np.savez(path, **arrays, mocap_framerate=np.array(rate))
    return path


def label(text: str, *times: float, act: list[str] | None = None) -> dict[str, Any]:
    """One label of BABEL; with two times it is a segment."""
    found: dict[str, Any] = {"raw_label": f"{text}ing", "proc_label": text, "act_cat": act or [text]}
    found["seg_id"] = f"seg-{text}-{times}"
    return found | (dict(zip(("start_t", "end_t"), times, strict=True)) if times else {})


def annotation(*labels: dict[str, Any]) -> dict[str, Any]:
    return {"babel_lid": "lid", "anntr_id": "who", "labels": list(labels), "mul_act": len(labels) > 1}


def entry(sid: int, feat_p: str, dur: float, **annotations: Any) -> dict[str, Any]:
    """A sequence of BABEL; seq_ann and frame_ann, or seq_anns and frame_anns in the extra files."""
    url = f"https://babel-renders.s3.eu-central-1.amazonaws.com/{sid:06d}.mp4"
    return {"babel_sid": sid, "url": url, "feat_p": feat_p, "dur": dur, **annotations}


def publish_babel(root: Path, **files: list[dict[str, Any]]) -> Path:
    """babel_v1.0_release with train, val, test, extra_train and extra_val.json."""
    release = root / "babel_v1.0_release"
    release.mkdir(parents=True)
    for name in ("train", "val", "test", "extra_train", "extra_val"):
        content = {str(row["babel_sid"]): row for row in files.get(name, [])}
        (release / f"{name}.json").write_text(json.dumps(content))
    return root
