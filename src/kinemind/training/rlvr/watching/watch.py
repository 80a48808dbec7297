"""Reports on val in the course of a run: the reward beside what it is not told, and the best weights kept."""

from __future__ import annotations

import sys
import time
from typing import Any

import torch
from accelerate.state import AcceleratorState
from accelerate.utils import DistributedType
from transformers import TrainerCallback

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.language.dialects import Task, tasks_of
from kinemind.training.config import RLVRStage
from kinemind.training.processes import processes
from kinemind.training.rlvr.drawing import Grammar
from kinemind.training.rlvr.scoring import Scoring
from kinemind.training.rlvr.watching.answering import answers, untouched
from kinemind.training.rlvr.watching.best import Best, Kept
from kinemind.training.rlvr.watching.caption_figures import caption_figures
from kinemind.training.rlvr.watching.metric_figures import Judge, open_judge
from kinemind.training.rlvr.watching.pages import Answered, Page, page_path, write_page
from kinemind.training.rlvr.watching.reward_figures import body_figures, reward_figures, scores_of
from kinemind.training.rlvr.watching.val import Val, val_of
from kinemind.training.run import Run

LINE = (
    ("reward", "reward"), ("score", "score"), ("r_precision_3", "R@3"), ("fid", "FID"),
    ("foot_slide_mm_per_frame", "foot slide"), ("cider", "CIDEr"), ("parse_rate", "parsed"),
)  # fmt: skip
"""What the line of a report says, and under which name."""


class Watch(TrainerCallback):
    """Reports at the first step, every `stage.report_every` and at the last, by the main process.

    It comes after the run's own log among the callbacks.  A report draws no global random numbers and
    leaves the model as it was: the weights of a run are the same with and without.  What is chosen is
    chosen by `val/score` (the rewards and physical plausibility); the metric encoder is only looked at.
    """

    def __init__(
        self,
        run: Run,
        stage: RLVRStage,
        start: Bundle,
        scoring: Scoring,
        weights: dict[str, float],
        grammar: Grammar | None = None,
    ) -> None:
        self.grammar = grammar
        self.run, self.stage, self.start, self.weights = run, stage, start, weights
        # of its own: that of the trainer remembers the batch of the step
        self.scoring = Scoring(scoring.policy, scoring.dialect, scoring.limits, scoring.judges)
        self.tasks = tasks_of(stage.training_task)
        self.best = Best(run.folder)
        self.val: Val | None = None
        self.judge: Judge | None = None
        self.truth: dict[str, float] = {}

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if not self.stage.report_every:
            return
        if state.is_world_process_zero:
            with untouched(kwargs["model"]):
                self._prepare()
            if state.global_step == 0 and not page_path(self.run.folder, 0, ".json").exists():
                self._report(kwargs["model"], 0)
        processes().wait_for_everyone()

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        every = self.stage.report_every
        if every and (state.global_step % every == 0 or state.global_step >= state.max_steps):
            if state.is_world_process_zero:
                self._report(kwargs["model"], state.global_step)
            processes().wait_for_everyone()

    def put_back(self, model: torch.nn.Module) -> Kept | None:
        """Load the weights that `stage.keep` names into the trained model; None: they are the last.

        `model` is the unwrapped one of the trainer, of the main process.
        """
        kept = self.best.put_back(model) if self.stage.keep == "best" and self.stage.report_every else None
        if kept is not None:
            _say(f"kept: step {kept.step}, whose val/score is the highest ({kept.score:.4f})")
        return kept

    def _prepare(self) -> None:
        """The val motions, embedded once; a line where there are none."""
        stage = self.stage
        if _is_sharded():
            return _say("no reports: the weights are shared among the processes, none holds a whole policy")
        if not stage.data:
            return _say("no reports: they need val motions (--data)")
        limits, tokenizer = self.scoring.limits, self.start.motion_tokenizer
        seconds = limits.max_motion / tokenizer.tokens_per_second
        self.val = val_of(open_data(stage.data), tokenizer, stage.report_cases, seconds)
        if self.val is None:
            return _say(f"no reports: {stage.data} has too few captioned val motions of up to {seconds:g} s")
        self.judge = open_judge(self.start, self.val)
        self.truth = body_figures(self.val.uniform())
        if self.judge is not None:
            self.truth |= self.judge.truth

    def _report(self, model: Any, step: int) -> None:
        if self.val is None:
            return
        begun = time.perf_counter()
        with untouched(model):
            page = self._made(model, step, self.val)
            self.run.log(step, {f"val/{name}": value for name, value in page.figures.items()})
            write_page(self.run.folder, page, self.val)
        self.run.draw_curves()
        said = ", ".join(f"{name} {page.figures[key]:.3f}" for key, name in LINE if key in page.figures)
        mark = "; the best so far" if page.chosen else ""
        _say(f"val at step {step}: {said} ({time.perf_counter() - begun:.0f} s{mark})")

    def _made(self, model: Any, step: int, val: Val) -> Page:
        """Answers drawn, scored and measured; the weights kept where they are the best."""
        policy, limits = self.scoring.policy, self.scoring.limits
        captions = [caption.text for caption in val.captions]
        answered: dict[Task, Answered] = {}
        figures: dict[str, float] = {}
        for task in self.tasks:
            written = answers(
                model,
                policy.tokenizer,
                val.prompts(task, policy, self.start.style),
                task,
                limits.max_new_tokens(self.start.dialect, task),
                self.grammar,
            )
            _, rollouts = self.scoring.rollouts(written, [task] * len(written), captions, val.codes)[task]
            answered[task] = Answered(rollouts, scores_of(rollouts, self.weights))
            if task == "t2m":
                figures |= body_figures(rollouts.motions)
                figures |= self.judge.of_motions(rollouts.motions) if self.judge else {}
            else:
                texts = [answer.answer if answer.ok else "" for answer in rollouts.answers]
                figures |= caption_figures(val, texts)
                figures |= self.judge.of_descriptions(texts) if self.judge else {}
            figures[f"parse_rate_{task}"] = float(rollouts.parsed.mean())
        rewarded = reward_figures({task: one.scores for task, one in answered.items()}, self.weights)
        parsed = sum(figures.pop(f"parse_rate_{task}") for task in self.tasks) / len(self.tasks)
        chosen = self.best.offer(model, step, rewarded["score"])
        figures = {**rewarded, "parse_rate": parsed, **figures}
        name = self.judge.name if self.judge else ""
        return Page(step, figures, self.truth, name, chosen, answered)


def _is_sharded() -> bool:
    state = AcceleratorState()
    if state.distributed_type == DistributedType.DEEPSPEED:
        return state.deepspeed_plugin is not None and state.deepspeed_plugin.zero_stage == 3
    return state.distributed_type == DistributedType.FSDP


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
