"""Training curves as a picture, one small panel a quantity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from kinemind.formats.files import written_aside

_WIDTH, _HEIGHT, _MARGIN = 360, 220, 34

FIRST = ("reward", "val/reward", "val/fid", "val/r_precision_3", "val/foot_slide_mm_per_frame", "parse_rate")
"""The top row shows whether what is rewarded and what judges go the same way."""


def draw_curves(rows: Sequence[dict[str, float]], path: Path) -> None:
    """One panel for each quantity found in `rows` (objects with `step`), written as a PNG; `FIRST` on top."""
    names = panel_order({name: None for row in rows for name in row if name != "step"})
    panels = [_panel(name, [(r["step"], r[name]) for r in rows if name in r]) for name in names]
    columns = min(3, max(1, len(panels)))
    while len(panels) % columns:
        panels.append(np.full((_HEIGHT, _WIDTH, 3), 255, np.uint8))
    grid = np.vstack([np.hstack(panels[i : i + columns]) for i in range(0, len(panels), columns)])
    ok, data = cv2.imencode(".png", grid)
    assert ok
    with written_aside(path) as aside:
        aside.write_bytes(data.tobytes())


def panel_order(names: Iterable[str]) -> list[str]:
    """Those of `FIRST` that there are where a report on val was made, then the others as they come."""
    names = list(names)
    first = [name for name in FIRST if name in names] if "val/reward" in names else []
    return first + [name for name in names if name not in first]


def _panel(name: str, points: Sequence[tuple[float, float]]) -> np.ndarray:
    image = np.full((_HEIGHT, _WIDTH, 3), 255, np.uint8)
    steps, values = np.array(points, float).T
    finite = np.isfinite(values)
    steps, values = steps[finite], values[finite]
    cv2.putText(image, name, (_MARGIN, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (40, 40, 40), 1, cv2.LINE_AA)
    if not len(values):
        return image
    low, high = float(values.min()), float(values.max())
    span_x, span_y = max(float(np.ptp(steps)), 1e-9), max(high - low, 1e-9)
    x = _MARGIN + (steps - steps.min()) / span_x * (_WIDTH - _MARGIN - 12)
    y = _HEIGHT - 24 - (values - low) / span_y * (_HEIGHT - 60)
    cv2.rectangle(image, (_MARGIN, 30), (_WIDTH - 8, _HEIGHT - 20), (220, 220, 220), 1)
    line = np.stack([x, y], -1).round().astype(np.int32)
    cv2.polylines(image, [line.reshape(-1, 1, 2)], False, (180, 90, 30), 1, cv2.LINE_AA)
    for text, at in ((f"{high:.3g}", (2, 38)), (f"{low:.3g}", (2, _HEIGHT - 22))):
        cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.33, (90, 90, 90), 1, cv2.LINE_AA)
    cv2.putText(
        image,
        f"step {steps.max():.0f}",
        (_WIDTH - 90, _HEIGHT - 6),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.33,
        (90, 90, 90),
        1,
    )
    return image
