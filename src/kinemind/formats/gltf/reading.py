"""A motion from a .glb file: ours, or anybody's whose skeleton has humanoid names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.custom import custom_motion, same_tree
from kinemind.formats.gltf.container import read_container
from kinemind.formats.gltf.document import Document, finite
from kinemind.formats.gltf.tracks import Track
from kinemind.formats.gltf.tree import Tree, skeleton_tree
from kinemind.formats.hierarchy import Hierarchy
from kinemind.formats.mapping import family_of, mapped_joints
from kinemind.motion import Motion, Step
from kinemind.skeletons import HUMANML22

MAX_POSES = 3_000_000
"""Frames times nodes: about two hours of our skeleton at 20 frames a second."""
TARGETS = {"translation": "VEC3", "rotation": "VEC4", "scale": "VEC3"}


def read_glb(path: str | Path) -> Motion:
    """A motion in metres at the file's frame rate, with its text and steps where Kinemind wrote it.

    The first animation that moves the largest skin is read.  Skeletons of ours keep their joints, rotations
    too; those of other software become HUMANML22 by their joints' names.  Raises InputError for a broken
    file, one without a moving humanoid skeleton, and one over MAX_POSES.
    """
    content, buffer = read_container(path)
    document = Document(content, buffer, str(path))
    tree = skeleton_tree(document)
    animation, tracks = _animation(document, tree)
    stated = document.extras(animation)
    times, fps = _times(document, tracks, stated, len(tree.nodes))
    hierarchy = _hierarchy(document, tree, tracks, times, fps)
    try:
        motion = _motion(document, tree, hierarchy)
    except InputError as error:
        raise InputError(str(error) if document.name in str(error) else f"{path}: {error}") from None
    return replace(motion, text=document.string(stated, "text"), steps=_steps(document, stated))


def _motion(document: Document, tree: Tree, hierarchy: Hierarchy) -> Motion:
    ours = same_tree(hierarchy)
    asset = document.content.get("asset", {})
    custom = document.extras(asset if isinstance(asset, dict) else {}).get("skeleton")
    if ours is not None or (isinstance(custom, str) and custom.startswith("custom:")):
        return custom_motion(hierarchy, ours, metres=1.0)
    family = family_of(hierarchy.names)
    if family is None:
        names = ", ".join(tree.names[joint] for joint in tree.joints[:4])[:80]
        raise document.refusal(f"has a skeleton that has no mapping to {HUMANML22.name} (joints {names}, …)")
    return Motion(mapped_joints(hierarchy, family, metres=1.0), hierarchy.fps, HUMANML22)


def _animation(document: Document, tree: Tree) -> tuple[dict[str, Any], dict[tuple[int, str], Track]]:
    """The first animation with tracks of the tree's nodes, and those by (place in the tree, target)."""
    place = {node: k for k, node in enumerate(tree.nodes)}
    count = len(document.objects("nodes"))
    for animation in document.objects("animations"):
        samplers = document.objects("samplers", animation)
        chosen: dict[tuple[int, str], dict[str, Any]] = {}
        for channel in document.objects("channels", animation):
            target = channel.get("target")
            if not isinstance(target, dict) or target.get("path") not in TARGETS or "node" not in target:
                continue
            node = document.whole(target, "node", count)
            if node in place:
                sampler = samplers[document.whole(channel, "sampler", len(samplers))]
                chosen[place[node], target["path"]] = sampler
        if chosen:
            return animation, {key: _track(document, key[1], sampler) for key, sampler in chosen.items()}
    raise document.refusal("holds no animation of a skeleton")


def _track(document: Document, target: str, sampler: dict[str, Any]) -> Track:
    interpolation = sampler.get("interpolation", "LINEAR")
    if interpolation not in ("LINEAR", "STEP", "CUBICSPLINE"):
        raise document.refusal("has a track of an unknown interpolation")
    most = len(document.objects("accessors"))
    times = document.accessor(document.whole(sampler, "input", most), "SCALAR")[:, 0]
    values = document.accessor(document.whole(sampler, "output", most), TARGETS[target])
    if len(values) != len(times) * (3 if interpolation == "CUBICSPLINE" else 1):
        raise document.refusal(f"has a track of {len(times)} keys and {len(values)} values")
    if (np.diff(times) < 0).any():
        raise document.refusal("has a track whose times go back")
    return Track(target, times, values, interpolation)  # type: ignore[arg-type]


