"""`kinemind eval t2m`: text to motion on a split, by a named protocol, beside known rows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from kinemind.cli.com_flags import ComFlags
from kinemind.cli.eval_flags import (
    check_not_negative,
    check_repeats,
    check_split,
    command_line,
    data_of,
)
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.bundle import Bundle
    from kinemind.corpora import Corpus
    from kinemind.evaluation.report import Sample
    from kinemind.evaluation.t2m import Outcome, Settings

Named = Literal["auto", "bench", "guo2022", "babel-sequential"]


@dataclass(frozen=True)
class T2M(ComFlags):
    """Generate a motion for every caption of a split, several times over, and judge them."""

    data: str | None = None
    """An imported store, the benchmark folder, or `synthetic`; by default what the bundle learnt from."""
    bundle: Annotated[str, tyro.conf.arg(aliases=["--eval-ckpt"])] = "nano"
    """`nano`, a bundle folder, or a run folder."""
    split: Literal["train", "val", "test"] = "test"
    protocol: Named = "auto"
    """auto: guo2022 for HumanML3D and KIT-ML, babel-sequential for BABEL, bench for all else."""
    num_repeats: int = 20
    """How often everything is generated again; figures are means with 95 % intervals over them."""
    seed: int = 0
    limit: int | None = None
    """Only so many motions, evenly spaced over the whole split, for trying out."""
    mm_texts: int = 100
    """Texts for MultiModality; 0 leaves it out."""
    mm_samples: int = 30
    """Motions a text for MultiModality."""
    plan_drafts: int = 8
    """Plans drawn for a prompt until one passes verification; 0: the first one as it comes."""
    assets: Path | None = None
    """Folder of fetched files (`kinemind assets`), for guo2022."""
    processes: int = 0
    """Processes that generate; 0: one a core."""
    json: bool = False
    """One JSON object on stdout and nothing else; so it is without the flag too."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the report as JSON, with a page of it (.md) and of pictures (.png) beside it."""


AUTO: dict[str, Named] = {"humanml3d": "guo2022", "kitml": "guo2022", "babel": "babel-sequential"}


def run_t2m(command: T2M) -> dict[str, Any]:
    """The report as JSON.  Raises InputError before any long work where something does not fit."""
    from kinemind.bundle import Bundle
    from kinemind.corpora import open_data
    from kinemind.evaluation.report import check_output, write_report
    from kinemind.evaluation.t2m import Settings
    from kinemind.evaluation.workers import check_processes

    _check(command)
    if command.output is not None:
        check_output(command.output)
    bundle = Bundle.open(command.bundle)
    data = data_of(command.data, bundle)
    command, corpus = replace(command, data=data), open_data(data)
    check_split(corpus, command.split)
    protocol = AUTO.get(corpus.name, "bench") if command.protocol == "auto" else command.protocol
    settings = Settings(
        split=command.split,
        seed=command.seed,
        num_repeats=command.num_repeats,
        mm_texts=command.mm_texts,
        mm_samples=command.mm_samples,
        limit=command.limit,
        com=command.com(),
        plan_drafts=command.plan_drafts,
        evaluator=_evaluator(protocol, corpus),
        assets=str(_assets(command)) if protocol == "guo2022" else "",
        processes=check_processes(command.processes),
    )
    with tempfile.TemporaryDirectory(prefix="kinemind-eval-") as passing:
        folder = command.output.with_suffix(".takes") if command.output is not None else Path(passing)
        line = command_line("t2m", replace(command, protocol=protocol))
        outcome = _evaluate(bundle, corpus, protocol, settings, folder, line)
        if command.output is not None:
            write_report(outcome.report, command.output, _samples(outcome, bundle), outcome.distributions)
    return outcome.report.to_json()


def _evaluate(
    bundle: Bundle, corpus: Corpus, protocol: str, settings: Settings, folder: Path, line: str
) -> Outcome:
    from kinemind.evaluation.protocols import protocol_named
    from kinemind.evaluation.t2m import evaluate_t2m

    if protocol == "babel-sequential":
        from kinemind.evaluation.sequential import evaluate_sequential

        return evaluate_sequential(bundle, corpus, settings, folder, line)
    return evaluate_t2m(bundle, corpus, protocol_named(protocol), settings, folder, line)


def _samples(outcome: Outcome, bundle: Bundle) -> list[Sample]:
    """Best, median and worst takes of the first repeat, as the evaluator sees them."""
    from kinemind.evaluation.report import Sample
    from kinemind.evaluation.showing import readable, shown

    samples = []
    for section, rows in shown(outcome.scores):
        for i in rows:
            row = outcome.takes.rows[i]
            samples.append(
                Sample(
                    title=f"{row['case']}, seed {row['seed']}",
                    texts=(outcome.captions[i], "plan: " + readable(row["reasoning"])),
                    motion=bundle.motion_tokenizer.decode(row["tokens"]),
                    figures={
                        "matching_score": float(-outcome.scores[i]),
                        **{name: float(values[i]) for name, values in outcome.takes.figures.items()},
                    },
                    section=section,
                )
            )
    return samples


def _evaluator(protocol: str, corpus: Corpus) -> str:
    from kinemind.evaluation.protocols import GUO2022_CORPORA

    if protocol != "guo2022":
        return "bundle"
    if corpus.name not in GUO2022_CORPORA:
        raise InputError(
            f"the protocol guo2022 is for imported HumanML3D and KIT-ML, not for {corpus.name}; use bench"
        )
    return f"guo2022-{GUO2022_CORPORA[corpus.name]}"


def _assets(command: T2M) -> Path:
    from kinemind.assets import assets_folder

    return assets_folder(command.assets)


def _check(command: T2M) -> None:
    command.com()
    check_repeats(command.num_repeats, command.limit)
    check_not_negative(command, ("seed", "plan_drafts", "mm_texts"))
    if command.mm_texts and not 2 <= command.mm_samples <= 400:
        raise InputError(f"--mm-samples lies between 2 and 400, not {command.mm_samples}")
