"""What a Hugging Face trainer says of its steps, into the run folder."""

from __future__ import annotations

from typing import Any

from transformers import TrainerCallback

from kinemind.progress import Report
from kinemind.training.run import Run

KEPT = ("loss", "grad_norm", "learning_rate")


class RunLog(TrainerCallback):
    """Metrics, curves and progress of the trainer into the run folder; by the main process alone."""

    def __init__(self, run: Run, report: Report, *, steps: int, log_every: int) -> None:
        self.run, self.report, self.steps, self.log_every = run, report, steps, log_every

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
        kept = {key: float(value) for key, value in (logs or {}).items() if key in KEPT}
        if "loss" in kept and state.is_world_process_zero:
            self.run.log(state.global_step, kept)
            self.report(state.global_step, self.steps, f"loss {kept['loss']:.3f}")

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.is_world_process_zero:
            self.run.draw_curves()
