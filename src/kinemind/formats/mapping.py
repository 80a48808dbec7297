"""Joints of common motion capture skeletons, mapped by name to HUMANML22.

`FAMILIES` lists the known naming schemes; a new one is one more entry.  Where a source has no joint at a
place, the joint is interpolated on its bone, at the fractions the shared benchmark uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from kinemind.formats.hierarchy import Hierarchy
from kinemind.skeletons import HUMANML22

METRES_PER_INCH = 0.0254
ACCLAIM_METRES = METRES_PER_INCH / 0.45
"""Metres per unit of the CMU and HDM05 skeletons and of the cgspeed BVH conversion."""

THORAX_RATIO = 1.025
"""Mean length ratio of thorax to upper back over nine CMU and HDM05 subjects: five from their .asf, four
measured on the shared benchmark."""

Place = str | tuple[str, str, float]
"""A source joint, or (from, to, fraction of the way)."""


@dataclass(frozen=True)
class Family:
    """One naming scheme: the place of each of our 22 joints, by its name.

    `metres` is the unit, or None where it is told from the size of the figure.
    """

    name: str
    places: dict[str, Place]
    metres: float | None = None

    def fits(self, names: set[str]) -> bool:
        places = [(place,) if isinstance(place, str) else place[:2] for place in self.places.values()]
        return {name for place in places for name in place} <= names


def _sided(places: dict[str, Place], sided: dict[str, str], left: str, right: str) -> dict[str, Place]:
    """`places` and, for both sides, the joints of `sided`, whose source names hold {} for the side."""
    both = dict(places)
    for joint, source in sided.items():
        both[f"left_{joint}"] = source.format(left)
        both[f"right_{joint}"] = source.format(right)
    return both


_ACCLAIM_LIMBS = {
    "hip": "{}femur",
    "knee": "{}tibia",
    "ankle": "{}foot",
    "foot": "{}toes",
    "shoulder": "{}humerus",
    "elbow": "{}radius",
    "wrist": "{}wrist",
}
_COMMON_LIMBS = {
    "hip": "{}upleg",
    "knee": "{}leg",
    "ankle": "{}foot",
    "foot": "{}toebase",
    "shoulder": "{}arm",
    "elbow": "{}forearm",
    "wrist": "{}hand",
}

# Names are compared in lower case, without a namespace ("mixamorig:") and without _ . - and spaces.
FAMILIES: tuple[Family, ...] = (
    Family("humanml", {name: name.replace("_", "") for name in HUMANML22.joint_names}),
    Family(
        "smpl",
        _sided(
            {
                "pelvis": "pelvis",
                "spine1": "spine1",
                "spine2": "spine2",
                "spine3": "spine3",
                "neck": "neck",
                "head": "head",
            },
            {
                "hip": "{}hip",
                "knee": "{}knee",
                "ankle": "{}ankle",
                "foot": "{}foot",
                "collar": "{}collar",
                "shoulder": "{}shoulder",
                "elbow": "{}elbow",
                "wrist": "{}wrist",
            },
            "l",
            "r",
        ),
    ),
    Family(
        "acclaim",
        _sided(
            {
                "pelvis": "root",
                "spine1": "upperback",
                "spine2": "thorax",
                "spine3": ("thorax", "lowerneck", 0.6),
                "neck": "lowerneck",
                "head": "head",
                "left_collar": ("lowerneck", "lhumerus", 0.4),
                "right_collar": ("lowerneck", "rhumerus", 0.4),
            },
            _ACCLAIM_LIMBS,
            "l",
            "r",
        ),
    ),
    Family(
        "cgspeed",
        _sided(
            {
                "pelvis": "hips",
                "spine1": "spine",
                "spine2": "spine1",
                "spine3": ("spine1", "neck", 0.6),
                "neck": "neck",
                "head": "head",
                "left_collar": ("neck", "leftarm", 0.4),
                "right_collar": ("neck", "rightarm", 0.4),
                "left_hip": ("lhipjoint", "leftupleg", 1.0),
                "right_hip": ("rhipjoint", "rightupleg", 1.0),
            },
            {joint: source for joint, source in _COMMON_LIMBS.items() if joint != "hip"},
            "left",
            "right",
        ),
        ACCLAIM_METRES,
    ),
    Family(
        "bandai",
        _sided(
            {
                "pelvis": "hips",
                "spine1": ("hips", "spine", 0.6),
                "spine2": "spine",
                "spine3": "chest",
                "neck": "neck",
                "head": "head",
            },
            {
                "hip": "upperleg{}",
                "knee": "lowerleg{}",
                "ankle": "foot{}",
                "foot": "toes{}",
                "collar": "shoulder{}",
                "shoulder": "upperarm{}",
                "elbow": "lowerarm{}",
                "wrist": "hand{}",
            },
            "l",
            "r",
        ),
    ),
    Family(
        "mixamo",
        _sided(
            {
                "pelvis": "hips",
                "spine1": "spine",
                "spine2": "spine1",
                "spine3": "spine2",
                "neck": "neck",
                "head": "head",
            },
            {**_COMMON_LIMBS, "collar": "{}shoulder"},
            "left",
            "right",
        ),
    ),
    Family(
        "lafan",
        _sided(
            {
                "pelvis": "hips",
                "spine1": "spine",
                "spine2": "spine1",
                "spine3": "spine2",
                "neck": "neck",
                "head": "head",
            },
            {**_COMMON_LIMBS, "foot": "{}toe", "collar": "{}shoulder"},
            "left",
            "right",
        ),
    ),
    Family(
        "short-spine",
        _sided(
            {
                "pelvis": "hips",
                "spine1": "spine",
                "spine2": ("spine", "spine1", 0.5),
                "spine3": "spine1",
                "neck": "neck",
                "head": "head",
            },
            {**_COMMON_LIMBS, "collar": "{}shoulder"},
            "left",
            "right",
        ),
    ),
)


def family_of(names: tuple[str, ...]) -> Family | None:
    """The naming scheme that covers all 22 joints, or None."""
    plain = {plain_name(name) for name in names}
    return next((family for family in FAMILIES if family.fits(plain)), None)


def plain_name(name: str) -> str:
    """A joint name without namespace, case and punctuation: "mixamorig:LeftUpLeg" is "leftupleg"."""
    short = re.split(r"[:|]", name)[-1].lower()
    return re.sub(r"[^a-z0-9]", "", re.sub(r"^(mixamorig\d*|[mf]_avg_)", "", short))


def mapped_joints(
    hierarchy: Hierarchy, family: Family, metres: float | None = None
) -> Float[np.ndarray, "T 22 3"]:
    """The 22 joints of HUMANML22 in metres, in the file's own place and frame rate.

    `metres` is the unit of the hierarchy, where the file says it.
    """
    if family.name == "cgspeed":
        hierarchy = _with_thorax(hierarchy)
    positions = hierarchy.positions()
    column = {plain_name(name): i for i, name in reversed(list(enumerate(hierarchy.names)))}
    joints = np.empty((len(positions), HUMANML22.num_joints, 3))
    for j, name in enumerate(HUMANML22.joint_names):
        place = family.places[name]
        if isinstance(place, str):
            joints[:, j] = positions[:, column[place]]
        else:
            start, end = positions[:, column[place[0]]], positions[:, column[place[1]]]
            joints[:, j] = start + place[2] * (end - start)
    metres = metres or family.metres
    return joints * (metres or metres_per_unit(_leg_length(joints), family.name == "humanml"))


def _with_thorax(hierarchy: Hierarchy) -> Hierarchy:
    """With the thorax bone, which the cgspeed conversion leaves out: neck and shoulders hang on its start.

    The file does not hold the thorax; the upper back, made longer by THORAX_RATIO, stands in for it.
    """
    chest = [plain_name(name) for name in hierarchy.names].index("spine1")
    vector = hierarchy.offsets[chest] * THORAX_RATIO
    local = hierarchy.local.copy()
    for j, parent in enumerate(hierarchy.parents):
        if parent == chest and not hierarchy.offsets[j].any():
            local[:, j] += vector
    return replace(hierarchy, local=local)


def _leg_length(joints: Float[np.ndarray, "T 22 3"]) -> float:
    """Median length hip to ankle along the bones, in the unit of the joints."""
    bones = np.diff(joints[:, [1, 4, 7]], axis=1)
    return float(np.median(np.linalg.norm(bones, axis=-1).sum(-1)))


def metres_per_unit(leg: float, ours: bool = False) -> float:
    """The unit in metres, told from the length of a leg (0.5 to 1.2 m in people).

    Metres, the CMU unit, inches, centimetres or millimetres; files with our own joint names (`ours`) are
    never in inches or CMU units, so that small figures read back as they were written.
    """
    if leg < 4.0:
        return 1.0
    if leg >= 250.0:
        return 0.001
    if ours or leg >= 50.0:
        return 0.01
    return ACCLAIM_METRES if leg < 22.0 else METRES_PER_INCH
