"""What the flags of the `kinemind train` commands share: the recipe they lie over, and the laying over."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import kinemind
from kinemind.errors import InputError

if TYPE_CHECKING:
    from kinemind.training.config import Recipe, Stage

    StageT = TypeVar("StageT", bound=Stage)

RECIPES = Path(kinemind.__file__).parents[2] / "configs"
"""The recipes of a checkout; an installed wheel has none."""
Tasks = Literal["t2m", "m2t", "both"]


@dataclass(frozen=True, kw_only=True)
class Placed:
    """What every training takes: its recipe, data and folder."""

    config: Path | None = None
    """Recipe YAML, or the name of one in configs/ (smoke, nano)."""
    data: str | None = None
    """An imported store, the benchmark folder itself, or `synthetic`."""
    out_dir: Path = Path("runs")
    """Where run folders lie."""
    exp_name: str | None = None
    """Name of the run folder in OUT_DIR."""
    resume: bool = False
    """Continue the run from its last checkpoint."""
    threads: int | None = None
    """Torch threads."""

    def folder(self, stage: str) -> Path:
        """OUT_DIR/EXP_NAME, by default named after the stage."""
        return self.out_dir / (self.exp_name or stage)


@dataclass(frozen=True, kw_only=True)
class Common(Placed):
    """What every stage takes; flags that are not given leave the recipe's value."""

    steps: int | None = None
    """Optimizer steps."""
    batch_size: int | None = None
    """Windows (tokenizer), pairs (encoders) or sequences (sft) a step."""
    learning_rate: float | None = None
    """Peak learning rate."""
    seed: int | None = None
    """Seed of weights and of the order of the data."""

    def changes(self) -> dict[str, Any]:
        """What these flags say about a stage, by the stage's own names; None for what was not given."""
        names = ("data", "steps", "batch_size", "learning_rate", "seed", "threads")
        return {name: getattr(self, name) for name in names}


def recipe_of(command: Placed, **sft: Any) -> Recipe:
    """The recipe; data and threads of the command, and `sft`, also hold for the stages that it trains first.

    Raises InputError.
    """
    from kinemind.training.config import EncoderStages, load_recipe, override

    recipe = load_recipe(_recipe_file(command.config))
    given = {"data": command.data, "threads": command.threads}
    encoders = EncoderStages(
        reward=override(recipe.encoders.reward, given), metric=override(recipe.encoders.metric, given)
    )
    stages = {
        "tokenizer": override(recipe.tokenizer, given),
        "decoder": override(recipe.decoder, given),
        "encoders": encoders,
        "sft": override(recipe.sft, {**given, **sft}),
    }
    # a stage that the recipe does not name must not look as if it did
    return recipe.model_copy(
        update={name: stages[name] for name in stages if name in recipe.model_fields_set}
    )


def whole_recipe(command: Placed, captions: Path | None) -> Recipe:
    """The recipe of a whole chain: every stage named that it cannot do without, and all of them on data.

    Raises InputError for a recipe that lacks a stage, or that names what the chain makes itself.
    """
    from kinemind.training.config import EncoderStages, override

    recipe = recipe_of(command)
    for name in ("tokenizer", "encoders", "sft"):
        if name not in recipe.model_fields_set:
            raise InputError(f"the recipe names no {name} stage; --config nano and smoke name them all")
    for name in ("sft.tokenizer", "sft.cot_train_jsonl", "rlvr.start_from", "rlvr.cot_train_jsonl"):
        section, key = name.split(".")
        if given := getattr(getattr(recipe, section), key):
            raise InputError(f"`train all` makes {name} itself: leave {given} out of the recipe")
    data = laid_over(recipe.tokenizer, {}).data
    told = {} if captions is None else {"captions": str(captions)}
    reward, metric = (
        override(one, {"data": one.data or data, **told})
        for one in (recipe.encoders.reward, recipe.encoders.metric)
    )
    stages = {
        "encoders": EncoderStages(reward=reward, metric=metric),
        "decoder": override(recipe.decoder, {"data": recipe.decoder.data or data}),
        "sft": override(recipe.sft, {"data": recipe.sft.data or data}),
        "rlvr": override(
            recipe.rlvr, {"data": command.data or recipe.rlvr.data or data, "threads": command.threads}
        ),
    }
    return recipe.model_copy(update={n: stage for n, stage in stages.items() if n in recipe.model_fields_set})


def _recipe_file(given: Path | None) -> Path | None:
    """The file as it was given; a bare name is looked up in configs/ where there is no such file here."""
    if given is None or given.exists() or len(given.parts) != 1 or given.suffix:
        return given
    found = RECIPES / f"{given}.yaml"
    if not found.is_file():
        known = ", ".join(sorted(path.stem for path in RECIPES.glob("*.yaml")))
        where = f"the recipes of this checkout are {known}" if known else "this installation holds no recipes"
        raise InputError(f"there is no recipe {str(given)!r}: {where}; --config also takes a file")
    return found


def laid_over(stage: StageT, changes: Mapping[str, Any]) -> StageT:
    """The stage under the flags that were given, its data named; --steps puts a recipe's epochs aside.

    Raises InputError.
    """
    from kinemind.training.config import override

    counted = changes.get("steps") is not None and changes.get("epochs") is None and hasattr(stage, "epochs")
    stage = override(stage, {**changes, "epochs": 0} if counted else dict(changes))
    source = getattr(stage, "cot_train_jsonl", "") or stage.data
    if not source:
        raise InputError("name the training data: --data DIR, or `data:` in the recipe")
    if os.environ.get("RANK", "0") == "0":  # of several processes one speaks
        print(f"data: {source}", file=sys.stderr)
    return stage


def tasks_of(training_task: Tasks | None, cot_task_filter: str | None) -> Tasks | None:
    """The tasks that are trained: those of `training_task` whose records the filter lets through.

    Raises InputError where it lets none of them through.
    """
    if cot_task_filter in (None, "all"):
        return training_task
    if training_task not in (None, "both", cot_task_filter):
        raise InputError(
            f"--cot-task-filter {cot_task_filter} leaves no records for --training-task {training_task}"
        )
    return "t2m" if cot_task_filter == "t2m" else "m2t"


def reasoning_of(use: bool, no_use: bool) -> bool | None:
    """What --use-reasoning and --no-use-reasoning say together; None: nothing.  Raises InputError."""
    if use and no_use:
        raise InputError("give either --use-reasoning or --no-use-reasoning, not both")
    return True if use else False if no_use else None


def check_packages() -> None:
    """Raises InputError where what the policy is trained with is not installed."""
    for package in ("trl", "peft", "accelerate", "datasets"):
        if not importlib.util.find_spec(package):
            raise InputError(f"the package {package} is needed for training: pip install 'kinemind[train]'")
