"""What an evaluation found, with all that is needed to find it again; the same inputs give the same bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from kinemind.evaluation.report.quantities import metric_order, row_order


@dataclass(frozen=True)
class Estimate:
    """A figure over repeats: its mean and the half width of the 95 % interval, both in the figure's unit."""

    mean: float
    ci95: float = 0.0


def estimate(values: Sequence[float] | Float[np.ndarray, " R"]) -> Estimate:
    """Mean and 1.96 · std / √R over R repeats, the standard deviation with divisor R.

    As `get_metric_statistics` of the public evaluation of Guo et al., "Generating Diverse and Natural 3D
    Human Motions from Text", CVPR 2022, so that intervals compare with the field's; with divisor R - 1 they
    would be 2.6 % wider for 20 repeats.  One repeat, or figures that do not vary: 0.  A NaN among the values
    makes both NaN.
    """
    found = np.asarray(values, np.float64)
    assert found.ndim == 1 and len(found), "an estimate needs the figure of one repeat at least"
    if (found == found[0]).all():
        # the mean of equal numbers may be off by a rounding error
        return Estimate(float(found[0]))
    return Estimate(float(found.mean()), float(1.96 * found.std() / math.sqrt(len(found))))


@dataclass(frozen=True)
class Data:
    """The cases that were evaluated, and the content hash of the corpus."""

    name: str
    split: str
    cases: int
    content_hash: str


@dataclass(frozen=True)
class Weights:
    """A bundle or an evaluator: its name and the digest of its files."""

    name: str
    digest: str


@dataclass(frozen=True)
class Report:
    """One evaluation: `rows` holds the estimates by row (`generated`, `ground_truth`, …) and metric name.

    `protocol_text` says in a sentence what the protocol does; `notes` are sentences, the bad news included.
    `command` runs the evaluation again; `settings` are what JSON can hold, arrays, numpy's numbers and paths.
    A metric may be missing in rows where it makes no sense.
    """

    task: str
    protocol: str
    protocol_text: str
    data: Data
    bundle: Weights
    evaluator: Weights | None
    seed: int
    num_repeats: int
    command: str
    rows: Mapping[str, Mapping[str, Estimate]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def ordered_rows(self) -> dict[str, dict[str, Estimate]]:
        """The rows and their metrics in the order in which they are shown, however they were filled in."""
        return {
            row: {name: self.rows[row][name] for name in sorted(self.rows[row], key=metric_order)}
            for row in sorted(self.rows, key=row_order)
        }

    def to_json(self) -> dict[str, Any]:
        """The report as JSON types, keys in a fixed order; NaN and infinity are None."""
        rows = {
            row: {name: {"mean": one.mean, "ci95": one.ci95} for name, one in metrics.items()}
            for row, metrics in self.ordered_rows().items()
        }
        found: dict[str, Any] = {
            "task": self.task,
            "protocol": self.protocol,
            "protocol_text": self.protocol_text,
            "data": asdict(self.data),
            "bundle": asdict(self.bundle),
            "evaluator": asdict(self.evaluator) if self.evaluator else None,
            "seed": self.seed,
            "num_repeats": self.num_repeats,
            "command": self.command,
            "settings": {name: self.settings[name] for name in sorted(self.settings)},
            "rows": rows,
            "notes": list(self.notes),
        }
        return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return str(value) if isinstance(value, Path) else value
