"""A report as Markdown: where it comes from, one table a group of figures, what they mean, notes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from urllib.parse import quote

from kinemind.evaluation.report.quantities import (
    GROUPS,
    PARTS,
    Group,
    Quantity,
    metric_order,
    quantity,
    row_label,
    split_part,
)
from kinemind.evaluation.report.report import Estimate, Report

MISSING = "–"
"""Shown where a row has no such figure."""
UNDEFINED = "n/a"
"""Shown where a figure is NaN."""
_MOST_DIGITS = 5

Rows = dict[str, dict[str, Estimate]]


def to_markdown(report: Report, picture: str | None = None) -> str:
    """The page; `picture` is the name of the picture beside it, shown after the tables."""
    rows = report.ordered_rows()
    blocks = [f"# {report.task}: protocol `{report.protocol}`", _line(report.protocol_text), _origin(report)]
    blocks += [_fenced(report.command), *_tables(rows)]
    if picture is not None:
        blocks.append(f"## Pictures\n\n![Samples and distributions]({quote(picture)})")
    blocks.append(_key(rows))
    if report.notes:
        blocks.append("## Notes\n\n" + "\n".join(f"- {_line(note)}" for note in report.notes))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _origin(report: Report) -> str:
    data = report.data
    evaluator = report.evaluator
    facts = [
        ("Data", f"{data.name}, split {data.split}, {data.cases} cases, `{data.content_hash}`"),
        ("Bundle", f"{report.bundle.name}, `{report.bundle.digest}`"),
        ("Evaluator", f"{evaluator.name}, `{evaluator.digest}`" if evaluator else "none"),
        ("Seed", str(report.seed)),
        ("Repeats", str(report.num_repeats)),
    ]
    facts += [(name, f"`{report.settings[name]}`") for name in sorted(report.settings)]
    return "\n".join(f"- {_line(name)}: {_line(value)}" for name, value in facts)


def _fenced(text: str) -> str:
    """A code block whose fence is longer than any run of backticks in the text."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{text}\n{fence}"


def _tables(rows: Rows) -> list[str]:
    """A section a group, in it a table a part; groups and parts without figures are left out."""
    metrics = sorted({name for one in rows.values() for name in one}, key=metric_order)
    blocks = []
    for group, heading in GROUPS.items():
        columns = [name for name in metrics if quantity(name).group == group]
        parts = [part for part in PARTS if any(split_part(name)[1] == part for name in columns)]
        if columns:
            blocks.append(f"## {heading}")
        for part in parts:
            if len(parts) > 1 or part:
                blocks.append(f"### {heading}: {PARTS[part]}")
            blocks.append(_table(rows, [name for name in columns if split_part(name)[1] == part]))
    return blocks


def _table(rows: Rows, metrics: Sequence[str]) -> str:
    """Rows that hold none of the metrics are left out."""
    shown = {row: found for row, found in rows.items() if any(name in found for name in metrics)}
    heads, columns = [], []
    for name in metrics:
        what = quantity(name)
        digits = _digits(what, [found[name] for found in shown.values() if name in found])
        heads.append(_head(what))
        columns.append([_shown(what, found.get(name), digits) for found in shown.values()])
    lines = [["row", *heads], [":--", *["--:"] * len(heads)]]
    lines += [[row_label(row), *cells] for row, *cells in zip(shown, *columns, strict=True)]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _head(what: Quantity) -> str:
    unit = f" ({what.unit})" if what.unit else ""
    return f"{what.label}{unit} {what.arrow}".strip()


def _shown(what: Quantity, found: Estimate | None, digits: int) -> str:
    if found is None:
        return MISSING
    if not math.isfinite(found.mean):
        return UNDEFINED
    if found.ci95 == 0:
        return what.printed(found.mean, digits)
    width = what.printed(found.ci95, digits) if math.isfinite(found.ci95) else UNDEFINED
    return f"{what.printed(found.mean, digits)} ± {width}"


def _digits(what: Quantity, found: Sequence[Estimate]) -> int:
    """The quantity's own decimals, or as many more as give the column's smallest value two digits."""
    sizes = [abs(one.mean * what.scale) for one in found if math.isfinite(one.mean)]
    # what is smaller is a rounding error of a figure that is 0
    sizes = [size for size in sizes if size >= 10.0**-_MOST_DIGITS]
    if not sizes:
        return what.digits
    return min(max(what.digits, 1 - math.floor(math.log10(min(sizes)))), max(what.digits, _MOST_DIGITS))


def _key(rows: Rows) -> str:
    """One line a figure, and what the signs of the tables mean."""
    order: list[Group] = list(GROUPS)
    names = sorted(
        {split_part(name)[0] for one in rows.values() for name in one},
        key=lambda name: (order.index(quantity(name).group), metric_order(name)),
    )
    lines = [f"- **{_line(quantity(name).label)}** (`{name}`): {quantity(name).meaning}." for name in names]
    return "\n".join(
        [
            "## Key",
            "",
            "Mean ± half width of the 95 % interval, over the repeats or, without repeats, over the clips; "
            "without ±: no interval (one repeat, or a figure of the whole corpus), "
            "or repeats that all agree. ↑ higher is better, ↓ lower is better, "
            f"→ closer to the ground truth is better; {MISSING} the row has no such figure, "
            f"{UNDEFINED} it is not defined there.",
            "",
            *lines,
        ]
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")
