"""The table of docs/performance.md: written from results, between its markers, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kinemind.errors import InputError

RESULT = {
    "name": "features",
    "what": "Feature extraction",
    "peer": "HumanML3D",
    "agreement": "every frame",
    "rows": [
        {"setting": "a | b", "ours": 338000.4, "peer": 5580, "ratio": 60.57, "unit": "frames/s"},
        {"setting": "alone", "ours": 0.5, "peer": None, "ratio": None, "unit": "s"},
    ],
    "machine": "two cores",
    "command": "python benchmarks/features.py",
}
ROOT = Path(__file__).parents[2]


def test_a_page_is_rewritten_between_its_markers(benchmark_module, tmp_path: Path) -> None:
    table = benchmark_module("table")
    (tmp_path / "features.json").write_text(json.dumps(RESULT))
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{table.BEGIN}\nold\n{table.END}\n\nAfter\n")
    words = ["--results", str(tmp_path), "--page", str(page)]
    table.main(words)
    text = page.read_text()
    assert text.startswith("# Before\n") and text.endswith("\n\nAfter\n") and "old" not in text
    assert "| `features` | a \\| b | 338,000 | 5,580 | frames/s | **60.6** |" in text
    assert "| `features` | alone | 0.5 | – | s | – |" in text
    assert "- Machine (`features`): two cores." in text
    table.main(words)
    assert page.read_text() == text


@pytest.mark.parametrize(
    "change",
    [
        {"machine": None},
        {"name": "render"},
        {"rows": []},
        {"rows": [{**RESULT["rows"][0], "ours": None}]},
        {"rows": [{**RESULT["rows"][0], "ratio": "61"}]},
        {"rows": [{"setting": "s", "ours": 1.0}]},
    ],
)
def test_another_form_is_refused(benchmark_module, tmp_path: Path, change: dict) -> None:
    table = benchmark_module("table")
    (tmp_path / "features.json").write_text(json.dumps({**RESULT, **change}))
    with pytest.raises(InputError, match="not of the form"):
        table.read_results(tmp_path)


def test_no_results_and_no_markers_are_refused(benchmark_module, tmp_path: Path) -> None:
    table = benchmark_module("table")
    with pytest.raises(InputError, match="holds no results"):
        table.read_results(tmp_path)
    for page in ("nothing", f"{table.END} {table.BEGIN}", f"{table.BEGIN} {table.BEGIN} {table.END}"):
        with pytest.raises(InputError, match="two markers"):
            table.rewritten(page, "block")


def test_our_page_has_the_markers_and_every_timing_command(benchmark_module) -> None:
    table, text = benchmark_module("table"), (ROOT / "docs" / "performance.md").read_text()
    assert table.rewritten(text, "block").count("block") >= 1
    shared = [path.name for path in (ROOT / "benchmarks").glob("*.py") if "Comparison(" in path.read_text()]
    timing = set(shared) - {"side_by_side.py"}
    assert {"features.py", "growth.py", "grpo_step.py", "one_by_one.py", "tokenizer_step.py"} <= timing
    assert [name for name in timing if f"benchmarks/{name}" not in text] == []
