"""What is written over a film: the caption on top, below the sub-action that runs and a timeline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from jaxtyping import UInt8

from kinemind.motion import Motion, Step
from kinemind.render.lettering import BOLD, draw_text, printable, shortened, text_width, wrapped
from kinemind.render.style import ACCENT, FAINT_INK, INK, TRACK, mixed

_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Overlay:
    """Text and sizes in pixels, worked out once for a film."""

    caption: tuple[str, ...]
    steps: tuple[Step, ...]
    seconds: float
    size: int
    margin: int
    width: int
    height: int

    @property
    def top(self) -> int:
        """Height in pixels of the caption's area."""
        return self.margin + round(self.size * 1.35 * len(self.caption)) if self.caption else self.margin

    @property
    def bottom(self) -> int:
        """Height in pixels of the timeline's area."""
        return round(self.margin + self.size * (2.5 if self.steps else 1.5))

    def draw(self, image: UInt8[np.ndarray, "H W 3"], time: float) -> None:
        """Write the caption and the state at `time` seconds onto the image."""
        for k, line in enumerate(self.caption):
            draw_text(
                image,
                line,
                (self.margin, self.margin + round(self.size * (0.8 + 1.35 * k))),
                self.size,
                INK,
                BOLD,
            )
        self._draw_timeline(image, time)

    def _draw_timeline(self, image: UInt8[np.ndarray, "H W 3"], time: float) -> None:
        small = round(self.size * 0.72)
        clock = f"{time:.1f} s"
        clock_width = text_width("00.0 s", small) + small // 2
        left, right = self.margin, self.width - self.margin - clock_width
        y, thick = self.height - self.margin, max(4, round(self.size * 0.30))
        draw_text(
            image,
            clock,
            (self.width - self.margin - text_width(clock, small), y + small // 3),
            small,
            FAINT_INK,
        )

        def place(at: float) -> int:
            return round(left + (right - left) * min(max(at / max(self.seconds, 1e-6), 0.0), 1.0))

        _bar(image, left, right, y, thick, TRACK)
        if not self.steps:
            _bar(image, left, max(place(time), left), y, thick, ACCENT)
            return
        running = running_step(self.steps, time)
        gap = max(1, thick // 3)
        for k, step in enumerate(self.steps):
            start, end = place(step.start), max(place(step.end) - gap, place(step.start) + 1)
            _bar(image, start, end, y, thick, mixed(ACCENT, _WHITE, 0.35 if k == running else 0.68))
            if time >= step.start and place(time) > start:
                _bar(image, start, min(place(time), end), y, thick, ACCENT)
        cv2.circle(image, (place(time), y), round(thick * 0.95), ACCENT, -1, cv2.LINE_AA)
        cv2.circle(image, (place(time), y), round(thick * 0.45), _WHITE, -1, cv2.LINE_AA)
        if running is not None:
            self._draw_label(image, running, y - round(1.0 * self.size))

    def _draw_label(self, image: UInt8[np.ndarray, "H W 3"], running: int, baseline: int) -> None:
        """The sub-action that runs, as a coloured tag with its number."""
        small = round(self.size * 0.86)
        number = f"{running + 1}/{len(self.steps)}"
        number_width = text_width(number, small, BOLD)
        room = self.width - 2 * self.margin - number_width - 3 * small
        line = shortened(printable(self.steps[running].text), room, small, BOLD)
        pad = small // 2
        box = (self.margin, baseline - small - pad // 3, number_width + 2 * pad, small + pad)
        _tag(image, box, ACCENT)
        draw_text(image, number, (self.margin + pad, baseline - pad // 8), small, _WHITE, BOLD)
        left = self.margin + number_width + 3 * pad
        draw_text(image, line, (left, baseline - pad // 8), small, ACCENT, BOLD)


def overlay_of(motion: Motion, width: int, height: int, caption: str | None = None) -> Overlay:
    """The overlay of a film of this size; `caption` replaces the motion's own text."""
    size = max(12, round(min(width, height) / 27))
    margin = round(size * 1.1)
    text = motion.text if caption is None else caption
    lines = wrapped(text, width - 2 * margin, size, 3, BOLD) if text else []
    return Overlay(tuple(lines), motion.steps, motion.seconds, size, margin, width, height)


def running_step(steps: tuple[Step, ...], time: float) -> int | None:
    """Index of the step that runs at `time` seconds (the latest begun where steps overlap), or None."""
    running = [k for k, step in enumerate(steps) if step.start <= time + 1e-6 and time < step.end]
    return max(running, key=lambda k: steps[k].start) if running else None


def _bar(image: UInt8[np.ndarray, "H W 3"], left: int, right: int, y: int, thick: int, colour: tuple) -> None:
    """A horizontal bar with round ends between `left` and `right`."""
    radius = thick // 2
    if right - left <= thick:
        cv2.rectangle(image, (left, y - radius), (max(right, left + 1), y + radius), colour, -1)
        return
    cv2.line(image, (left + radius, y), (right - radius, y), colour, thick, cv2.LINE_AA)


def _tag(image: UInt8[np.ndarray, "H W 3"], box: tuple[int, int, int, int], colour: tuple) -> None:
    x, y, width, height = box
    radius = height // 2
    cv2.line(image, (x + radius, y + radius), (x + width - radius, y + radius), colour, height, cv2.LINE_AA)
