"""`kinemind cot build|check`: have chains of thought written for a corpus, and look at what was written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import tyro

from kinemind.cli.cot_build import Build, build
from kinemind.cli.cot_check import Check, check


@dataclass(frozen=True)
class Options:
    """Chains of thought: build records, check a file of records."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[Build, tyro.conf.subcommand("build")] | Annotated[Check, tyro.conf.subcommand("check")]
    ]


def run(options: Options) -> None:
    if isinstance(options.command, Build):
        build(options.command)
    else:
        check(options.command)
