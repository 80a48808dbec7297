"""Which actions survive the motion tokenizer: clips that pass a prompt's check before and after it.

    python benchmarks/kept_actions.py [--data ../shared/data] [--tokenizer nano] [--split train]

The checks are those of `kinemind eval prompts`; right kicks are mirrored left ones.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.evaluation.prompts import CHECKS
from kinemind.kinematics.facts import measure
from kinemind.tokenizer import MotionTokenizer

CONTENT = {
    "a person walks forward": ("walk", False),
    "a person waves with the left hand": ("wave-left-hand", False),
    "a person bows": ("bow", False),
    "someone kicks with the right leg": ("kick-left-front", True),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--tokenizer", default="nano", help="a bundle, or the run folder of a tokenizer")
    parser.add_argument("--split", default="train")
    options = parser.parse_args()
    folder = Path(options.tokenizer) / "tokenizer"
    if folder.is_dir():
        tokenizer = MotionTokenizer.load(folder)
    else:
        tokenizer = Bundle.open(options.tokenizer).motion_tokenizer
    clips = open_data(options.data).clips(options.split)
    for check in CHECKS:
        if check.prompt not in CONTENT:
            continue
        content, mirrored = CONTENT[check.prompt]
        motions = [c.motion.mirror() if mirrored else c.motion for c in clips if c.content == content]
        before = sum(check.passes(m, measure(m)) for m in motions)
        decoded = [tokenizer.decode(tokenizer.encode(m)) for m in motions]
        after = sum(check.passes(m, measure(m)) for m in decoded)
        print(f"{check.prompt:<36} {len(motions):>4} clips, {before} pass, {after} after the tokenizer")


if __name__ == "__main__":
    main()
