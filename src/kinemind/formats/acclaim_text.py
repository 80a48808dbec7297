"""The text of Acclaim skeleton and motion files (.asf, .amc), as the CMU and HDM05 databases publish them.

A bone turns about its own axes: its rotation relative to the parent is C M C^-1 with C the `axis` of the
skeleton file and M the angles of the motion file.  A joint here is the start of the bone it is named after.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.hierarchy import Hierarchy, euler_rotations

METRES_PER_INCH = 0.0254
DEFAULT_FPS = 120.0
"""Frame rate of the CMU and HDM05 databases; the files themselves do not say it."""

_DEGREES_OF_FREEDOM = ("TX", "TY", "TZ", "RX", "RY", "RZ", "L")


@dataclass(frozen=True)
class Bone:
    """One bone: its vector at rest, its own axes, and the angles that a motion gives it."""

    parent: str
    vector: Float[np.ndarray, 3]
    axes: Float[np.ndarray, "3 3"]
    freedom: tuple[str, ...]


@dataclass(frozen=True)
class AcclaimSkeleton:
    """Bones by name, parents first; "root" comes first and its vector is zero.  `metres` is the unit."""

    bones: dict[str, Bone]
    metres: float
    radians: bool


def parse_asf(text: str, name: str) -> AcclaimSkeleton:
    """The skeleton of an ASF text.  Raises InputError with `name` in its sentence."""
    try:
        return _parse_asf(text)
    except (ValueError, KeyError, IndexError, StopIteration) as error:
        reason = str(error) if isinstance(error, InputError) else "a section is missing or malformed"
        raise InputError(f"{name} is no readable ASF skeleton: {reason}") from None


def _parse_asf(text: str) -> AcclaimSkeleton:
    sections = _sections(text)
    units = {words[0].lower(): words[1] for words in sections["units"] if len(words) > 1}
    radians = units.get("angle", "deg").lower().startswith("rad")
    root = {words[0].lower(): words[1:] for words in sections["root"]}
    drawn = {"root": Bone("", np.zeros(3), np.eye(3), tuple(word.upper() for word in root["order"]))}
    drawn["root"] = Bone("", np.zeros(3), _axes(root["orientation"], "XYZ", radians), drawn["root"].freedom)
    for fields in _blocks(sections["bonedata"]):
        vector = np.array([float(v) for v in fields["direction"][:3]]) * float(fields["length"][0])
        axis = fields.get("axis", ["0", "0", "0", "XYZ"])
        freedom = tuple(word.upper() for word in fields.get("dof", []))
        if not set(freedom) <= set(_DEGREES_OF_FREEDOM):
            raise InputError(f"an unknown degree of freedom in {' '.join(freedom)}")
        drawn[fields["name"][0]] = Bone("", vector, _axes(axis[:3], axis[3], radians), freedom)
    bones = {"root": drawn["root"]}
    for words in sections["hierarchy"]:
        if words[0].lower() in ("begin", "end"):
            continue
        if words[0] not in bones:
            raise InputError(f"the hierarchy names {words[0]} before its parent")
        for child in words[1:]:
            if child in bones:
                raise InputError(f"the hierarchy names {child} twice")
            bone = drawn[child]
            bones[child] = Bone(words[0], bone.vector, bone.axes, bone.freedom)
    if not all(np.isfinite(bone.vector).all() for bone in bones.values()):
        raise InputError("a bone's length or direction is not a finite number")
    # the field's files give lengths in inches over this divisor
    return AcclaimSkeleton(bones, METRES_PER_INCH / float(units.get("length", "1")), radians)


def _sections(text: str) -> dict[str, list[list[str]]]:
    sections: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in text.splitlines():
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        if words[0].startswith(":"):
            current = sections.setdefault(words[0][1:].lower(), [])
        else:
            current.append(words)
    return sections


def _blocks(lines: list[list[str]]) -> Iterator[dict[str, list[str]]]:
    fields: dict[str, list[str]] = {}
    for words in lines:
        if words[0].lower() == "begin":
            fields = {}
        elif words[0].lower() == "end":
            yield fields
        else:
            fields[words[0].lower()] = words[1:]


def _axes(angles: list[str], order: str, radians: bool) -> Float[np.ndarray, "3 3"]:
    values = np.array([[float(v) for v in angles]])
    return _turn(np.rad2deg(values) if radians else values, order.upper())[0]


def _turn(degrees: Float[np.ndarray, "T C"], order: str) -> Float[np.ndarray, "T 3 3"]:
    """Acclaim's order "XYZ" turns about X first, about fixed axes: Rz Ry Rx."""
    return euler_rotations(degrees[:, ::-1], order[::-1])


def parse_amc(text: str, skeleton: AcclaimSkeleton, name: str, fps: float = DEFAULT_FPS) -> Hierarchy:
    """The movement of an AMC text on its skeleton, in the skeleton's unit.  Raises InputError."""
    values, radians = _frames(text, skeleton, name)
    bones = skeleton.bones
    names = list(bones)
    count = len(next(iter(values.values())))
    parents = [names.index(bone.parent) if bone.parent else -1 for bone in bones.values()]
    offsets = np.array([bones[bone.parent].vector if bone.parent else np.zeros(3) for bone in bones.values()])
    local = np.repeat(offsets[None], count, axis=0)
    rotations = np.empty((count, len(names), 3, 3))
    for j, (bone_name, bone) in enumerate(bones.items()):
        angles = [i for i, freedom in enumerate(bone.freedom) if freedom.startswith("R")]
        moved = values.get(bone_name, np.zeros((count, len(bone.freedom))))
        turned = moved[:, angles] if not radians else np.rad2deg(moved[:, angles])
        turn = _turn(turned, "".join(bone.freedom[i][1] for i in angles))
        rotations[:, j] = bone.axes @ turn @ bone.axes.T
        for i, freedom in enumerate(bone.freedom):
            if freedom.startswith("T"):
                local[:, j, "XYZ".index(freedom[1])] += moved[:, i]
    return Hierarchy(tuple(names), tuple(parents), offsets, local, rotations, fps)


def _frames(
    text: str, skeleton: AcclaimSkeleton, name: str
) -> tuple[dict[str, Float[np.ndarray, "T C"]], bool]:
    """Values of every bone over the frames, and whether the angles are radians."""
    radians = skeleton.radians
    rows: dict[str, list[list[str]]] = {}
    frames = 0
    for line in text.splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith(":"):
            radians = {":RADIANS": True, ":DEGREES": False}.get(words[0].upper(), radians)
        elif len(words) == 1 and words[0].isdigit():
            frames += 1
        elif words[0] not in skeleton.bones:
            raise InputError(f"{name} moves {words[0][:40]!r}, a bone its skeleton file does not have")
        elif len(words) - 1 != len(skeleton.bones[words[0]].freedom):
            raise InputError(f"{name}: frame {frames} has a wrong number of values for {words[0]}")
        else:
            rows.setdefault(words[0], []).append(words[1:])
    if not frames or "root" not in rows:
        raise InputError(f"{name} has no frames")
    if any(len(bone_rows) != frames for bone_rows in rows.values()):
        raise InputError(f"{name} has frames in which bones are missing; is the file truncated?")
    try:
        values = {bone: np.array(bone_rows, np.float64) for bone, bone_rows in rows.items()}
    except ValueError:
        raise InputError(f"{name} holds something that is no number among its frames") from None
    if not all(np.isfinite(array).all() for array in values.values()):
        raise InputError(f"{name} holds NaN or infinite values")
    return values, radians
