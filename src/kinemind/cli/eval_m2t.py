"""`kinemind eval m2t`: motion to text on a split, by a named protocol, beside known rows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from kinemind.cli.com_flags import ComFlags
from kinemind.cli.eval_flags import (
    check_not_negative,
    check_repeats,
    check_split,
    command_line,
    data_of,
)


@dataclass(frozen=True)
class M2T(ComFlags):
    """Describe every motion of a split, several times over, and judge the captions."""

    data: str | None = None
    """An imported store, the benchmark folder, or `synthetic`; by default what the bundle learnt from."""
    bundle: Annotated[str, tyro.conf.arg(aliases=["--eval-ckpt"])] = "nano"
    """`nano`, a bundle folder, or a run folder."""
    split: Literal["train", "val", "test"] = "test"
    protocol: Literal["m2t-raw", "m2t-lemma"] = "m2t-raw"
    """Captions as they are written, or as lemmas; their figures do not compare."""
    num_repeats: int = 20
    """How often everything is described again; figures are means with 95 % intervals over them."""
    seed: int = 0
    limit: int | None = None
    """Only so many motions, evenly spaced over the whole split, for trying out."""
    evaluator: Literal["bundle", "guo2022-t2m", "guo2022-kit"] = "bundle"
    """What retrieves motions by captions: the bundle's metric encoder, or a published network."""
    assets: Path | None = None
    """Folder of fetched files (`kinemind assets`), for guo2022."""
    bertscore_model: str | None = None
    """Sentence encoder for BERTScore, by name or folder; by default the one that needs no network."""
    processes: int = 0
    """Processes that describe; 0: one a core."""
    json: bool = False
    """One JSON object on stdout and nothing else; so it is without the flag too."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the report as JSON, with a page of it (.md) and of pictures (.png) beside it."""


def run_m2t(command: M2T) -> dict[str, Any]:
    """The report as JSON.  Raises InputError before any long work where something does not fit."""
    from kinemind.bundle import Bundle
    from kinemind.corpora import open_data
    from kinemind.encoders.sentence import OFFLINE
    from kinemind.evaluation.m2t import Settings, evaluate_m2t
    from kinemind.evaluation.protocols import m2t_protocol_named
    from kinemind.evaluation.report import check_output, write_report
    from kinemind.evaluation.workers import check_processes

    _check(command)
    if command.output is not None:
        check_output(command.output)
    protocol = m2t_protocol_named(command.protocol)
    bundle = Bundle.open(command.bundle)
    data = data_of(command.data, bundle)
    command, corpus = replace(command, data=data), open_data(data)
    check_split(corpus, command.split)
    settings = Settings(
        split=command.split,
        seed=command.seed,
        num_repeats=command.num_repeats,
        limit=command.limit,
        com=command.com(),
        evaluator=command.evaluator,
        assets=_assets(command),
        bertscore_model=command.bertscore_model or OFFLINE,
        processes=check_processes(command.processes),
    )
    with tempfile.TemporaryDirectory(prefix="kinemind-eval-") as passing:
        folder = command.output.with_suffix(".takes") if command.output is not None else Path(passing)
        outcome = evaluate_m2t(bundle, corpus, protocol, settings, folder, command_line("m2t", command))
        if command.output is not None:
            write_report(outcome.report, command.output, outcome.samples, {})
    return outcome.report.to_json()


def _assets(command: M2T) -> str:
    if command.evaluator == "bundle":
        return ""
    from kinemind.assets import assets_folder

    return str(assets_folder(command.assets))


def _check(command: M2T) -> None:
    command.com()
    check_repeats(command.num_repeats, command.limit)
    check_not_negative(command, ("seed",))
