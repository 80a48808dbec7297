"""A report as files: figures and every answer as JSON, some answers as pictures, and both to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from kinemind.evaluation.report import Sample, draw_page
from kinemind.formats.files import written_aside
from kinemind.language.dialects import Task
from kinemind.motion import Motion
from kinemind.rewards.rollouts import Rollouts
from kinemind.training.rlvr.watching.reward_figures import Scores
from kinemind.training.rlvr.watching.val import Val

SHOWN = 8
"""Answers in a picture."""


@dataclass(frozen=True, eq=False)
class Answered:
    """The answers of one task with what the rewards say of them."""

    rollouts: Rollouts
    scores: Scores


@dataclass(frozen=True, eq=False)
class Page:
    """All of one report.  `truth`: the figures of the true motions; `judge`: who says R-Precision and FID."""

    step: int
    figures: Mapping[str, float]
    truth: Mapping[str, float]
    judge: str
    chosen: bool
    answers: Mapping[Task, Answered]


def page_path(folder: Path, step: int, suffix: str) -> Path:
    return folder / "reports" / f"step-{step:05d}{suffix}"


def write_page(folder: Path, page: Page, val: Val) -> None:
    """Write FOLDER/reports/step-00050.png, .md and, last, .json."""
    samples = [sample for task in page.answers for sample in _samples(page, val, task)]
    if samples:
        draw_page(page_path(folder, page.step, ".png"), samples, {})
    with written_aside(page_path(folder, page.step, ".md")) as aside:
        aside.write_text(_markdown(page, val))
    content = {
        "step": page.step,
        "figures": dict(page.figures),
        "ground_truth": dict(page.truth),
        "judge": page.judge,
        "chosen": page.chosen,
        "answers": [row for task in page.answers for row in _rows(page, val, task)],
    }
    with written_aside(page_path(folder, page.step, ".json")) as aside:
        aside.write_text(json.dumps(content, indent=1) + "\n")


def _places(page: Page, val: Val, task: Task) -> list[int]:
    """The cases that are shown: the same ones in every report."""
    each = SHOWN if len(page.answers) == 1 else SHOWN * 3 // 4 if task == "t2m" else SHOWN // 4
    return np.unique(np.linspace(0, len(val.cases) - 1, each).round().astype(np.int64)).tolist()


def _samples(page: Page, val: Val, task: Task) -> list[Sample]:
    found = []
    rollouts, scores = page.answers[task].rollouts, page.answers[task].scores
    for i in _places(page, val, task):
        answer, caption = rollouts.answers[i], val.captions[i].text
        motion: Motion | None = rollouts.motions[i] if task == "t2m" else val.cases[i].motion
        if motion is None:
            continue  # told in the text beside the picture
        wrote = answer.reasoning if task == "t2m" else answer.answer or f"({answer.status})"
        found.append(
            Sample(
                title=val.cases[i].id,
                texts=(("asked: " if task == "t2m" else "true: ") + caption, "wrote: " + wrote),
                motion=motion,
                figures={name: float(values[i]) for name, values in scores.items() if isfinite(values[i])},
                section=f"{'Text to motion' if task == 't2m' else 'Motion to text'}, step {page.step}",
            )
        )
    return found


def _rows(page: Page, val: Val, task: Task) -> list[dict[str, Any]]:
    rollouts, scores = page.answers[task].rollouts, page.answers[task].scores
    return [
        {
            "task": task,
            "case": case.id,
            "caption": val.captions[i].text,
            "status": answer.status,
            "reasoning": answer.reasoning,
            "text": answer.answer,
            "motion_tokens": list(answer.codes) if task == "t2m" else [],
            "scores": {name: float(v[i]) for name, v in scores.items() if isfinite(v[i])},
        }
        for i, (case, answer) in enumerate(zip(val.cases, rollouts.answers, strict=True))
    ]


def _markdown(page: Page, val: Val) -> str:
    lines = [f"# Step {page.step} on val", ""]
    lines += [f"{len(val.cases)} motions; R-Precision and FID by {page.judge or 'nobody'}.", ""]
    lines += ["| figure | policy | ground truth |", "|---|---|---|"]
    for name, value in page.figures.items():
        true = f"{page.truth[name]:.4g}" if name in page.truth else ""
        lines.append(f"| {name} | {value:.4g} | {true} |")
    for name in page.truth:
        if name not in page.figures:
            lines.append(f"| {name} | | {page.truth[name]:.4g} |")
    for task, answered in page.answers.items():
        lines += ["", f"## {task}"]
        for i in _places(page, val, task):
            answer = answered.rollouts.answers[i]
            lines += ["", f"**{val.cases[i].id}** ({answer.status}): {val.captions[i].text}"]
            lines += [f"- plan: {answer.reasoning}"] if answer.reasoning else []
            lines += [f"- text: {answer.answer}"] if answer.answer else []
    return "\n".join(lines) + "\n"
