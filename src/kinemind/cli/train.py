"""`kinemind train tokenizer|encoders|sft|rlvr|all`: a stage of a recipe, or all, with flags laid over."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import tyro

from kinemind.cli.train_all import All, run_all
from kinemind.cli.train_flags import Common, laid_over, recipe_of
from kinemind.cli.train_rlvr import RLVR, run_rlvr
from kinemind.cli.train_sft import SFT, run_sft
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.encoders.contrastive.motion_text import Role


@dataclass(frozen=True, kw_only=True)
class Tokenizer(Common):
    """Train the motion tokenizer (VQ-VAE)."""


@dataclass(frozen=True, kw_only=True)
class Encoders(Common):
    """Train the text–motion encoders into OUT_DIR/EXP_NAME/reward and /metric, each on a fold of its own."""

    role: Literal["reward", "metric", "both"] = "both"
    """Which one: what rewards and selects, or what only evaluation asks."""
    captions: str | None = None
    """Human captions without a motion (JSON lines with id and text): more wordings of plain labels."""

    def changes(self) -> dict[str, Any]:
        return {**super().changes(), "captions": self.captions}


@dataclass(frozen=True)
class Options:
    """Train one stage, or all, into OUT_DIR/EXP_NAME; MoRL's form --train-stage sft|rlvr works too."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[Tokenizer, tyro.conf.subcommand("tokenizer")]
        | Annotated[Encoders, tyro.conf.subcommand("encoders")]
        | Annotated[SFT, tyro.conf.subcommand("sft")]
        | Annotated[RLVR, tyro.conf.subcommand("rlvr")]
        | Annotated[All, tyro.conf.subcommand("all")]
    ]


def run(options: Options) -> None:
    command = options.command
    if isinstance(command, Tokenizer):
        print(_train_tokenizer(command))
    elif isinstance(command, Encoders):
        _train_encoders(command)
    elif isinstance(command, All):
        run_all(command)
    else:
        place = run_sft(command) if isinstance(command, SFT) else run_rlvr(command)
        if os.environ.get("RANK", "0") == "0":  # of several processes one speaks
            print(place)


def _train_tokenizer(command: Tokenizer) -> Path:
    stage = laid_over(recipe_of(command).tokenizer, command.changes())
    from kinemind.training.tokenizer import train_tokenizer

    folder = command.folder("tokenizer")
    train_tokenizer(stage, folder, command.resume)
    return folder / "tokenizer"


def _train_encoders(command: Encoders) -> None:
    if command.role == "both" and command.seed is not None:
        raise InputError("the two encoders have seeds of their own: give --seed with one --role")
    stages = recipe_of(command).encoders
    roles: tuple[Role, ...] = ("reward", "metric") if command.role == "both" else (command.role,)
    # both are checked before the first, which takes long
    chosen = {role: laid_over(getattr(stages, role), command.changes()) for role in roles}
    from kinemind.training.encoders import train_encoder

    folder = command.folder("encoders")
    for role, stage in chosen.items():
        train_encoder(stage, role, folder / role, command.resume)
        print(folder / role / "encoder")
