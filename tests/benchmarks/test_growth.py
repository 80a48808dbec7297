"""How cost grows, at toy size: points, picture and result."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import cv2
import pytest

LARGEST = 60_000


def test_a_toy_growth_has_its_points_and_a_small_picture(benchmark_module, tmp_path: Path) -> None:
    growth = benchmark_module("growth")
    output, picture = tmp_path / "growth.json", tmp_path / "growth.png"
    growth.main(
        [
            "--lengths", "1", "2", "--batches", "1", "2", "--groups", "--clips", "3", "6",
            "--data", "synthetic:12", "--rounds", "1", "--threads", "1",
            "--picture", str(picture), "-o", str(output),
        ]
    )  # fmt: skip
    found = json.loads(output.read_text())
    assert [row["setting"].split()[0] for row in found["rows"]] == ["Generation,"] * 2 + [
        "Generation",
        "Generation",
        "Features",
        "Features",
    ]
    assert all(row["ours"] > 0 and row["ratio"] is None for row in found["rows"])
    assert picture.stat().st_size <= LARGEST
    assert cv2.imread(str(picture)).shape[1] > 400


def test_a_motion_is_as_long_as_asked_for(benchmark_module, monkeypatch: pytest.MonkeyPatch) -> None:
    growth = benchmark_module("growth")
    model = growth.load("nano", "cpu")
    made: list[int] = []
    tokenizer = model.bundle.motion_tokenizer
    monkeypatch.setattr(type(tokenizer), "decode_many", lambda _, rows: made.extend(map(len, rows)))
    growth.generation(model)(2.0, 3)
    assert made == [round(2.0 * tokenizer.tokens_per_second)] * 3


def test_groups_are_measured_in_turns(benchmark_module, monkeypatch, tmp_path: Path) -> None:
    growth, order = benchmark_module("growth"), []

    def steps(stage, count: int, folder: Path) -> SimpleNamespace:
        order.append((stage.group_size, folder.name))
        return SimpleNamespace(seconds=[99.0, float(stage.group_size)])

    monkeypatch.setattr(growth, "watched_steps", steps)
    found = growth.group_curve(growth.RLVRStage(prompts=2), [4, 2], 2, tmp_path)
    assert order == [(2, "2-0"), (4, "4-0"), (2, "2-1"), (4, "4-1")]
    assert found.points == ((2.0, 2.0), (4.0, 4.0))
    assert found.exponent == pytest.approx(1.0)


def test_four_full_curves_still_make_a_small_picture(benchmark_module, tmp_path: Path) -> None:
    growth = benchmark_module("growth")
    points = tuple((2.0**n, 0.1 * 1.7**n) for n in range(5))
    growth.draw(
        [growth.Curve(f"Generation of {n} s", "motions", points) for n in range(4)], tmp_path / "g.png"
    )
    assert 5_000 < (tmp_path / "g.png").stat().st_size <= LARGEST
