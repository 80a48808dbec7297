"""What a Hugging Face trainer says of its steps, into the run folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from transformers import TrainerCallback

from kinemind.progress import Report
from kinemind.training.run import Run

KEPT = ("loss", "grad_norm", "learning_rate")
Metrics = Callable[[Mapping[str, Any]], dict[str, float]]
"""From a trainer's log line to the metrics of a run."""
Line = Callable[[Mapping[str, float]], str]
"""From those metrics to what stands beside the rate and the time left."""


def loss_metrics(logs: Mapping[str, Any]) -> dict[str, float]:
    return {key: float(value) for key, value in logs.items() if key in KEPT}


def loss_line(metrics: Mapping[str, float]) -> str:
    return f"loss {metrics['loss']:.3f}"


class RunLog(TrainerCallback):
    """Metrics, curves and progress of the trainer into the run folder; by the main process alone."""

    def __init__(
        self,
        run: Run,
        report: Report,
        *,
        steps: int,
        log_every: int,
        metrics_of: Metrics = loss_metrics,
        line_of: Line = loss_line,
    ) -> None:
        self.run, self.report, self.steps, self.log_every = run, report, steps, log_every
        self.metrics_of, self.line_of = metrics_of, line_of

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.is_world_process_zero:
            self.run.cut_log(state.global_step)
            self.report(state.global_step, self.steps)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step % self.log_every == 0:
            control.should_log = True

    def on_log(
        self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **kw: Any
    ) -> None:
        metrics = self.metrics_of(logs or {})
        if "loss" in metrics and state.is_world_process_zero:
            self.run.log(state.global_step, metrics)
            self.report(state.global_step, self.steps, self.line_of(metrics))

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.is_world_process_zero:
            self.run.draw_curves()
