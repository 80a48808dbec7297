"""A motion: joint positions over time, with the skeleton they belong to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.rigid import fit_rotations, forward_kinematics
from kinemind.skeletons import HUMANML22, Skeleton

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COORDINATE = 1e4
"""Metres; a joint farther from the origin than this is taken for a broken file."""
MAX_FIGURE = 30.0
"""Metres; a larger body is taken for one in centimetres or millimetres."""


@dataclass(frozen=True)
class Step:
    """One sub-action of a motion: what happens from `start` to `end`, in seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, eq=False)
class Motion:
    """Joint positions in metres (y up, left = +X when facing +Z) at a fixed frame rate.

    `rotations` (parent-relative) and `offsets` (metres) are present where the motion is one rigid-bone
    motion: `joints` is then the forward kinematics of the rotations over the constant offsets.
    Raises InputError for a wrong shape, NaN or infinity, no frames, or a frame rate out of (0, 1000].
    """

    joints: Float[np.ndarray, "T J 3"]
    fps: float
    skeleton: Skeleton = HUMANML22
    rotations: Float[np.ndarray, "T J 3 3"] | None = None
    offsets: Float[np.ndarray, "J 3"] | None = None
    text: str = ""
    steps: tuple[Step, ...] = field(default=())

    def __post_init__(self) -> None:
        joints = np.asarray(self.joints, np.float32)
        object.__setattr__(self, "joints", joints)
        if joints.ndim != 3 or joints.shape[2] != 3:
            raise InputError(f"a motion has the shape (frames, joints, 3), not {joints.shape}")
        if joints.shape[1] != self.skeleton.num_joints:
            raise InputError(
                f"the skeleton {self.skeleton.name} has {self.skeleton.num_joints} joints, "
                f"the motion has {joints.shape[1]}"
            )
        if not len(joints):
            raise InputError("the motion has no frames")
        if not np.isfinite(joints).all():
            raise InputError("the motion holds NaN or infinite positions")
        if np.abs(joints).max() > MAX_COORDINATE:
            raise InputError(f"the motion holds positions over {MAX_COORDINATE:.0f} m from the origin")
        if float(np.ptp(joints[0], axis=0).max()) > MAX_FIGURE:
            raise InputError(
                f"the figure measures {np.ptp(joints[0], axis=0).max():.0f} m; positions are read in metres"
            )
        if not (0 < float(self.fps) <= 1000):
            raise InputError(f"the frame rate must lie between 0 and 1000 per second, not {self.fps}")
        object.__setattr__(self, "fps", float(self.fps))
        if (self.rotations is None) != (self.offsets is None):
            raise InputError("rotations and offsets come together or not at all")
        if self.rotations is not None and self.rotations.shape != (*joints.shape, 3):
            raise InputError(f"rotations have the shape {(*joints.shape, 3)}, not {self.rotations.shape}")

    def __len__(self) -> int:
        return len(self.joints)

    def __repr__(self) -> str:
        return f"Motion({len(self)} frames, {self.fps:g} fps, {self.skeleton.name}, text={self.text!r})"

    def __getitem__(self, frames: slice) -> Motion:
        """The frames of a slice; steps are shifted and clipped with them."""
        if not isinstance(frames, slice) or frames.step not in (None, 1):
            raise TypeError("a motion is sliced by a range of frames with step 1")
        start, stop, _ = frames.indices(len(self))
        first, last = start / self.fps, stop / self.fps
        steps = tuple(
            Step(s.text, max(s.start, first) - first, min(s.end, last) - first)
            for s in self.steps
            if s.end > first and s.start < last
        )
        rotations = None if self.rotations is None else self.rotations[frames]
        return replace(self, joints=self.joints[frames], rotations=rotations, steps=steps)

    @property
    def seconds(self) -> float:
        """Duration: frames over frame rate."""
        return len(self) / self.fps

    @property
    def root(self) -> Float[np.ndarray, "T 3"]:
        return self.joints[:, 0]

    @property
    def is_rigid(self) -> bool:
        return self.rotations is not None

    def rigid(self) -> Motion:
        """The nearest rigid-bone motion (itself when it already is one)."""
        if self.is_rigid:
            return self
        rotations, offsets = fit_rotations(self.joints, self.skeleton)
        joints = forward_kinematics(
            rotations, self.joints[:, 0].astype(np.float64), offsets, self.skeleton.parents
        )
        return replace(
            self,
            joints=joints.astype(np.float32),
            rotations=rotations.astype(np.float32),
            offsets=offsets.astype(np.float32),
        )

    def mirror(self) -> Motion:
        """Left and right swapped (reflection in the plane x = 0); text is not touched."""
        order, flip = self.skeleton.mirror_order, np.array([-1.0, 1.0, 1.0], np.float32)
        joints = self.joints[:, order] * flip
        if self.rotations is None or self.offsets is None:
            return replace(self, joints=joints)
        reflect = np.outer(flip, flip)
        return replace(
            self,
            joints=joints,
            rotations=self.rotations[:, order] * reflect,
            offsets=self.offsets[order] * flip,
        )

    def resample(self, fps: float) -> Motion:
        """At another frame rate: a short Kaiser low-pass and polyphase filter; rotations are dropped.

        Rates without a small common ratio are brought there by linear interpolation.
        """
        if abs(fps - self.fps) < 1e-6:
            return self
        joints = resample_positions(self.joints.astype(np.float64), self.fps, fps)
        return replace(self, joints=joints.astype(np.float32), fps=fps, rotations=None, offsets=None)

    @classmethod
    def load(cls, path: str | Path) -> Motion:
        """Read a file of any readable format, chosen by its suffix.  Raises InputError."""
        from kinemind import formats  # the edge, reached from the core only here and in `save`

        return formats.read(path)

    def save(self, path: str | Path) -> Path:
        """Write a file of any writable format, chosen by its suffix.  Raises InputError."""
        from kinemind import formats

        return formats.write(self, path)


