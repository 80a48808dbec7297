"""What a step says of itself, under the names of the run's metrics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NAMES = {
    "loss": "loss",
    "reward": "reward",
    "reward_std": "reward_std",
    "frac_reward_zero_std": "groups_alike",
    "parse_rate": "parse_rate",
    "kl": "kl",
    "clip_ratio/region_mean": "clip_fraction",
    "entropy": "entropy",
    "completions/mean_length": "length",
    "completions/clipped_ratio": "cut_off",
    "grad_norm": "grad_norm",
    "learning_rate": "learning_rate",
    "step_time": "step_seconds",
}

_LINE = (
    ("kl", "kl", ".4f"), ("clip_fraction", "clipped", ".1%"), ("length", "length", ".0f"),
    ("parse_rate", "parsed", ".0%"),
)  # fmt: skip


def metrics_of(logs: Mapping[str, Any]) -> dict[str, float]:
    """TRL's log line under our names: `reward/<component>` is the mean of a component before weighting."""
    kept = {ours: float(logs[theirs]) for theirs, ours in _NAMES.items() if logs.get(theirs) is not None}
    for key, value in logs.items():
        if key.startswith("rewards/") and key.endswith("/mean") and value is not None:
            kept[f"reward/{key.removeprefix('rewards/').removesuffix('/mean')}"] = float(value)
    return kept


def said_of(metrics: Mapping[str, float]) -> str:
    """The line of a step beside its rate and the time left.

    >>> said_of({"reward": 1.21, "reward/format": 0.9, "kl": 0.0123, "length": 93.0, "parse_rate": 0.98})
    'reward 1.21 (format 0.90)  kl 0.0123  length 93  parsed 98%'
    """
    parts = [f"reward {metrics['reward']:.2f}"] if "reward" in metrics else []
    components = [
        f"{name.removeprefix('reward/')} {value:.2f}"
        for name, value in metrics.items()
        if name.startswith("reward/")
    ]
    if components:
        parts = [" ".join([*parts, f"({', '.join(components)})"])]
    for name, label, form in _LINE:
        if name in metrics:
            parts.append(f"{label} {metrics[name]:{form}}")
    return "  ".join(parts)
