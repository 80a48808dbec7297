"""The table and the plot of `run.py`: figures against K and T.

python experiments/chain_of_motion/report.py runs/com/t2m-test-all [-o docs/images/chain-of-motion.png]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

COLUMNS = {
    "t2m": (
        ("r_precision_1", "R@1", 3), ("r_precision_3", "R@3", 3), ("matching_score", "MM-Dist", 3),
        ("fid", "FID", 4), ("r_precision_1_composites", "R@1 composites", 3),
        ("foot_slide_mm_per_frame", "foot slide mm", 2), ("jerk", "jerk m/s³", 1),
    ),
    "m2t": (
        ("r_precision_1", "R@1", 3), ("r_precision_3", "R@3", 3), ("matching_score", "MM-Dist", 3),
        ("bleu_4", "BLEU@4", 1), ("cider", "CIDEr", 1), ("bertscore", "BERTScore", 1),
    ),
}  # fmt: skip
NAMES = ((1, 0), (2, 0), (4, 0), (8, 0), (8, 1), (8, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    reports = {
        name: json.loads((options.folder / f"k{name[0]}-t{name[1]}.json").read_text()) for name in NAMES
    }
    task = options.folder.name.split("-")[0]
    print(_table(reports, task))
    if options.output:
        _plot(reports, task, options.output)


def _table(reports: dict[tuple[int, int], dict[str, Any]], task: str) -> str:
    columns = COLUMNS[task]
    lines = [
        "| K | T | " + " | ".join(title for _, title, _ in columns) + " |",
        "|" + "---|" * (len(columns) + 2),
    ]
    for (candidates, steps), report in reports.items():
        row = report["rows"]["generated"]
        label = "1 (without)" if candidates == 1 else str(candidates)
        lines.append(
            f"| {label} | {steps} | "
            + " | ".join(_cell(row, key, places) for key, _, places in columns)
            + " |"
        )
    truth = next(iter(reports.values()))["rows"]["ground_truth"]
    cells = [_cell(truth, key, places) for key, _, places in columns]
    return "\n".join([*lines, _line("ground truth", "", *cells)])


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(row: dict[str, Any], key: str, places: int) -> str:
    return f"{row[key]['mean']:.{places}f}" if key in row else ""


def _plot(reports: dict[tuple[int, int], dict[str, Any]], task: str, path: Path) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(7, 2.8), layout="constrained")
    shown = COLUMNS[task][0], COLUMNS[task][5 if task == "t2m" else 4]
    for axis, (key, title, _) in zip(axes, shown, strict=True):
        for points, label, marks in (
            ([n for n in NAMES if n[1] == 0], "more candidates (T = 0)", [n[0] for n in NAMES if n[1] == 0]),
            ([n for n in NAMES if n[0] == 8], "more reflection (K = 8)", [8, 16, 24]),
        ):
            axis.plot(
                marks, [reports[n]["rows"]["generated"][key]["mean"] for n in points], "o-", label=label
            )
        truth = reports[1, 0]["rows"]["ground_truth"].get(key)
        if truth:
            axis.axhline(truth["mean"], color="grey", linestyle=":", label="ground truth")
        axis.set(xlabel="candidates at most", ylabel=title, xscale="log", xticks=[1, 2, 4, 8, 16, 24])
        axis.set_xticklabels(["1", "2", "4", "8", "16", "24"])
        axis.minorticks_off()
    axes[0].legend(fontsize=7)
    figure.savefig(path, dpi=130)


if __name__ == "__main__":
    main()
