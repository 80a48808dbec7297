"""What every stage of a recipe has, and how content is checked."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kinemind.errors import InputError
from kinemind.training.trackers import TrackerName


class Stage(BaseModel):
    """What every stage has: its data, steps and seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: str = ""
    seed: int = 0
    steps: int = Field(default=10_000, gt=0)
    learning_rate: float = Field(default=2e-4, gt=0, allow_inf_nan=False)
    threads: int = Field(default=0, ge=0)
    """Torch threads; 0 leaves torch's own choice."""
    log_every: int = Field(default=50, gt=0)
    checkpoint_every: int = Field(default=500, gt=0)
    trackers: tuple[TrackerName, ...] = ("tensorboard",)
    """Where logged figures go beside metrics.jsonl: tensorboard, wandb (`pip install wandb`)."""


StageT = TypeVar("StageT", bound=Stage)


def override(stage: StageT, changes: dict[str, Any]) -> StageT:
    """The stage with the changes that are not None laid over it, checked again."""
    given = {key: value for key, value in changes.items() if value is not None}
    return checked(type(stage), {**stage.model_dump(), **given}, "the command line")


ModelT = TypeVar("ModelT", bound=BaseModel)


def checked(model: type[ModelT], content: Any, where: str) -> ModelT:
    """The content as a config model.  Raises InputError that names the first fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}") from None
