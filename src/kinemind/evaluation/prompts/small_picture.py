"""A storyboard as a PNG of few colours, small enough to lie in a repository of documents."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from jaxtyping import UInt8

from kinemind.formats.files import written_aside
from kinemind.motion import Motion

HEIGHT, POSES = 220, 7
COLOURS = 64
MAX_BYTES = 60_000
"""A picture that comes out larger is drawn again with half the colours, down to 8."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write_small_picture(motion: Motion, path: Path, height: int = HEIGHT, poses: int = POSES) -> Path:
    """The key poses with caption, times and plan, in a palette of at most COLOURS colours."""
    from kinemind.render import storyboard

    image = storyboard(motion, height, poses)[:, :, ::-1]
    colours = COLOURS
    while len(data := palette_png(image, colours)) > MAX_BYTES and colours > 8:
        colours //= 2
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_aside(path) as aside:
        aside.write_bytes(data)
    return path


def palette_png(image: UInt8[np.ndarray, "H W 3"], colours: int) -> bytes:
    """A PNG of type 3 (ISO/IEC 15948) of an RGB image, each pixel in the nearest of its main colours."""
    height, width, _ = image.shape
    palette, index = _palette(image.reshape(-1, 3), colours)
    # every row begins with the number of its filter, 0: none
    rows = np.concatenate([np.zeros((height, 1), np.uint8), index.reshape(height, width)], axis=1)
    return _SIGNATURE + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.tobytes()),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _palette(
    pixels: UInt8[np.ndarray, "N 3"], colours: int
) -> tuple[UInt8[np.ndarray, "C 3"], UInt8[np.ndarray, " N"]]:
    """The main colours by median cut (Heckbert 1982), and the nearest of them for every pixel."""
    known, inverse, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    boxes = [np.arange(len(known))]
    while len(boxes) < colours:
        spread = [np.ptp(known[box], axis=0).max() * np.sqrt(counts[box].sum()) for box in boxes]
        box = boxes.pop(int(np.argmax(spread)))
        if len(box) < 2:
            boxes.append(box)
            break
        axis = int(np.ptp(known[box], axis=0).argmax())
        box = box[np.argsort(known[box, axis], kind="stable")]
        half = int(np.searchsorted(np.cumsum(counts[box]), counts[box].sum() / 2))
        cut = min(max(half, 1), len(box) - 1)
        boxes += [box[:cut], box[cut:]]
    means = [np.average(known[box], axis=0, weights=counts[box]) for box in boxes]
    palette = np.rint(np.array(means)).astype(np.uint8)
    nearest = np.empty(len(known), np.uint8)
    for number, box in enumerate(boxes):
        nearest[box] = number
    return palette, nearest[inverse.reshape(-1)]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
