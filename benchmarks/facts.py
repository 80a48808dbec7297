"""How many seconds of motion `measure` takes in a second of one core: all facts, phases and plausibility.

python benchmarks/facts.py [--data ../shared/data] [--split test] [--repeats 3]
"""

from __future__ import annotations

import argparse
import time

from kinemind.corpora import open_data
from kinemind.kinematics.facts import measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--split", default="test", choices=("train", "val", "test"))
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    motions = [clip.motion for clip in open_data(options.data).clips(options.split)]
    seconds = sum(motion.seconds for motion in motions)
    for motion in motions[:20]:
        measure(motion)
    best = float("inf")
    for _ in range(options.repeats):
        begun = time.process_time()
        for motion in motions:
            measure(motion)
        best = min(best, time.process_time() - begun)
    print(
        f"{len(motions)} clips of {options.split}, {seconds:.0f} s of motion in {best:.2f} s of one core: "
        f"{seconds / best:.0f} times real time, {1e3 * best / len(motions):.2f} ms a clip"
    )


if __name__ == "__main__":
    main()
