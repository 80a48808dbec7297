"""The nodes of a glTF document that make up the moving skeleton."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.formats.gltf.document import Document

MAX_NODES = 20_000
DEEPEST = 500
"""Nodes one under the other."""


@dataclass(frozen=True)
class Placed:
    """A node's place, turn (x, y, z, w) and scale in its parent's frame while nothing moves it."""

    translation: Float[np.ndarray, 3]
    rotation: Float[np.ndarray, 4]
    scale: Float[np.ndarray, 3]


@dataclass(frozen=True)
class Tree:
    """Joints and all nodes above them, parents first; `parents` are places in this order, -1 for none.

    `nodes` are numbers in the document, `joints` those places that are joints.
    """

    nodes: tuple[int, ...]
    parents: tuple[int, ...]
    names: tuple[str, ...]
    placed: tuple[Placed, ...]
    joints: tuple[int, ...]


def skeleton_tree(document: Document) -> Tree:
    """The tree of the largest skin, or of all nodes where the file has no skin.  Raises InputError."""
    nodes = document.objects("nodes")
    if not nodes or len(nodes) > MAX_NODES:
        raise document.refusal(f"has {len(nodes)} nodes; between 1 and {MAX_NODES} are read")
    parents = _parents(document, len(nodes))
    skins = [document.indices(skin, "joints", len(nodes)) for skin in document.objects("skins")]
    joints = set(max(skins, key=len, default=[]) or range(len(nodes)))
    depth = {node: _depth(document, node, parents) for node in joints}
    wanted = set(joints)
    for node in joints:
        while parents[node] >= 0 and parents[node] not in wanted:
            node = parents[node]
            wanted.add(node)
            depth[node] = _depth(document, node, parents)
    order = sorted(wanted, key=lambda node: (depth[node], node))
    place = {node: k for k, node in enumerate(order)}
    return Tree(
        tuple(order),
        tuple(place.get(parents[node], -1) for node in order),
        tuple(document.string(nodes[node], "name") or f"joint{node}" for node in order),
        tuple(_placed(document, nodes[node]) for node in order),
        tuple(place[node] for node in order if node in joints),
    )


def _parents(document: Document, count: int) -> list[int]:
    parents = [-1] * count
    for number, node in enumerate(document.objects("nodes")):
        for child in document.indices(node, "children", count):
            if parents[child] >= 0:
                raise document.refusal("has a node with two parents")
            parents[child] = number
    return parents


def _depth(document: Document, node: int, parents: list[int]) -> int:
    depth = 0
    while parents[node] >= 0:
        node, depth = parents[node], depth + 1
        if depth > DEEPEST:
            raise document.refusal(f"has nodes in a circle, or over {DEEPEST} one under the other")
    return depth


def _placed(document: Document, node: dict) -> Placed:
    matrix = document.numbers(node, "matrix", 16)
    if matrix is not None:
        return _taken_apart(document, matrix.reshape(4, 4).T)
    translation, scale = document.numbers(node, "translation", 3), document.numbers(node, "scale", 3)
    rotation = document.numbers(node, "rotation", 4)
    return Placed(
        np.zeros(3) if translation is None else translation,
        np.array([0.0, 0.0, 0.0, 1.0]) if rotation is None else rotation,
        np.ones(3) if scale is None else scale,
    )


def _taken_apart(document: Document, matrix: Float[np.ndarray, "4 4"]) -> Placed:
    from scipy.spatial.transform import Rotation

    scale = np.linalg.norm(matrix[:3, :3], axis=0)
    if scale.min() < 1e-9 or np.linalg.det(matrix[:3, :3]) <= 0:
        raise document.refusal("has a node whose matrix is flat or mirrored")
    turn = Rotation.from_matrix(matrix[:3, :3] / scale).as_quat()
    return Placed(matrix[:3, 3], turn, scale)
