"""A page of pictures: samples as motion strips, and distributions of figures row against row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
from jaxtyping import UInt8

from kinemind.evaluation.report.quantities import metric_order, quantity, row_label, row_order
from kinemind.formats.files import written_aside
from kinemind.motion import Motion
from kinemind.render.distribution import distribution_chart
from kinemind.render.lettering import BOLD, REGULAR, draw_text, wrapped
from kinemind.render.storyboard import storyboard
from kinemind.render.style import ACCENT, INK, SKY, TRACK, Colour

WIDTH = 1800
"""Pixels."""
_MARGIN = 36
_TEXT = 552
"""Width of the column of texts left of the strips."""
_HEIGHT, _POSES = 320, 6
"""Of a strip; lower ones would have letters too small to read."""
_LETTERS, _HEADING = 18, 26
_LINES = 4
"""A text longer than so many lines ends in an ellipsis."""
_CHARTS = 3
"""Charts side by side."""

_COLOURS: dict[str, Colour] = {
    "generated": ACCENT,
    "retrieval": (84, 150, 44),
    "nearest_neighbour": (84, 150, 44),
    "reconstruction": (36, 118, 232),
    "ground_truth": INK,
    "random": (150, 150, 150),
}
_OTHER_COLOURS: tuple[Colour, ...] = ((170, 84, 158), (60, 60, 200), (150, 150, 20), (100, 150, 190))

Distributions = Mapping[str, Mapping[str, Sequence[float]]]


@dataclass(frozen=True)
class Sample:
    """One motion on the page, its texts (prompt, or generated and reference captions) and its figures.

    Samples that follow each other with the same `section` (best, median, worst) stand under one heading.
    `figures` are by metric name, in the metric's own unit.
    """

    title: str
    texts: tuple[str, ...]
    motion: Motion
    figures: Mapping[str, float] = field(default_factory=dict)
    section: str = ""


def draw_page(path: Path, samples: Sequence[Sample], distributions: Distributions) -> Path:
    """Write the page as a PNG of at most 1800 pixels in width; InputError where it cannot be written."""
    done, data = cv2.imencode(".png", page(samples, distributions))
    assert done, "OpenCV encodes any 8-bit image as PNG"
    with written_aside(path) as aside:
        aside.write_bytes(data.tobytes())
    return path


def page(samples: Sequence[Sample], distributions: Distributions) -> UInt8[np.ndarray, "H W 3"]:
    """The picture (blue, green, red): the samples from top to bottom, then a chart for each figure.

    `distributions` holds for each metric, by row, the figure of every sample in the metric's own unit; NaN
    where a sample has none.
    """
    bands: list[UInt8[np.ndarray, "H W 3"]] = [_blank(_MARGIN // 2)]
    section = ""
    for sample in samples:
        if sample.section != section:
            bands.append(_heading(sample.section))
            section = sample.section
        bands.append(_band(sample))
    if distributions:
        bands += [_heading("Distributions over the samples"), *_charts(distributions)]
    return np.concatenate([*bands, _blank(_MARGIN // 2)])


def _blank(height: int, width: int = WIDTH) -> UInt8[np.ndarray, "H W 3"]:
    return np.full((height, width, 3), SKY, np.uint8)


def _heading(text: str) -> UInt8[np.ndarray, "H W 3"]:
    band = _blank(2 * _HEADING)
    cv2.line(band, (_MARGIN, 4), (WIDTH - _MARGIN, 4), TRACK, 2)
    draw_text(band, text, (_MARGIN, round(1.5 * _HEADING)), _HEADING, ACCENT, BOLD)
    return band


def _band(sample: Sample) -> UInt8[np.ndarray, "H W 3"]:
    """The texts at the left, the strip at the right; as high as the higher of the two."""
    room = _TEXT - _MARGIN - _MARGIN // 2
    lines = [(line, INK, BOLD) for line in wrapped(sample.title, room, _LETTERS, 2, BOLD)]
    for text in sample.texts:
        lines += [(line, INK, REGULAR) for line in wrapped(text, room, _LETTERS, _LINES)]
    figures = (figure_text(name, value) for name, value in sample.figures.items())
    lines += [(line, ACCENT, REGULAR) for figure in figures for line in wrapped(figure, room, _LETTERS, 1)]
    step = round(1.4 * _LETTERS)
    strip = storyboard(sample.motion, _HEIGHT, _POSES, caption="")
    strip = strip[:, : WIDTH - _TEXT]
    band = _blank(max(len(strip), step * len(lines) + 2 * _LETTERS))
    band[: len(strip), _TEXT : _TEXT + strip.shape[1]] = strip
    for k, (line, colour, weight) in enumerate(lines):
        draw_text(band, line, (_MARGIN, 2 * _LETTERS + step * k), _LETTERS, colour, weight)
    return band


def figure_text(name: str, value: float) -> str:
    """`foot slide 2.13 mm/frame`."""
    what = quantity(name)
    number = what.printed(value) if np.isfinite(value) else "undefined"
    return " ".join(part for part in (what.label, number, what.unit) if part)


def _charts(distributions: Distributions) -> list[UInt8[np.ndarray, "H W 3"]]:
    rows = sorted({row for found in distributions.values() for row in found}, key=row_order)
    others = cycle(_OTHER_COLOURS)
    colours = {row_label(row): _COLOURS.get(row) or next(others) for row in rows}
    width = (WIDTH - 2 * _MARGIN) // _CHARTS
    charts = [
        _chart(metric, distributions[metric], colours, width)
        for metric in sorted(distributions, key=metric_order)
    ]
    bands = []
    for first in range(0, len(charts), _CHARTS):
        group = charts[first : first + _CHARTS]
        band = _blank(max(len(chart) for chart in group) + _MARGIN // 2)
        for k, chart in enumerate(group):
            band[: len(chart), _MARGIN + k * width : _MARGIN + (k + 1) * width] = chart
        bands.append(band)
    return bands


def _chart(
    metric: str, found: Mapping[str, Sequence[float]], colours: Mapping[str, Colour], width: int
) -> UInt8[np.ndarray, "H W 3"]:
    what = quantity(metric)
    values = {
        row_label(row): np.asarray(found[row], np.float64) * what.scale
        for row in sorted(found, key=row_order)
    }
    return distribution_chart(what.label, what.unit, values, colours, width, 330, 16)
