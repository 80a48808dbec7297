"""Where each quantity lies in a HumanML3D feature vector (263 numbers a frame; 251 for KIT-ML).

Source: Guo et al., CVPR 2022.  T frames of joints give T - 1 feature frames.
"""

from __future__ import annotations

from dataclasses import dataclass

from kinemind.errors import InputError
from kinemind.skeletons import HUMANML22, KIT21, Skeleton


@dataclass(frozen=True)
class FeatureLayout:
    """Named slices of a feature vector.

    `metres_per_unit`: KIT-ML's features are in thousandths of the body height, HumanML3D's in metres.
    `contact_threshold`: squared displacement a frame, in units, under which a foot joint is in contact.
    """

    skeleton: Skeleton
    fps: float
    contact_threshold: float
    metres_per_unit: float

    @property
    def size(self) -> int:
        return 12 * self.skeleton.num_joints - 1

    @property
    def yaw_velocity(self) -> slice:
        """Half the change of the heading to the next frame, radians; positive turns right."""
        return slice(0, 1)

    @property
    def root_velocity(self) -> slice:
        """Displacement (x, z) of the root to the next frame, seen from that next frame's heading."""
        return slice(1, 3)

    @property
    def root_height(self) -> slice:
        return slice(3, 4)

    @property
    def positions(self) -> slice:
        """Joints 1 … J-1 without the heading and the root's x and z."""
        return slice(4, 4 + 3 * (self.skeleton.num_joints - 1))

    @property
    def rotations(self) -> slice:
        """First two columns of each bone's rotation relative to the bone before it (6-D)."""
        start = self.positions.stop
        return slice(start, start + 6 * (self.skeleton.num_joints - 1))

    @property
    def velocities(self) -> slice:
        """Displacement of every joint to the next frame, seen from the heading of this frame."""
        start = self.rotations.stop
        return slice(start, start + 3 * self.skeleton.num_joints)

    @property
    def contacts(self) -> slice:
        """Left ankle, left toe, right ankle, right toe: 1 while in contact."""
        return slice(self.size - 4, self.size)


HUMANML263 = FeatureLayout(HUMANML22, fps=20.0, contact_threshold=0.002, metres_per_unit=1.0)
KIT251 = FeatureLayout(KIT21, fps=12.5, contact_threshold=0.05, metres_per_unit=1.71e-3)

LAYOUTS: dict[str, FeatureLayout] = {layout.skeleton.name: layout for layout in (HUMANML263, KIT251)}


def layout_of(skeleton: Skeleton) -> FeatureLayout:
    """The feature layout of a skeleton.  Raises InputError where none is defined."""
    try:
        return LAYOUTS[skeleton.name]
    except KeyError:
        raise InputError(
            f"no feature layout for the skeleton {skeleton.name}; defined for: {', '.join(LAYOUTS)}"
        ) from None


def layout_of_size(size: int) -> FeatureLayout:
    """The layout whose vectors have `size` numbers.  Raises InputError."""
    for layout in LAYOUTS.values():
        if layout.size == size:
            return layout
    sizes = ", ".join(str(layout.size) for layout in LAYOUTS.values())
    raise InputError(f"feature vectors have {sizes} numbers a frame, not {size}")
