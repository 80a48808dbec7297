"""A headless Chromium and a figure for it to play."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kinemind.motion import Motion, Step
from kinemind.skeletons import HUMANML22

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# WebGL in software; a machine without a display has no other
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-swiftshader",
    "--use-gl=angle",
    "--use-angle=swiftshader",
]
SLOW = 90_000
"""Milliseconds: the machine may be busy with other things."""


@pytest.fixture(scope="package")  # while it is open an event loop runs, which other tests cannot have
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser is installed; looked for {', '.join(BROWSERS)}")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page in a context of its own, with all it requested and all it complained of."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": 640, "height": 520}, **options)
        self.context.set_default_timeout(SLOW)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        # answers of 4xx are part of some tests; the browser remarks on each
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    page = Watched(browser)
    yield page
    page.close()


@pytest.fixture(scope="session")
def standing() -> np.ndarray:
    """The rest pose of the 22 joints, feet on the floor, [22, 3] metres."""
    joints = np.zeros((22, 3))
    for joint, parent in enumerate(HUMANML22.parents):
        if parent >= 0:
            joints[joint] = joints[parent] + HUMANML22.rest_offsets[joint]
    return joints - [0, joints[:, 1].min(), 0]


@pytest.fixture(scope="session")
def walking(standing: np.ndarray) -> Motion:
    """Three seconds at 20 frames a second: the figure glides ahead, then lifts its right arm."""
    time = np.arange(60) / 20
    joints = np.repeat(standing[None], 60, axis=0)
    joints[:, :, 2] += 0.9 * np.minimum(time, 1.5)[:, None]
    lift = np.clip(time - 1.5, 0, 1)
    joints[:, 21, 1] += 0.8 * lift
    joints[:, 21, 0] -= 0.2 * lift
    steps = (Step("walks forward", 0.0, 1.5), Step("raises the right hand", 1.5, 3.0))
    return Motion(joints, 20.0, text="a person walks, then raises the right hand", steps=steps)


@pytest.fixture
def played(watched: Watched, tmp_path: Path, walking: Motion) -> Watched:
    """The exported page of `walking`, open and still at its first frame."""
    from kinemind.formats.html_page import write_html

    reasoning = (
        "Two steps, 3.0 s. 1. The person walks forward (legs, forward, 1.5 s). "
        "2. Then the person raises the right hand (right arm, up, 1.5 s)."
    )
    write_html(walking, tmp_path / "take.html", reasoning, seed=7)
    watched.page.goto((tmp_path / "take.html").as_uri())
    watched.page.wait_for_selector("html[data-ready]")
    return watched
