"""How many seconds of motion `measure` takes in a second of one core: all facts, phases and plausibility.

python benchmarks/facts.py [--data ../shared/data] [--split test] [--rounds 3]
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from side_by_side import Comparison, Row, options_of, run

from kinemind.corpora import open_data
from kinemind.kinematics.facts import measure


def main(words: Sequence[str]) -> None:
    parser = options_of(__doc__, rounds=3)
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--split", default="test", choices=("train", "val", "test"))
    options = parser.parse_args(words)
    motions = [clip.motion for clip in open_data(options.data).clips(options.split)]
    seconds = sum(motion.seconds for motion in motions)
    for motion in motions[:20]:
        measure(motion)
    best = float("inf")
    for _ in range(options.rounds):
        begun = time.process_time()
        for motion in motions:
            measure(motion)
        best = min(best, time.process_time() - begun)
    Comparison(
        "facts",
        f"Kinematic facts, phases and plausibility of {len(motions)} clips of {options.split}, "
        f"{seconds:.0f} s of motion, core time",
        "none: no public tool measures these",
        "against the benchmark's labels: `benchmarks/facts_accuracy.py`",
        (
            Row.alone("seconds of motion a core-second", seconds / best, "s/s"),
            Row.alone("a clip", 1e3 * best / len(motions), "ms"),
        ),
    ).finish(options.output, 1, words)


if __name__ == "__main__":
    run(main)
