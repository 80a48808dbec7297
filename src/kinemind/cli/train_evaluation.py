"""The last stages of `kinemind train all`: `kinemind eval …` on the finished bundle, each a process apart.

Nothing comes back from there but reports: what judges is not loaded where something is trained.
"""

from __future__ import annotations

import multiprocessing
import os
import shlex
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from kinemind.bundle import Bundle
from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.training.config import Evaluation
from kinemind.training.whole import Stage


def evaluations(wanted: Evaluation, data: str, bundle: Path, folder: Path) -> list[Stage]:
    """A stage a report; FOLDER/NAME.json is the report, NAME.command what was asked of which bundle."""
    split = ["--data", data, "--split", wanted.split, "--seed", str(wanted.seed)]
    repeats = ["--num-repeats", str(wanted.num_repeats), "--processes", str(wanted.processes)]
    if wanted.limit is not None:
        repeats += ["--limit", str(wanted.limit)]
    asked = {
        "t2m": ["t2m", *split, *repeats, "--mm-texts", str(wanted.mm_texts)],
        "m2t": ["m2t", *split, *repeats],
        "tokenizer": ["tokenizer", *split],
    }
    if wanted.prompt_seeds:
        for name in ("acceptance", "multi-step"):
            asked[name] = ["prompts", "--set", name, "--seeds", str(wanted.prompt_seeds)]
    asks = {name: Asking(tuple(words), bundle, folder / f"{name}.json") for name, words in asked.items()}
    return [Stage(f"eval {name}", one.run, one.done) for name, one in asks.items()]


@dataclass(frozen=True)
class Asking:
    """One `kinemind eval` command and its report."""

    words: tuple[str, ...]
    bundle: Path
    report: Path

    def run(self) -> None:
        """Ask.  Prompts that do not pass are a finding.  Raises InputError where no report came of it."""
        self.report.unlink(missing_ok=True)
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_evaluate, args=(self._words(), os.getpid()))
        process.start()
        try:
            process.join()
        finally:
            process.kill()
        if not self.report.is_file():
            raise InputError(f"`{shlex.join(self._words())}` made no report (exit code {process.exitcode})")
        with written_aside(self._note) as aside:
            aside.write_text(self._said())

    def done(self) -> bool:
        """Whether the report is there, and was asked for in these words of this very bundle."""
        return self.report.is_file() and self._note.is_file() and self._note.read_text() == self._said()

    @property
    def _note(self) -> Path:
        return self.report.with_suffix(".command")

    def _words(self) -> list[str]:
        return ["eval", *self.words, "--bundle", str(self.bundle), "--output", str(self.report)]

    def _said(self) -> str:
        return f"{shlex.join(['kinemind', *self._words()])}\n{Bundle.open(self.bundle).digest}\n"


def _evaluate(words: list[str], parent: int) -> None:
    """A command in a process of its own, which ends with its parent; its JSON is in the report."""
    from kinemind.cli.main import main
    from kinemind.evaluation.workers import start_worker

    start_worker(parent)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
        main(words)
