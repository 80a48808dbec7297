"""The three files of records that the cold starts learn from, out of one that `kinemind cot build` wrote.

    python experiments/ablation/records.py --source runs/nano/records/cot.jsonl

`records.jsonl` keeps what training reads; `records-second-wording.jsonl` tells the same steps in other words;
`records-caption-only.jsonl` has traces of a teacher that saw no motion and was not verified.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from jobs import RUNS

from kinemind.cot.retelling import guessed, retell, reworded
from kinemind.formats.files import written_aside

KEPT = (
    "task", "caption", "motion_tokens", "reasoning", "sample_weight", "id", "clip", "split", "answer",
    "teacher",
)  # fmt: skip
"""Keys that training reads; facts and verification take most of the memory."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--source", type=Path, required=True)
    source = parser.parse_args().source
    RUNS.mkdir(parents=True, exist_ok=True)
    _slim(source, RUNS / "records.jsonl")
    for name, retold in {"second-wording": reworded, "caption-only": guessed}.items():
        whole = RUNS / f"whole-{name}.jsonl"
        retell(source, whole, retold)
        _slim(whole, RUNS / f"records-{name}.jsonl")
        whole.unlink()


def _slim(source: Path, target: Path) -> None:
    with source.open() as lines, written_aside(target) as aside, aside.open("w") as out:
        for line in lines:
            record = json.loads(line)
            kept = {key: record[key] for key in KEPT if key in record}
            out.write(json.dumps(kept, ensure_ascii=False) + "\n")
    print(target)


if __name__ == "__main__":
    main()
