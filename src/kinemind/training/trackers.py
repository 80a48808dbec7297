"""Where logged figures also go, beside metrics.jsonl; adding a tracker is a class and a line in OPENERS."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable
from uuid import uuid4

from kinemind.errors import InputError
from kinemind.formats.files import written_aside

TrackerName = Literal["tensorboard", "wandb"]


@runtime_checkable
class Tracker(Protocol):
    """Takes the figures of a step; those of a step may come in several parts."""

    def log(self, step: int, metrics: Mapping[str, float]) -> None: ...


class TensorBoard:
    """Event files in FOLDER/tensorboard; `tensorboard --logdir OUT_DIR` shows all runs side by side."""

    def __init__(self, folder: Path, config: Mapping[str, Any], after: int | None) -> None:
        from torch.utils.tensorboard import SummaryWriter

        # what a killed run wrote past the step it goes on from is not shown
        purge = None if after is None else after + 1
        self.writer = SummaryWriter(str(folder / "tensorboard"), purge_step=purge)

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        for name, value in metrics.items():
            self.writer.add_scalar(name, value, step)
        self.writer.flush()  # a killed run loses nothing


class Wandb:
    """A run of Weights & Biases; a run that is resumed goes on in the same one.

    Figures are drawn over `step`: steps that are done again after a kill have two points there.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any], after: int | None) -> None:
        import wandb

        name = folder / "wandb-id.txt"
        if not name.exists():
            with written_aside(name) as aside:
                aside.write_text(uuid4().hex)
        self.run = wandb.init(
            project="kinemind",
            name=folder.name,
            id=name.read_text().strip(),
            dir=str(folder),
            config=dict(config),
            resume="allow",
        )
        self.run.define_metric("*", step_metric="step")

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        self.run.log({"step": step, **metrics})


OPENERS: dict[TrackerName, Callable[[Path, Mapping[str, Any], int | None], Tracker]] = {
    "tensorboard": TensorBoard,
    "wandb": Wandb,
}
PACKAGES: dict[TrackerName, str] = {"tensorboard": "tensorboard", "wandb": "wandb"}


def usable_trackers(names: Sequence[TrackerName]) -> list[TrackerName]:
    """The trackers that can be opened here.

    TensorBoard is everyone's default and belongs to no core package: where it is missing, one line says so.
    Raises InputError for another tracker whose package is missing: it was asked for by name.
    """
    missing = [name for name in names if find_spec(PACKAGES[name]) is None]
    for name in missing:
        if name != "tensorboard":
            raise InputError(
                f"the tracker {name} needs the package {PACKAGES[name]}: pip install {PACKAGES[name]}, or "
                "leave it out of `trackers`"
            )
        print("TensorBoard is not installed: metrics.jsonl and curves.png alone are written", file=sys.stderr)
    return [name for name in names if name not in missing]


def open_trackers(
    names: Sequence[TrackerName], folder: Path, config: Mapping[str, Any], after: int | None
) -> list[Tracker]:
    """Open the trackers of a run folder.  `after`: the step that a resumed run goes on from, else None."""
    return [OPENERS[name](folder, config, after) for name in names]
