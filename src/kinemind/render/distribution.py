"""A small chart: how one figure is distributed over samples, one outline a row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from jaxtyping import Float, UInt8

from kinemind.render.lettering import BOLD, draw_text, printable, shortened, text_width
from kinemind.render.style import FAINT_INK, INK, SKY, TRACK, Colour, mixed

CLIP_PERCENTILE = 99.0
"""Values of all rows together above this percentile are off the chart; the legend says their share."""
BINS = 24
_WHITE: Colour = (255, 255, 255)
_TICKS = 5


def distribution_chart(
    title: str,
    unit: str,
    rows: Mapping[str, Sequence[float] | Float[np.ndarray, " N"]],
    colours: Mapping[str, Colour],
    width: int,
    height: int,
    size: int = 15,
) -> UInt8[np.ndarray, "H W 3"]:
    """Histograms as outlines: share of a row's samples a bin over the figure in `unit`.

    `height` is that of the plot with its axes; a line a row follows below: mean, median, and where there
    are any, the share off the chart and the number of samples without a value (NaN).
    `size` is that of the letters, pixels.
    """
    values = {row: np.asarray(found, np.float64).ravel() for row, found in rows.items()}
    finite = {row: found[np.isfinite(found)] for row, found in values.items()}
    line = round(1.5 * size)
    canvas = np.full((height + line * len(rows) + size, width, 3), SKY, np.uint8)
    head = shortened(printable(title), width - size, size + 2, BOLD)
    draw_text(canvas, head, (0, round(1.2 * size)), size + 2, INK, BOLD)
    low, high = _range(np.concatenate([*finite.values(), np.empty(0)]))
    shares = {row: _shares(found, low, high) for row, found in finite.items()}
    top = max((float(share.max()) for share in shares.values()), default=0.0) or 1.0
    left, right = round(3.4 * size), width - size
    upper, lower = round(2.6 * size), height - round(3.2 * size)
    _draw_axes(canvas, (left, right, upper, lower), (low, high), top, unit, size)
    for row, share in shares.items():
        if share.any():
            x = left + (right - left) * np.arange(BINS + 1) / BINS
            y = lower - (lower - upper) * share / top
            _draw_outline(canvas, x, y, lower, colours[row])
    for k, row in enumerate(rows):
        baseline = height + line * k + size
        cv2.line(
            canvas, (left, baseline - size // 3), (left + 2 * size, baseline - size // 3), colours[row], 3
        )
        text = _legend(printable(row), values[row], high)
        room = right - left - round(2.6 * size)
        draw_text(canvas, shortened(text, room, size), (left + round(2.6 * size), baseline), size, INK)
    return canvas


def ticks(low: float, high: float, count: int = _TICKS) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) within the range, about `count` of them."""
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _range(values: Float[np.ndarray, " N"]) -> tuple[float, float]:
    """From 0 (or the lowest value, where there are negative ones) to the percentile of the clip."""
    if not len(values):
        return 0.0, 1.0
    low = min(0.0, float(values.min()))
    high = float(np.percentile(values, CLIP_PERCENTILE))
    if high - low < 1e-9:
        # the percentile of figures that are mostly 0 is 0
        high = float(values.max())
    return (low, high) if high - low > 1e-9 else (low, low + 1.0)


def _shares(values: Float[np.ndarray, " N"], low: float, high: float) -> Float[np.ndarray, " B"]:
    """Share of all the values in each bin; those above `high` are in none."""
    counts, _ = np.histogram(values, BINS, (low, high))
    return counts / max(len(values), 1)


def _legend(row: str, values: Float[np.ndarray, " N"], high: float) -> str:
    finite = values[np.isfinite(values)]
    missing = len(values) - len(finite)
    parts = [f"mean {finite.mean():.3g}, median {np.median(finite):.3g}"] if len(finite) else ["no values"]
    beyond = float((finite > high).mean()) if len(finite) else 0.0
    if beyond:
        parts.append(f"{100 * beyond:.1f} % beyond {high:.3g}")
    if missing:
        parts.append(f"{missing} of {len(values)} undefined")
    return f"{row}: " + ", ".join(parts)


def _draw_outline(
    canvas: UInt8[np.ndarray, "H W 3"],
    x: Float[np.ndarray, " E"],
    y: Float[np.ndarray, " B"],
    base: int,
    colour: Colour,
) -> None:
    """The steps over the bins, from the axis and back to it."""
    steps = np.stack([np.repeat(x, 2), np.concatenate([[base], np.repeat(y, 2), [base]])], axis=-1)
    cv2.polylines(canvas, [np.rint(steps).astype(np.int32)], False, colour, 2, cv2.LINE_AA)


def _draw_axes(
    canvas: UInt8[np.ndarray, "H W 3"],
    box: tuple[int, int, int, int],
    span: tuple[float, float],
    top: float,
    unit: str,
    size: int,
) -> None:
    left, right, upper, lower = box
    small = max(12, size - 2)
    for share in ticks(0.0, top, 4):
        y = round(lower - (lower - upper) * share / top)
        cv2.line(canvas, (left, y), (right, y), mixed(TRACK, _WHITE, 0.5), 1)
        label = f"{100 * share:.3g} %"
        draw_text(canvas, label, (left - text_width(label, small) - 6, y + small // 3), small, FAINT_INK)
    low, high = span
    for value in ticks(low, high):
        x = round(left + (right - left) * (value - low) / (high - low))
        cv2.line(canvas, (x, lower), (x, lower + 5), FAINT_INK, 1)
        label = f"{value:.4g}"
        draw_text(
            canvas,
            label,
            (x - text_width(label, small) // 2, lower + round(1.2 * small) + 4),
            small,
            FAINT_INK,
        )
    cv2.line(canvas, (left, lower), (right, lower), FAINT_INK, 1)
    unit = printable(unit)
    place = (right - text_width(unit, small), lower + round(2.5 * small) + 4)
    draw_text(canvas, unit, place, small, INK)