def _times(
    document: Document, tracks: dict[tuple[int, str], Track], stated: dict[str, Any], nodes: int
) -> tuple[Float[np.ndarray, " T"], float]:
    """Times of the frames in seconds and the frame rate: the stated one, or that of the longest track."""
    longest = max(tracks.values(), key=lambda track: len(track.times)).times
    start = min(float(track.times[0]) for track in tracks.values())
    end = max(float(track.times[-1]) for track in tracks.values())
    fps = finite(stated.get("fps"))
    if fps is None:
        gaps = np.diff(longest)
        gap = float(np.median(gaps[gaps > 0])) if (gaps > 0).any() else 0.05
        fps = 1.0 / max(gap, 1e-3)
        whole = round(fps)
        fps = float(whole) if whole and abs(fps - whole) < 1e-3 * whole else fps
    if not 0 < fps <= 1000:
        raise document.refusal(f"has the frame rate {fps:g}; it must lie between 0 and 1000 a second")
    frames = (end - start) * fps + 1.5
    if frames * nodes > MAX_POSES:
        raise document.refusal(f"has {frames:.0f} frames of {nodes} nodes; cut it into shorter motions")
    return start + np.arange(max(int(frames), 1)) / fps, fps


def _hierarchy(
    document: Document,
    tree: Tree,
    tracks: dict[tuple[int, str], Track],
    times: Float[np.ndarray, " T"],
    fps: float,
) -> Hierarchy:
    """The tree's movement in metres; where nodes are scaled, or roots many, world positions stand for it."""
    from scipy.spatial.transform import Rotation

    shape = (len(times), len(tree.nodes))
    local, scales = np.empty((*shape, 3)), np.empty((*shape, 3))
    rotations = np.empty((*shape, 3, 3))
    for k, placed in enumerate(tree.placed):
        values = {
            name: tracks[k, name].at(times, fps) if (k, name) in tracks else getattr(placed, name)
            for name in TARGETS
        }
        local[:, k], scales[:, k] = values["translation"], values["scale"]
        norm = np.linalg.norm(values["rotation"], axis=-1)
        if norm.min() < 1e-6:
            raise document.refusal("has a rotation of length 0")
        rotations[:, k] = Rotation.from_quat(values["rotation"]).as_matrix()
    offsets = np.stack([placed.translation for placed in tree.placed])
    roots = sum(parent < 0 for parent in tree.parents)
    if roots > 1 or np.abs(scales - 1.0).max() > 1e-4:
        local = _world_positions(tree, local, rotations, scales)
        local[:, 1:] -= local[:, :1]
        rotations = np.broadcast_to(np.eye(3), rotations.shape)
        parents = (-1,) + (0,) * (len(tree.nodes) - 1)
        return Hierarchy(tree.names, parents, local[0], local, rotations, fps)
    return Hierarchy(tree.names, tree.parents, offsets, local, rotations, fps)


def _world_positions(
    tree: Tree,
    local: Float[np.ndarray, "T J 3"],
    rotations: Float[np.ndarray, "T J 3 3"],
    scales: Float[np.ndarray, "T J 3"],
) -> Float[np.ndarray, "T J 3"]:
    positions, frames = local.copy(), rotations * scales[..., None, :]
    for k, parent in enumerate(tree.parents):
        if parent >= 0:
            positions[:, k] = positions[:, parent] + (frames[:, parent] @ local[:, k, :, None])[..., 0]
            frames[:, k] = frames[:, parent] @ frames[:, k]
    return positions


def _steps(document: Document, stated: dict[str, Any]) -> tuple[Step, ...]:
    """The markers that are steps; those of other software that are none are passed over."""
    markers = stated.get("markers", [])
    steps = []
    for marker in markers if isinstance(markers, list) else []:
        if isinstance(marker, dict):
            start, end = finite(marker.get("start")), finite(marker.get("end"))
            if start is not None and end is not None:
                steps.append(Step(document.string(marker, "name"), start, end))
    return tuple(steps)
