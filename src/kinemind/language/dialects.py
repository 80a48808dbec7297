"""The two output dialects: which tags an answer has, in which order, for which task."""

from __future__ import annotations

from typing import Literal, get_args

from kinemind.errors import InputError

Task = Literal["t2m", "m2t"]
"""t2m: text to motion; m2t: motion to text."""

Dialect = Literal["motion-r1", "morl"]
"""motion-r1 (arXiv 2506.10353) and morl (arXiv 2602.14534)."""

TASKS: tuple[Task, ...] = get_args(Task)


def tasks_of(task: Task | Literal["both"]) -> tuple[Task, ...]:
    """The tasks that a choice of one or both stands for."""
    return TASKS if task == "both" else (task,)


DIALECTS: tuple[Dialect, ...] = get_args(Dialect)

THINK, OUTPUT, ANSWER, MOTION = "think", "output", "answer", "Motion"
SECTIONS = (THINK, OUTPUT, ANSWER, MOTION)


def opening(section: str) -> str:
    return f"<{section}>"


def closing(section: str) -> str:
    return f"</{section}>"


TAGS = tuple(tag for section in SECTIONS for tag in (opening(section), closing(section)))
"""`<think> </think> <output> </output> <answer> </answer> <Motion> </Motion>`."""


def answer_section(dialect: Dialect) -> str:
    """The section that holds the answer text: `output` in motion-r1, `answer` in morl."""
    return OUTPUT if dialect == "motion-r1" else ANSWER


def check(dialect: str, task: str) -> None:
    """Raises InputError for a dialect or task that does not exist."""
    if dialect not in DIALECTS:
        raise InputError(f"unknown dialect {dialect!r}: choose one of {', '.join(DIALECTS)}")
    if task not in TASKS:
        raise InputError(f"unknown task {task!r}: choose one of {', '.join(TASKS)}")
