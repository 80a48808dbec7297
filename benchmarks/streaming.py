"""How long a stream takes to its first words and to its first motion, beside drawing the take at once.

    python benchmarks/streaming.py [--bundle nano] [--rounds 3]

Seconds on this machine, median over rounds; each round is a seed, the model is warm.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from kinemind.generation import load
from kinemind.generation.events import Finished, Piece, Planned, Reasoning
from kinemind.generation.streaming import stream
from kinemind.generation.stretches import stretches_of

PROMPTS = (
    "a person bows",
    "a person walks forward, turns left, then walks on",
    "a person walks forward, stops, bows, raises both hands, kicks with the right leg, then squats",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bundle", default="nano")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    model = load(options.bundle, "cpu")
    model.generate(PROMPTS[0])
    print("first word, plan, first piece, whole take (s); real-time factor")
    for prompt in PROMPTS:
        rows = []
        for seed in range(options.rounds):
            first: dict[type, float] = {}
            start = time.perf_counter()
            script = stretches_of(prompt)
            for event in stream(model.policy, model.bundle, script, prompt, seed, max_seconds=60.0):
                first.setdefault(type(event), time.perf_counter() - start)
            assert isinstance(event, Finished)
            own = [first[kind] for kind in (Reasoning, Planned, Piece, Finished) if kind in first]
            rows.append([*own, event.take.motion.seconds / first[Finished]])
        print("  ".join(f"{value:6.2f}" for value in np.median(rows, axis=0)), f" {prompt}")


if __name__ == "__main__":
    main()
