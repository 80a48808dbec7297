"""A run folder: resolved config, provenance, metrics JSONL, curves, checkpoints, and the trackers.

Everything is written aside and renamed, so a kill leaves the last whole file.
"""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import yaml
from pydantic import BaseModel

from kinemind.errors import InputError
from kinemind.formats.files import written_aside
from kinemind.training.provenance import write_provenance
from kinemind.training.trackers import Tracker, open_trackers, usable_trackers

CHECKPOINT = "checkpoint.pt"


class Run:
    """The folder OUT_DIR/EXP_NAME of one training run.

    A folder that holds a run is continued only with `resume`, and then only under the same config.
    Raises InputError otherwise, where the folder cannot be written, and for a tracker that is not installed.
    """

    def __init__(self, folder: Path, config: BaseModel, resume: bool, data_hash: str = "") -> None:
        self.folder, self.config = folder, config
        resolved = {**config.model_dump(mode="json"), "data_hash": data_hash}
        self._resolved = resolved
        self._after: int | None = None
        self._trackers: list[Tracker] | None = None
        self._tracker_names = usable_trackers(getattr(config, "trackers", ()))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            previous = folder / "config.yaml"
            if previous.exists() and not resume:
                raise InputError(
                    f"{folder} already holds a run; continue it with --resume or choose another --exp-name"
                )
            if previous.exists():
                before = yaml.safe_load(previous.read_text())
                # a run of before a key existed did what the key's default does
                before = _with_defaults(before, type(config).model_construct().model_dump(mode="json"))
                if key := _changed(before, resolved):
                    raise InputError(f"{folder} was started with another `{key}`; choose another --exp-name")
            with written_aside(previous) as aside:
                aside.write_text(yaml.safe_dump(resolved, sort_keys=False))
            if os.environ.get("RANK", "0") == "0":  # one of several processes says what all of them run
                write_provenance(folder, config, data_hash)
        except OSError as error:
            raise InputError(f"the run folder {folder} cannot be written: {error.strerror}") from None

    @property
    def checkpoint(self) -> Path:
        return self.folder / CHECKPOINT

    def save_checkpoint(self, state: Mapping[str, Any]) -> None:
        with written_aside(self.checkpoint) as aside:
            torch.save(dict(state), aside)

    def load_checkpoint(self) -> dict[str, Any] | None:
        """The last whole checkpoint, or None in a new run."""
        return load_checkpoint(self.folder) if self.checkpoint.exists() else None

    def log(self, step: int, metrics: Mapping[str, float]) -> None:
        """Append one object to metrics.jsonl, and tell the trackers."""
        with (self.folder / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": step, **metrics}) + "\n")
        if self._trackers is None:
            self._trackers = open_trackers(self._tracker_names, self.folder, self._resolved, self._after)
        for tracker in self._trackers:
            tracker.log(step, metrics)

    def cut_log(self, step: int) -> None:
        """Drop what was logged after `step` (a killed run logs past its last checkpoint).

        To be called before the first `log`: trackers go on from there.
        """
        self._after = step
        path = self.folder / "metrics.jsonl"
        if path.exists():
            lines = [line for line in path.read_text().splitlines() if _step(line) <= step]
            with written_aside(path) as aside:
                aside.write_text("".join(line + "\n" for line in lines))

    def draw_curves(self) -> None:
        """Draw every logged quantity over the steps into curves.png (skipped where nothing was logged)."""
        from kinemind.training.curves import draw_curves

        path = self.folder / "metrics.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        if rows:
            draw_curves(rows, self.folder / "curves.png")


def load_checkpoint(folder: Path) -> dict[str, Any]:
    """The checkpoint of a run folder; only plain tensors and numbers are read.  Raises InputError."""
    try:
        return torch.load(folder / CHECKPOINT, weights_only=True, map_location="cpu")
    except (OSError, RuntimeError, pickle.UnpicklingError, EOFError) as error:
        raise InputError(f"{folder} holds no readable checkpoint: {str(error).splitlines()[0]}") from None


_HARMLESS = frozenset({
    "data", "tokenizer", "threads", "log_every", "checkpoint_every", "evaluate_every", "report_every", "keep",
    "trackers",
})  # fmt: skip
"""Where the data lies, how often something is written and who is told may change between a run and its
continuation."""


def _with_defaults(content: Any, defaults: Any) -> Any:
    """The content with the defaults of the keys that it lacks, at every depth."""
    if not (isinstance(content, dict) and isinstance(defaults, dict)):
        return content
    return defaults | {key: _with_defaults(value, defaults.get(key)) for key, value in content.items()}


def _changed(before: Any, now: dict[str, Any]) -> str:
    """The first key that matters and differs, or nothing."""
    if not isinstance(before, dict):
        return "config"
    keys = [k for k in {**before, **now} if before.get(k) != now.get(k) and k not in _HARMLESS]
    return keys[0] if keys else ""


def _step(line: str) -> float:
    try:
        return float(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):  # the half line of a killed run
        return float("inf")
