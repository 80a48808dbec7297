"""A motion as a .glb file, built with pygltflib."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from kinemind.formats.bvh import moving_joints
from kinemind.formats.files import written_aside
from kinemind.formats.gltf.buffer import Buffer
from kinemind.formats.gltf.figure import Surface, figure, rest_joints
from kinemind.formats.rest_pose import in_t_pose
from kinemind.motion import Motion

if TYPE_CHECKING:
    import pygltflib

GENERATOR = "kinemind"
ROUGHNESS = 0.7


def write_glb(motion: Motion, path: str | Path) -> Path:
    """One skinned figure and one animation, metres, y up, facing +z at rest.

    Each joint is a node with its own name, turned by a rotation track, the root also moved by a translation
    track.  A motion that is not rigid (recorded with bones between our joints, or bare positions) keeps its
    joints within 0.3 mm by translation tracks on those that move in their parent's frame, as in .bvh.
    `animation.extras` holds `fps`, `text` and `markers` [{name, start, end}], the sub-actions in seconds;
    `asset.extras` the name of the skeleton and the text.  Raises InputError when the place cannot be
    written.
    """
    import pygltflib

    rigid = motion.rigid()
    assert rigid.rotations is not None and rigid.offsets is not None
    skeleton = motion.skeleton
    rotations, offsets = in_t_pose(rigid.rotations, rigid.offsets, skeleton)
    moving = {} if motion.is_rigid else moving_joints(motion, rotations, offsets)
    rest = rest_joints(offsets, skeleton.parents)
    buffer = Buffer()
    root = len(skeleton.parents)
    document = pygltflib.GLTF2(
        asset=pygltflib.Asset(
            generator=GENERATOR, extras=_stated({"skeleton": skeleton.name, "text": motion.text})
        ),
        scene=0,
        scenes=[pygltflib.Scene(nodes=[0, root])],
        nodes=_nodes(skeleton.joint_names, skeleton.parents, rest),
        animations=[_animation(motion, buffer, {0: rigid.root, **moving}, rotations)],
    )
    document.nodes.append(pygltflib.Node(name="figure", mesh=0, skin=0))
    document.skins = [
        pygltflib.Skin(
            joints=list(range(root)),
            skeleton=0,
            inverseBindMatrices=buffer.add(_inverse_binds(rest), "MAT4"),
        )
    ]
    _add_surfaces(document, buffer, figure(skeleton, rest))
    document.accessors, document.bufferViews = buffer.accessors, buffer.views
    document.buffers = [pygltflib.Buffer(byteLength=len(buffer.data))]
    document.set_binary_blob(bytes(buffer.data))
    with written_aside(path) as aside:
        aside.write_bytes(b"".join(document.save_to_bytes()))
    return Path(path)


def _stated(extras: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extras.items() if value}


def _nodes(
    names: tuple[str, ...], parents: tuple[int, ...], rest: Float[np.ndarray, "J 3"]
) -> list[pygltflib.Node]:
    import pygltflib

    nodes = []
    for j, (name, parent) in enumerate(zip(names, parents, strict=True)):
        place = rest[j] - (rest[parent] if parent >= 0 else 0.0)
        children = [child for child, above in enumerate(parents) if above == j]
        nodes.append(pygltflib.Node(name=name, translation=[float(v) for v in place], children=children))
    return nodes


def _inverse_binds(rest: Float[np.ndarray, "J 3"]) -> Float[np.ndarray, "J 16"]:
    """The rest pose turns no joint, so a bind matrix only moves; column by column, as glTF has them."""
    matrices = np.tile(np.eye(4, dtype=np.float32), (len(rest), 1, 1))
    matrices[:, 3, :3] = -rest
    return matrices.reshape(-1, 16)


def _animation(
    motion: Motion,
    buffer: Buffer,
    places: dict[int, Float[np.ndarray, "T 3"]],
    rotations: Float[np.ndarray, "T J 3 3"],
) -> pygltflib.Animation:
    import pygltflib

    times = buffer.add((np.arange(len(motion)) / motion.fps).astype(np.float32), "SCALAR", limits=True)
    markers = [{"name": s.text, "start": float(s.start), "end": float(s.end)} for s in motion.steps]
    animation = pygltflib.Animation(
        name=motion.text or "motion",
        extras=_stated({"fps": motion.fps, "text": motion.text, "markers": markers}),
    )
    tracks = [(j, "translation", place.astype(np.float32), "VEC3") for j, place in sorted(places.items())]
    for j in range(rotations.shape[1]):
        tracks.append((j, "rotation", quaternions(rotations[:, j]), "VEC4"))
    for node, target, values, kind in tracks:
        animation.channels.append(
            pygltflib.AnimationChannel(
                sampler=len(animation.samplers),
                target=pygltflib.AnimationChannelTarget(node=node, path=target),
            )
        )
        output = buffer.add(values, kind)
        animation.samplers.append(
            pygltflib.AnimationSampler(input=times, output=output, interpolation="LINEAR")
        )
    return animation


def quaternions(rotations: Float[np.ndarray, "T 3 3"]) -> Float[np.ndarray, "T 4"]:
    """(x, y, z, w) per frame, of the two signs the one nearer to the frame before."""
    from scipy.spatial.transform import Rotation

    turns = Rotation.from_matrix(rotations.astype(np.float64)).as_quat()
    flips = np.sign((turns[1:] * turns[:-1]).sum(-1))
    turns[1:] *= np.cumprod(np.where(flips < 0, -1.0, 1.0))[:, None]
    return turns.astype(np.float32)


def _add_surfaces(document: pygltflib.GLTF2, buffer: Buffer, surfaces: list[Surface]) -> None:
    import pygltflib

    mesh = pygltflib.Mesh(name="figure")
    for surface in surfaces:
        bones = np.zeros((len(surface.points), 4), np.uint16)
        bones[:, 0] = surface.bones
        weights = np.zeros((len(surface.points), 4), np.float32)
        weights[:, 0] = 1.0
        attributes = pygltflib.Attributes(
            POSITION=buffer.add(surface.points, "VEC3", limits=True, target=pygltflib.ARRAY_BUFFER),
            NORMAL=buffer.add(surface.normals, "VEC3", target=pygltflib.ARRAY_BUFFER),
            JOINTS_0=buffer.add(bones, "VEC4", target=pygltflib.ARRAY_BUFFER),
            WEIGHTS_0=buffer.add(weights, "VEC4", target=pygltflib.ARRAY_BUFFER),
        )
        triangles = surface.triangles.astype(np.uint32).reshape(-1)
        indices = buffer.add(triangles, "SCALAR", target=pygltflib.ELEMENT_ARRAY_BUFFER)
        mesh.primitives.append(
            pygltflib.Primitive(attributes=attributes, indices=indices, material=len(document.materials))
        )
        shade = pygltflib.PbrMetallicRoughness(
            baseColorFactor=[*surface.colour, 1.0], metallicFactor=0.0, roughnessFactor=ROUGHNESS
        )
        document.materials.append(pygltflib.Material(name=surface.name, pbrMetallicRoughness=shade))
    document.meshes = [mesh]
