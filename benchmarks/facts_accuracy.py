"""Accuracy of the measured facts and phases against the labels of the benchmark.

    python benchmarks/facts_accuracy.py [--data ../shared/data] [--split test] [--joins]

Prints the figures of legs and trunk, of the arms, then bow and kick over all splits and their mirrors, and
with --joins the share of the joins of composites at which a phase of the next part starts.
"""

from __future__ import annotations

import argparse
from collections import Counter

from kinemind.augmentation import mirror_clip
from kinemind.corpora import Clip, open_data
from kinemind.evaluation.arm_phases_accuracy import arm_accuracy
from kinemind.evaluation.boundaries import JUDGED, joins
from kinemind.evaluation.phases import body_accuracy
from kinemind.kinematics.facts import Facts, measure

SCARCE = ("bow", "kick-left-front", "kick-right-front")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--split", default="test", choices=("train", "val", "test"))
    parser.add_argument("--joins", action="store_true", help="judge the joins of the composites too")
    options = parser.parse_args()
    corpus = open_data(options.data)
    measured: list[tuple[Clip, Facts]] = [(c, measure(c.motion)) for c in corpus.clips(options.split)]
    print(f"{options.split}: {len(measured)} clips")
    for accuracy in (body_accuracy(measured), arm_accuracy(measured)):
        for line in accuracy.lines():
            print("  " + line)
    scarce = [c for c in corpus.all_clips if c.content in SCARCE]
    scarce += [mirror_clip(c) for c in scarce]
    both = body_accuracy((c, measure(c.motion)) for c in scarce)
    print(f"all splits and their mirrors: bow {both.bow}, side of a kick {both.kick}")
    if options.joins:
        clips = {c.id: c for c in corpus.clips(options.split)}
        judged = list(joins(corpus.composites(options.split), clips))
        verdicts = Counter(j.verdict for j in judged)
        right, of = verdicts["hit"], sum(verdicts[v] for v in JUDGED)
        print(f"joins with a phase of the next part: {right} of {of} ({100 * right / max(of, 1):.1f} %)")
        turns = [j for j in judged if j.verdict in JUDGED and "turn" in j.after]
        found = sum(j.verdict == "hit" for j in turns)
        print(f"  before a turn {found} of {len(turns)}, others {right - found} of {of - len(turns)}")
        print("  left out: " + ", ".join(f"{n} {v}" for v, n in verdicts.items() if v not in JUDGED))


if __name__ == "__main__":
    main()
