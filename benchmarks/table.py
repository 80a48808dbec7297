"""The table of docs/performance.md, written from what the benchmarks wrote.

    python benchmarks/table.py [--results runs/benchmarks] [--page docs/performance.md]

Reads every NAME.json of the folder and writes the block between the two marker comments of the page anew;
nothing else of the page changes.  The form of a NAME.json, which every benchmark writes with `-o`:

    {"name": "features",              what its command is called, and the file's name
     "what": "Feature extraction …",  what is measured, in a sentence
     "peer": "HumanML3D …",           what stands beside it, and how it was run
     "agreement": "frames that …",    how it was checked that both sides compute the same
     "rows": [{"setting": "one core", "ours": 338000.0, "peer": 5580.0, "ratio": 60.6, "unit": "frames/s"}],
     "machine": "AMD …, 2 cores, …",  where it ran
     "command": "python benchmarks/features.py …"}

`peer` and `ratio` of a row are null where there is nothing beside it, or where the outputs disagree and no
ratio may be printed.  A ratio above 1 says that ours is faster.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from side_by_side import run

from kinemind.errors import InputError
from kinemind.formats.files import written_aside

BEGIN = "<!-- benchmarks: begin (written by benchmarks/table.py) -->"
END = "<!-- benchmarks: end -->"
TEXTS = ("name", "what", "peer", "agreement", "machine", "command")
CELLS = {"setting": str, "ours": float, "peer": float, "ratio": float, "unit": str}


def read_results(folder: Path) -> list[dict[str, Any]]:
    """All results of a folder by name.  Raises InputError where there is none, or one of another form."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise InputError(f"{folder} holds no results; run a benchmark with -o {folder}/NAME.json")
    return [_checked(file) for file in files]


def block_of(results: Sequence[Mapping[str, Any]]) -> str:
    """The table, then what stands beside what, with agreement and command."""
    lines = ["| benchmark | setting | ours | beside | unit | ratio |", "|---|---|---|---|---|---|"]
    for result in results:
        for row in result["rows"]:
            cells = (
                f"`{result['name']}`", row["setting"], figure(row["ours"]), figure(row["peer"]), row["unit"],
                "–" if row["ratio"] is None else f"**{figure(row['ratio'])}**",
            )  # fmt: skip
            lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    for result in results:
        lines += [
            "",
            f"**`{result['name']}`** {result['what']}. Beside: {result['peer']}. Agreement: "
            f"{result['agreement']}. `{result['command']}`",
        ]
    machines: dict[str, list[str]] = {}
    for result in results:
        machines.setdefault(result["machine"], []).append(f"`{result['name']}`")
    lines += ["", *(f"- Machine ({', '.join(names)}): {machine}." for machine, names in machines.items())]
    return "\n".join(lines)


def rewritten(page: str, block: str) -> str:
    """The page with another block.  Raises InputError unless it has both markers once, in order."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise InputError(f"the page needs the two markers once, in order: {BEGIN} and {END}")
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{block}\n\n{END}{rest.split(END)[1]}"


def figure(value: float | None) -> str:
    """A number as it is read: thousands apart, three significant digits below 1,000."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _checked(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise InputError(f"{file} is no readable JSON: {error}") from None
    wrong = f"{file} is not of the form that benchmarks/table.py states"
    if not isinstance(found, dict) or any(not isinstance(found.get(key), str) for key in TEXTS):
        raise InputError(f"{wrong}: {', '.join(TEXTS)} are texts")
    if found["name"] != file.stem:
        raise InputError(f"{wrong}: it is called {found['name']!r} within")
    rows = found.get("rows")
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{wrong}: it has no rows")
    for row in rows:
        if not isinstance(row, dict) or set(row) != set(CELLS) or not all(map(_fits, row, row.values())):
            raise InputError(f"{wrong}: a row has {', '.join(CELLS)}")
    return found


def _fits(key: str, value: object) -> bool:
    if value is None:
        return key in ("peer", "ratio")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number if CELLS[key] is float else isinstance(value, str)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("runs/benchmarks"))
    parser.add_argument("--page", type=Path, default=Path("docs/performance.md"))
    options = parser.parse_args(words)
    if not options.page.is_file():
        raise InputError(f"there is no page {options.page}")
    results = read_results(options.results)
    page = rewritten(options.page.read_text(), block_of(results))
    with written_aside(options.page) as aside:
        aside.write_text(page)
    print(f"{options.page}: {len(results)} benchmarks, {sum(len(r['rows']) for r in results)} rows")


if __name__ == "__main__":
    run(main)
