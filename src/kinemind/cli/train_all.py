"""`kinemind train all`: from data to an evaluated bundle, every stage of a recipe one after the other."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from kinemind.cli.train_flags import Placed, check_packages, whole_recipe
from kinemind.errors import InputError

TIMES = "stages.jsonl"


@dataclass(frozen=True, kw_only=True)
class All(Placed):
    """Every stage of a recipe: tokenizer, records, both encoders, sft, rlvr, the packed bundle, evaluation.

    Each stage has a folder in OUT_DIR/EXP_NAME; the bundle is its `bundle`, the reports are in `eval`.  With
    --resume what is done is passed over and what was killed goes on.
    """

    captions: Path | None = None
    """Human captions without a motion (JSON lines with id and text), to learn decomposing and wordings from;
    those of the data's val and test splits are left out."""
    summary: bool = False
    """Only say what the stages have taken so far."""


def run_all(command: All) -> None:
    """Run the chain, and print the folder of the bundle.  Raises InputError."""
    folder = command.folder("all")
    if command.summary:
        from kinemind.training.whole.times import Times

        print(Times(folder / TIMES).table())
        return
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise InputError("`train all` is one process; several train sft and rlvr, one stage at a time")
    recipe = whole_recipe(command, command.captions)
    check_packages()
    _check_folder(folder, command.resume)
    from kinemind.cli.train_stages import check_recipe, stages_of
    from kinemind.training.whole import Times, run_stages

    check_recipe(recipe, command.captions)
    times = Times(folder / TIMES)
    run_stages(stages_of(recipe, folder, command.captions), times)
    print(times.table(), file=sys.stderr)
    print(folder / "bundle")


def _check_folder(folder: Path, resume: bool) -> None:
    """Raises InputError where the folder holds something else, or a chain that is not to be resumed."""
    if (folder / "config.yaml").exists():
        raise InputError(f"{folder} holds the run of one stage; choose another --exp-name")
    if (folder / TIMES).exists() and not resume:
        raise InputError(
            f"{folder} already holds a chain; continue it with --resume or choose another --exp-name"
        )
