"""Something that answers as a model does, at once, and remembers how it was asked."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from kinemind.errors import InputError
from kinemind.generation import Description, Take
from kinemind.motion import Motion, Step
from tests.features.test_invariants import smooth_motion


class Puppet:
    """`gate` holds its answers back while it is clear; `entered` counts the calls that reached it."""

    def __init__(self) -> None:
        self.bundle = SimpleNamespace(name="puppet", manifest={"provenance": {"licence": "CC BY 4.0"}})
        self.policy = None
        self.calls: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Semaphore(0)
        self.fault: Exception | None = None

    def generate_many(
        self, texts: Sequence[str], seeds: Sequence[int], *, max_seconds: float, com: Any = None
    ) -> list[Take]:
        self._called(list(texts))
        return [self._take(text, seed, max_seconds) for text, seed in zip(texts, seeds, strict=True)]

    def caption_many(
        self, motions: Sequence[Motion], seeds: Sequence[int], *, com: Any = None
    ) -> list[Description]:
        self._called([f"clip of {len(motion)} frames" for motion in motions])
        if any(len(motion) < 10 for motion in motions):
            raise InputError("the clip is too short")
        return [Description("sways", "It sways.", (Step("sway", 0.0, 1.0),)) for _ in motions]

    def _called(self, texts: list[str]) -> None:
        self.calls.append(texts)
        self.entered.release()
        assert self.gate.wait(60)
        if self.fault is not None:
            raise self.fault

    def _take(self, text: str, seed: int, max_seconds: float) -> Take:
        frames = min(40, int(20 * (max_seconds or 15.0)))
        steps = (Step(text, 0.0, frames / 20),)
        motion = Motion(smooth_motion(seed % 1000, frames=frames), 20.0, text=text, steps=steps)
        return Take(text, f"One action: {text}", steps, (1, 2, 3), motion, seed)
