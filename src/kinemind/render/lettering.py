"""Text on images: measured, wrapped and drawn with OpenCV's own font."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from jaxtyping import UInt8

from kinemind.render.style import Colour

_TRUETYPE = hasattr(cv2, "FontFace")  # from OpenCV 5 on; before, only stroked fonts
REGULAR, BOLD = 400, 600


@lru_cache(maxsize=1)
def _face() -> Any:
    return cv2.FontFace("sans")


def printable(text: str) -> str:
    """One line without control characters; without a TrueType font only ASCII can be shown."""
    line = " ".join(text.split())
    if _TRUETYPE:
        return line
    return unicodedata.normalize("NFKD", line).encode("ascii", "ignore").decode()


def text_width(text: str, size: int, weight: int = REGULAR) -> int:
    """Width in pixels of a line in letters of `size` pixels."""
    if not text:
        return 0
    if _TRUETYPE:
        x, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _face(), size, weight)
        return int(x + width)
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size / 30, 1)
    return int(width)


def draw_text(
    image: UInt8[np.ndarray, "H W 3"],
    text: str,
    place: tuple[int, int],
    size: int,
    colour: Colour,
    weight: int = REGULAR,
) -> None:
    """Draw a line whose baseline starts at `place` (pixels)."""
    if not text:
        return
    if _TRUETYPE:
        cv2.putText(image, text, place, colour, _face(), size, weight)
    else:
        cv2.putText(image, text, place, cv2.FONT_HERSHEY_DUPLEX, size / 30, colour, 1, cv2.LINE_AA)


def wrapped(text: str, width: int, size: int, lines: int, weight: int = REGULAR) -> list[str]:
    """The text in at most `lines` lines of `width` pixels; what does not fit ends in an ellipsis."""
    out: list[str] = []
    for word in printable(text).split(" "):
        longer = f"{out[-1]} {word}" if out else word
        if out and text_width(longer, size, weight) <= width:
            out[-1] = longer
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [shortened(line, width, size, weight) for line in out if line]


def shortened(line: str, width: int, size: int, weight: int = REGULAR) -> str:
    """The line itself when it fits, else as much of it as fits with an ellipsis."""
    if text_width(line, size, weight) <= width:
        return line
    low, high = 0, min(len(line), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(line[:middle].rstrip() + "...", size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + "..." if low else ""
