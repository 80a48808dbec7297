"""Turns, refusals and checkouts of the benchmarks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kinemind.errors import InputError


def test_sides_take_turns(benchmark_module) -> None:
    shared, order = benchmark_module("side_by_side"), []
    seconds = shared.in_turns({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == ["a", "b"] * 3
    assert set(seconds) == {"a", "b"} and min(seconds.values()) >= 0


def test_a_ratio_above_one_says_that_ours_is_faster(benchmark_module) -> None:
    row = benchmark_module("side_by_side").Row
    assert row.of_seconds("s", 2.0, 6.0).ratio == pytest.approx(3.0)
    assert row.of_rates("r", 6.0, 2.0, "1/s").ratio == pytest.approx(3.0)
    assert row.alone("a", 6.0, "s").ratio is None


def test_a_disagreement_ends_the_command_without_a_result(benchmark_module, tmp_path, monkeypatch) -> None:
    shared, output = benchmark_module("side_by_side"), tmp_path / "found.json"
    monkeypatch.setattr(sys, "argv", ["x.py", str(output)])

    def main(words) -> None:
        shared.require(False, "one is blue")
        output.write_text("{}")

    with pytest.raises(SystemExit, match="no ratio: one is blue"):
        shared.run(main)
    assert not output.exists()


def test_the_result_is_of_the_form_that_the_table_reads(benchmark_module, tmp_path, capsys) -> None:
    shared, table = benchmark_module("side_by_side"), benchmark_module("table")
    row = shared.Row.of_seconds("one film", 1.0, 4.0, "s a film")
    shared.Comparison("render", "w", "p", "a", (row,)).finish(tmp_path / "render.json", 1, ["--size", "64"])
    (found,) = table.read_results(tmp_path)
    assert found["command"] == "python benchmarks/render.py --size 64"
    assert found["rows"][0]["ratio"] == 4.0
    assert "ratio 4.00" in capsys.readouterr().out
    assert json.loads((tmp_path / "render.json").read_text()) == found


def test_what_a_checkout_brought_is_forgotten(benchmark_module, tmp_path: Path) -> None:
    shared = benchmark_module("side_by_side")
    (tmp_path / "public_peer.py").write_text("ANSWER = 42\n")
    with shared.importing_from(tmp_path, "public_peer.py"):
        import public_peer  # type: ignore[import-not-found]

        assert public_peer.ANSWER == 42
    assert "public_peer" not in sys.modules and str(tmp_path) not in sys.path
    with (
        pytest.raises(InputError, match=r"it has no models/x\.py"),
        shared.importing_from(tmp_path, "models/x.py"),
    ):
        pass
