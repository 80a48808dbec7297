"""The text of a BVH file: parsed into a `Hierarchy`, and written from one rigid-bone motion."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from kinemind.errors import InputError
from kinemind.formats.hierarchy import Hierarchy, euler_rotations

_CHANNEL = re.compile(r"([XYZ])(position|rotation)", re.IGNORECASE)
_MOTION = re.compile(r"^\s*MOTION\b", re.MULTILINE | re.IGNORECASE)
_HEADER = re.compile(r"\s*Frames\s*:\s*(\S+)\s+Frame\s+Time\s*:\s*(\S+)", re.IGNORECASE)


@dataclass
class _Tree:
    """What the HIERARCHY section says, filled joint by joint."""

    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    offsets: list[list[float]] = field(default_factory=list)
    channels: list[list[tuple[str, str]]] = field(default_factory=list)


def parse_bvh(text: str, name: str) -> Hierarchy:
    """The hierarchy and movement of a BVH text; `name` stands in the sentence of an InputError.

    Any channel order, number of channels, root offset and white space.  A position channel replaces the
    joint's offset on its axis, as in every common reader.
    """
    if not text.lstrip().upper().startswith("HIERARCHY"):
        raise InputError(f"{name} is no BVH file: it does not begin with HIERARCHY")
    split = _MOTION.search(text)
    if split is None:
        raise InputError(f"{name} has no MOTION section; is the file truncated?")
    tree = _parse_tree(text[: split.start()], name)
    header = _HEADER.match(text, split.end())
    if header is None:
        raise InputError(f"{name} lacks `Frames:` and `Frame Time:` after MOTION; is the file truncated?")
    try:
        count, frame_time = int(header[1]), float(header[2])
    except ValueError:
        raise InputError(f"{name} has unreadable `Frames:` or `Frame Time:` values") from None
    if count < 1:
        raise InputError(f"{name} has no frames")
    if not (0 < frame_time < math.inf):
        raise InputError(f"{name} has the frame time {header[2]}; it must be a positive number of seconds")
    values = _parse_values(text[header.end() :], count, sum(map(len, tree.channels)), name)
    return _animate(tree, values, _frame_rate(frame_time))


def _parse_tree(text: str, name: str) -> _Tree:
    tree = _Tree()
    stack: list[int | None] = []  # the open joints; None stands for an end site
    opening: int | None = None
    for line in text.replace("{", "\n{\n").replace("}", "\n}\n").splitlines()[1:]:
        word, _, rest = line.strip().partition(" ") if "\t" not in line.strip() else _cut(line)
        keyword = word.upper()
        if not keyword:
            continue
        if keyword in ("ROOT", "JOINT"):
            if (keyword == "ROOT") != (not tree.names) or (stack and stack[-1] is None):
                raise InputError(f"{name} has more than one root or a misplaced joint: {line.strip()!r}")
            parent = stack[-1] if stack else None
            tree.names.append(rest.strip() or f"joint{len(tree.names)}")
            tree.parents.append(-1 if parent is None else parent)
            tree.offsets.append([0.0, 0.0, 0.0])
            tree.channels.append([])
            opening = len(tree.names) - 1
        elif keyword == "END":
            opening = None
        elif keyword == "{":
            stack.append(opening)
        elif keyword == "}":
            if not stack:
                raise InputError(f"{name} has a closing brace too many")
            stack.pop()
        elif keyword == "OFFSET" and stack:
            _set_offset(tree, stack[-1], rest, name)
        elif keyword == "CHANNELS" and stack and stack[-1] is not None:
            found = _CHANNEL.findall(rest)
            if rest.split()[:1] != [str(len(found))]:
                raise InputError(f"{name} has an unreadable CHANNELS line: {line.strip()!r}")
            tree.channels[stack[-1]] = [(axis.upper(), kind.lower()) for axis, kind in found]
        else:
            raise InputError(f"{name} has an unknown line in its hierarchy: {line.strip()[:60]!r}")
    if stack or not tree.names:
        raise InputError(f"{name} has an incomplete hierarchy; is the file truncated?")
    return tree


def _cut(line: str) -> tuple[str, str, str]:
    word, *rest = line.split(None, 1)
    return word, " ", rest[0] if rest else ""


def _set_offset(tree: _Tree, joint: int | None, rest: str, name: str) -> None:
    try:
        offset = [float(value) for value in rest.split()]
    except ValueError:
        offset = []
    if len(offset) != 3 or not all(map(math.isfinite, offset)):
        raise InputError(f"{name} has an offset that is not three numbers: {rest.strip()[:60]!r}")
    if joint is not None:
        tree.offsets[joint] = offset


def _parse_values(text: str, count: int, channels: int, name: str) -> Float[np.ndarray, "T C"]:
    words = text.split()
    if len(words) != count * channels:
        cause = "is the file truncated?" if len(words) < count * channels else "the frame count is wrong"
        raise InputError(
            f"{name} promises {count} frames of {channels} values but holds {len(words)} values; {cause}"
        )
    try:
        values = np.array(words, dtype=np.float64).reshape(count, channels)
    except ValueError:
        raise InputError(f"{name} holds something that is no number among its frames") from None
    if not np.isfinite(values).all():
        raise InputError(f"{name} holds NaN or infinite values")
    return values


def _animate(tree: _Tree, values: Float[np.ndarray, "T C"], fps: float) -> Hierarchy:
    offsets = np.array(tree.offsets, np.float64)
    local = np.repeat(offsets[None], len(values), axis=0)
    rotations = np.empty((len(values), len(tree.names), 3, 3))
    column = 0
    for joint, channels in enumerate(tree.channels):
        turns = []
        for at, (axis, kind) in enumerate(channels, start=column):
            if kind == "position":
                local[:, joint, "XYZ".index(axis)] = values[:, at]
            else:
                turns.append((at, axis))
        axes = "".join(axis for _, axis in turns)
        rotations[:, joint] = euler_rotations(values[:, [at for at, _ in turns]], axes)
        column += len(channels)
    return Hierarchy(tuple(tree.names), tuple(tree.parents), offsets, local, rotations, fps)


def _frame_rate(frame_time: float) -> float:
    """Frames per second; a whole number where the frame time is a rounded one ('.0083333' is 120)."""
    fps = 1.0 / frame_time
    whole = round(fps)
    return float(whole) if whole and abs(fps - whole) < 2e-4 * whole else fps