def resample_positions(
    values: Float[np.ndarray, T * D], source_fps: float, target_fps: float
) -> Float[np.ndarray, S * D]:
    """Positions at another frame rate, first frame kept.

    For a ratio of small whole numbers up/down: Kaiser window (beta 5) of length 6 m + 1 with
    m = max(up, down), then polyphase; the ends are extended by their point reflection, so that the first
    frame keeps its place.
    """
    from scipy.signal import firwin, resample_poly

    ratio = _small_ratio(target_fps / source_fps)
    if ratio is None:
        count = max(1, int(np.floor((len(values) - 1) * target_fps / source_fps + 1e-6)) + 1)
        at = np.minimum(np.arange(count) * source_fps / target_fps, len(values) - 1)
        low = np.minimum(at.astype(int), max(len(values) - 2, 0))
        high = np.minimum(low + 1, len(values) - 1)
        weight = (at - low).reshape(-1, *([1] * (values.ndim - 1)))
        return values[low] * (1 - weight) + values[high] * weight
    up, down = ratio
    widest = max(up, down)
    if widest == 1:
        return values.copy()
    taps = firwin(6 * widest + 1, 1.0 / widest, window=("kaiser", 5.0))
    border = down * -(-3 * widest // (up * down))
    widths = [(border, border)] + [(0, 0)] * (values.ndim - 1)
    extended = np.pad(values, widths, mode="reflect", reflect_type="odd")
    first, count = border * up // down, -(-len(values) * up // down)
    # the published stubs of scipy leave out windows given by their coefficients
    resampled: np.ndarray = resample_poly(extended, up, down, axis=0, window=taps)  # type: ignore[call-overload]
    return resampled[first : first + count]


def _small_ratio(ratio: float) -> tuple[int, int] | None:
    for down in range(1, 25):
        up = round(ratio * down)
        if 0 < up <= 24 and abs(up / down - ratio) < 1e-4 * ratio:
            common = gcd(up, down)
            return up // common, down // common
    return None


def concatenate(motions: Sequence[Motion]) -> Motion:
    """Frames of several motions one after the other, as they are (`compose.join` aligns and blends)."""
    first = motions[0]
    if any(m.skeleton is not first.skeleton or m.fps != first.fps for m in motions):
        raise InputError("motions to concatenate need one skeleton and one frame rate")
    steps: list[Step] = []
    offset = 0.0
    for m in motions:
        steps += [Step(s.text, s.start + offset, s.end + offset) for s in m.steps]
        offset += m.seconds
    return Motion(np.concatenate([m.joints for m in motions]), first.fps, first.skeleton, steps=tuple(steps))
