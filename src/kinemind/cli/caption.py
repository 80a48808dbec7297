"""`kinemind caption FILE`: a sentence for a motion."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tyro

from kinemind.cli.com_flags import ComFlags
from kinemind.cli.generate import printable


@dataclass(frozen=True)
class Options(ComFlags):
    """A sentence from a motion file."""

    file: tyro.conf.Positional[Path]
    """Any readable motion file."""
    seed: int = 0
    bundle: str = "nano"
    """`nano`, or a bundle folder."""
    json: bool = False
    """Print one JSON object on stdout."""
    device: Literal["auto", "cpu", "cuda"] = "auto"


def run(options: Options) -> None:
    from kinemind.generation import load
    from kinemind.generation.records import description_record
    from kinemind.motion import Motion

    com = options.com()
    motion = Motion.load(options.file)
    model = load(options.bundle, options.device)
    description = model.caption(motion, options.seed, com=com)
    if options.json:
        print(json.dumps(description_record(description, model.bundle.name)))
        return
    print(printable(description.text))
    if description.reasoning:
        print(f"  because: {printable(description.reasoning)}")
