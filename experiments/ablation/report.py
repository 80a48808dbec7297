"""The tables of the ablation out of the reports in runs/ablation/eval: mean over seeds, and their spread.

python experiments/ablation/report.py > runs/ablation/tables.md
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from jobs import RUNS, read_arms

COLUMNS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "t2m": (
        ("r_precision_1", "R@1", 3), ("r_precision_3", "R@3", 3), ("matching_score", "MM-Dist", 3),
        ("fid", "FID", 4), ("diversity", "Diversity", 3), ("r_precision_1_composites", "R@1 composites", 3),
        ("foot_slide_mm_per_frame", "foot slide mm", 2), ("jerk", "jerk m/s³", 1),
    ),
    "m2t": (
        ("r_precision_1", "R@1", 3), ("r_precision_3", "R@3", 3), ("bleu_1", "BLEU@1", 1),
        ("bleu_4", "BLEU@4", 1), ("rouge_l", "ROUGE-L", 1), ("cider", "CIDEr", 1),
        ("bertscore", "BERTScore", 1),
    ),
}  # fmt: skip


def main() -> None:
    arms = read_arms()
    names = [*arms["cold_starts"]["arms"], *arms["reinforced"]["arms"]]
    for task, columns in COLUMNS.items():
        rows, truth = [], None
        for name in names:
            reports = _reports(name, task, RUNS / "eval")
            if reports:
                rows.append((name, len(reports), [_cell(reports, key, places) for key, _, places in columns]))
                truth = reports[0]["rows"]["ground_truth"]
        if truth is not None:
            known = [(key, places) for key, _, places in columns]
            rows.append(("ground truth", 1, [_value(truth, key, places) for key, places in known]))
        print(f"### {task}\n")
        print(_table(["arm", "seeds", *(title for _, title, _ in columns)], rows), end="\n\n")
    print(_budget(RUNS / "times.jsonl"))


def _reports(name: str, task: str, folder: Path) -> list[dict[str, Any]]:
    paths = sorted(folder.glob(f"{name}-[0-9]-{task}.json"))
    return [json.loads(path.read_text()) for path in paths]


def _cell(reports: Sequence[Mapping[str, Any]], key: str, places: int) -> str:
    values = [report["rows"]["generated"][key]["mean"] for report in reports]
    spread = f" ± {stdev(values):.{places}f}" if len(values) > 1 else ""
    return f"{mean(values):.{places}f}{spread}"


def _value(row: Mapping[str, Mapping[str, float]], key: str, places: int) -> str:
    return f"{row[key]['mean']:.{places}f}" if key in row else ""


def _table(titles: Sequence[str], rows: Iterable[tuple[str, int, Sequence[str]]]) -> str:
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    lines += [f"| {name} | {seeds} | " + " | ".join(cells) + " |" for name, seeds, cells in rows]
    return "\n".join(lines)


def _budget(path: Path) -> str:
    """Hours of one core that every kind of job took, summed over its parts where it was resumed."""
    spent: dict[str, float] = {}
    for line in path.read_text().splitlines() if path.exists() else []:
        entry = json.loads(line)
        kind = "evaluation" if " " in entry["job"] else "training"
        spent[kind] = spent.get(kind, 0.0) + entry["seconds"] / 3600
    said = ", ".join(f"{kind} {hours:.1f}" for kind, hours in spent.items()) or "none noted"
    return f"Hours of one core: {said}."


if __name__ == "__main__":
    main()
