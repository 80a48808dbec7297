"""`kinemind eval t2m|m2t|tokenizer|prompts|plans`: figures on a split, and the acceptance prompts."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import tyro

from kinemind.cli.eval_m2t import M2T, run_m2t
from kinemind.cli.eval_prompts import Prompts, run_prompts
from kinemind.cli.eval_t2m import T2M, run_t2m
from kinemind.cli.eval_tokenizer import Tokenizer, run_tokenizer
from kinemind.errors import InputError


@dataclass(frozen=True)
class Plans:
    """Plans of composites' captions: the right sub-actions in order, and motions that follow them."""

    data: str
    """An imported store with composites, or the benchmark folder itself."""
    bundle: str = "nano"
    split: Literal["train", "val", "test"] = "test"
    seed: int = 0
    limit: int | None = None
    """Only the first so many captions."""
    plan_drafts: int = 8
    """Plans drawn for a prompt until one passes verification; 0: the first one as it comes."""
    json: bool = False
    """One JSON object on stdout and nothing else; so it is without the flag too."""
    output: Annotated[Path | None, tyro.conf.arg(aliases=["-o"])] = None
    """Write the report as JSON."""


@dataclass(frozen=True)
class Options:
    """Evaluate a bundle; the report is printed as one JSON object (--eval-task t2m|m2t works too)."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[T2M, tyro.conf.subcommand("t2m")]
        | Annotated[M2T, tyro.conf.subcommand("m2t")]
        | Annotated[Tokenizer, tyro.conf.subcommand("tokenizer")]
        | Annotated[Prompts, tyro.conf.subcommand("prompts")]
        | Annotated[Plans, tyro.conf.subcommand("plans")]
    ]


def run(options: Options) -> None:
    command = options.command
    if isinstance(command, T2M | M2T | Tokenizer):
        print(json.dumps(_report(command), indent=2, ensure_ascii=False))
        return
    report = run_prompts(command) if isinstance(command, Prompts) else _plans(command)
    if command.output is not None:
        from kinemind.formats.files import written_aside

        with written_aside(command.output) as aside:
            aside.write_text(json.dumps(report, indent=2) + "\n")
        print(f"wrote {command.output}", file=sys.stderr)
    print(json.dumps(report, indent=2, ensure_ascii=False))
    if report.get("all_passed") is False:
        sys.exit(1)


def _report(command: T2M | M2T | Tokenizer) -> dict[str, Any]:
    if isinstance(command, T2M):
        return run_t2m(command)
    return run_m2t(command) if isinstance(command, M2T) else run_tokenizer(command)


def _plans(command: Plans) -> dict[str, Any]:
    from kinemind.corpora import open_data
    from kinemind.evaluation.plans import evaluate_plans
    from kinemind.generation import load

    corpus = open_data(command.data)
    model = load(command.bundle)
    if command.plan_drafts < 0 or (command.limit is not None and command.limit < 1):
        raise InputError("--plan-drafts is 0 or more, --limit 1 or more")
    rows = evaluate_plans(model, corpus, command.split, command.seed, command.limit, command.plan_drafts)
    return {
        "protocol": "plans: captions of composites; sub-actions known from the labels of their parts; "
        "phases measured on the joints",
        "data": f"{corpus.name} {command.split}, {corpus.content_hash}",
        "seed": command.seed,
        "plan_drafts": command.plan_drafts,
        "bundle": model.bundle.name,
        "digest": model.bundle.digest,
        "rows": rows,
    }
