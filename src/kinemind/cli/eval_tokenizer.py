"""`kinemind eval tokenizer`: what encoding and decoding leave of a split's motions, beside known rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from kinemind.cli.eval_flags import check_not_negative, check_split, command_line


@dataclass(frozen=True)
class Tokenizer:
    """Encode and decode every motion of a split, and judge what comes back."""

    data: str
    """An imported store, or the benchmark folder itself."""
    bundle: str = "nano"
    """`nano`, a bundle folder, or the run folder of a tokenizer."""
    split: Literal["train", "val", "test"] = "test"
    seed: int = 0
    """Draws the row `random` and the halves of the ground truth; nothing else is drawn."""
    json: bool = False
    """One JSON object on stdout and nothing else; so it is without the flag too."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the report as JSON, with a page of it (.md) and of pictures (.png) beside it."""


def run_tokenizer(command: Tokenizer) -> dict[str, Any]:
    """The report as JSON.  Raises InputError before any long work where something does not fit."""
    from kinemind.corpora import open_data
    from kinemind.evaluation.report import check_output, write_report
    from kinemind.evaluation.tokenizer_report import evaluate_tokenizer, open_subject

    check_not_negative(command, ("seed",))
    if command.output is not None:
        check_output(command.output)
    subject, corpus = open_subject(command.bundle), open_data(command.data)
    check_split(corpus, command.split)
    line = command_line("tokenizer", command)
    outcome = evaluate_tokenizer(subject, corpus, command.split, command.seed, line)
    if command.output is not None:
        write_report(outcome.report, command.output, outcome.samples, outcome.distributions)
    return outcome.report.to_json()
