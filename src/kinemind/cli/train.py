"""`kinemind train tokenizer|encoders|sft`: a stage of a recipe, with flags laid over it."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

import tyro

from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.encoders.contrastive.motion_text import Role
    from kinemind.training.config import EncoderStages, Stage

    StageT = TypeVar("StageT", bound=Stage)


@dataclass(frozen=True, kw_only=True)
class Common:
    """What every stage takes; flags that are not given leave the recipe's value."""

    config: Path | None = None
    """Recipe YAML."""
    data: str | None = None
    """An imported store, or the benchmark folder itself."""
    out_dir: Path = Path("runs")
    """Where run folders lie."""
    exp_name: str | None = None
    """Name of the run folder in OUT_DIR."""
    resume: bool = False
    """Continue the run from its last checkpoint."""
    steps: int | None = None
    """Optimizer steps."""
    batch_size: int | None = None
    """Windows (tokenizer), pairs (encoders) or sequences (sft) a step."""
    learning_rate: float | None = None
    """Peak learning rate."""
    seed: int | None = None
    """Seed of weights and of the order of the data."""
    threads: int | None = None
    """Torch threads."""


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


@dataclass(frozen=True, kw_only=True)
class SFT(Common):
    """Fine-tune the policy on CoT records: captions, reasoning and motion tokens."""

    cot_train_jsonl: str | None = None
    """CoT records to learn from (kinemind cot build); without it they are made from DATA by rules."""
    tokenizer: str | None = None
    """Folder of the trained motion tokenizer: a run folder or a bundle."""
    base_model: str | None = None
    """Hugging Face model to start from; without it a small one is made from scratch."""
    start_from: str | None = None
    """Bundle whose policy, vocabulary and prompt style to go on from."""
    dialect: Literal["motion-r1", "morl"] | None = None
    """Which paper's tags the answers have."""
    training_task: Literal["t2m", "m2t", "both"] | None = None
    """Text to motion, motion to text, or both."""
    reasoning_weight: float | None = None
    """Loss weight of the tokens in <think>."""
    motion_weight: float | None = None
    """Loss weight of the motion tokens."""


@dataclass(frozen=True)
class Options:
    """Train one stage into the run folder OUT_DIR/EXP_NAME."""

    command: tyro.conf.OmitSubcommandPrefixes[
        Annotated[Tokenizer, tyro.conf.subcommand("tokenizer")]
        | Annotated[Encoders, tyro.conf.subcommand("encoders")]
        | Annotated[SFT, tyro.conf.subcommand("sft")]
    ]


def run(options: Options) -> None:
    from kinemind.training.config import load_recipe

    command = options.command
    recipe = load_recipe(command.config)
    name = {Tokenizer: "tokenizer", Encoders: "encoders", SFT: "sft"}[type(command)]
    folder = command.out_dir / (command.exp_name or name)
    if isinstance(command, Tokenizer):
        from kinemind.training.tokenizer import train_tokenizer

        train_tokenizer(_laid_over(recipe.tokenizer, command), folder, command.resume)
        print(folder / "tokenizer")
        return
    if isinstance(command, Encoders):
        _train_encoders(command, recipe.encoders, folder)
        return
    missing = [
        package for package in ("trl", "accelerate", "datasets") if not importlib.util.find_spec(package)
    ]
    if missing:
        raise InputError(f"the package {missing[0]} is needed for training: pip install 'kinemind[train]'")
    from kinemind.training.sft import train_sft

    print(train_sft(_laid_over(recipe.sft, command), folder, command.resume))


def _train_encoders(command: Encoders, stages: EncoderStages, folder: Path) -> None:
    from kinemind.training.encoders import train_encoder

    if command.role == "both" and command.seed is not None:
        raise InputError("the two encoders have seeds of their own: give --seed with one --role")
    roles: tuple[Role, ...] = ("reward", "metric") if command.role == "both" else (command.role,)
    # both are checked before the first, which takes long
    chosen = {role: _laid_over(getattr(stages, role), command) for role in roles}
    for role, stage in chosen.items():
        train_encoder(stage, role, folder / role, command.resume)
        print(folder / role / "encoder")


def _laid_over(stage: StageT, command: Common) -> StageT:
    from kinemind.training.config import override

    own = {f.name for f in fields(command)} - {"config", "out_dir", "exp_name", "resume", "role"}
    stage = override(stage, {name: getattr(command, name) for name in own})
    source = getattr(stage, "cot_train_jsonl", "") or stage.data
    if not source:
        raise InputError("name the training data: --data DIR, or `data:` in the recipe")
    print(f"data: {source}", file=sys.stderr)
    return stage
