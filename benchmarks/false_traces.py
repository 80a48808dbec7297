"""What verification catches: false traces made from true ones, and true ones that it refuses.

    python benchmarks/false_traces.py [--data DIR] [--split test] [--each 100] [--seed 0] [--show 5]

The rules teacher writes a trace for one caption of every motion drawn (clips and composites, both tasks);
`falsify` makes `--each` false ones of every kind.  Printed: the share of each kind that `check` refuses and
by which criteria, the share of the true ones refused with reasons, and checks a second.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

import numpy as np

from kinemind.corpora import open_data
from kinemind.cot.falsify import KINDS, falsify
from kinemind.cot.subject import Subject
from kinemind.cot.subjects import Selection, subjects
from kinemind.cot.teachers.rules import RulesTeacher
from kinemind.cot.trace import Fault, Trace
from kinemind.cot.verify import check

Told = tuple[Subject, Trace]


def draw(data: str, split: str, count: int, seed: int) -> list[Told]:
    """Subjects of as many different motions, tasks in turn, with the traces of the rules teacher."""
    chosen = Selection(split=split, segments=False, seed=seed, limit=12 * count)  # type: ignore[arg-type]
    teacher, seen, found = RulesTeacher(seed), set(), []
    for subject in subjects(open_data(data), "both", None, chosen):
        task = ("t2m", "m2t")[len(seen) % 2] if subject.clip not in seen else None
        if subject.task == task:
            seen.add(subject.clip)
            found.append((subject, teacher.trace(subject)))
        if len(found) == count:
            break
    return found


def show(subject: Subject, trace: Trace, faults: tuple[Fault, ...] = ()) -> None:
    print(f"    {subject.id}: {subject.caption}\n      {trace.reasoning}")
    for fault in faults:
        print(f"      - {fault.criterion}: {fault.reason}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--split", default="test", choices=["train", "val", "test"])
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", type=int, default=5, help="wrong verdicts of a kind to print")
    options = parser.parse_args()
    told = draw(options.data, options.split, 3 * options.each, options.seed)
    started = time.process_time()
    verdicts = [check(subject, trace) for subject, trace in told]
    rate = len(told) / (time.process_time() - started)
    refused = [(*pair, verdict) for pair, verdict in zip(told, verdicts, strict=True) if not verdict.passed]
    print(f"true ({options.split})  {len(told):5d}, refused {len(refused)} ({len(refused) / len(told):.1%})")
    for subject, trace, verdict in refused[: options.show]:
        show(subject, trace, verdict.faults)
    total = caught = 0
    for number, kind in enumerate(KINDS):
        rng = np.random.default_rng([options.seed, number])
        false: list[Told] = []
        for i in rng.permutation(3 * len(told)) % len(told):
            subject, trace = told[int(i)]
            made = falsify(subject, trace, kind, rng, told)
            if made is not None and len(false) < options.each:
                false.append((subject, made))
        found = [check(subject, trace) for subject, trace in false]
        criteria = Counter(name for verdict in found for name in {f.criterion for f in verdict.faults})
        here = sum(not verdict.passed for verdict in found)
        by = ", ".join(f"{name} {count}" for name, count in criteria.most_common())
        print(f"{kind:<11} {len(false):6d}, caught {here} ({here / max(len(false), 1):.1%}): {by}")
        passed = [pair for pair, verdict in zip(false, found, strict=True) if verdict.passed]
        for subject, trace in passed[: options.show]:
            show(subject, trace)
        total, caught = total + len(false), caught + here
    print(f"all         {total:6d}, caught {caught} ({caught / max(total, 1):.1%})")
    print(f"{rate:.0f} checks a core-second")


if __name__ == "__main__":
    main()
