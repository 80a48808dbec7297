"""MoRL's form of the command line: the stage or the task as a flag instead of a subcommand.

`train --train-stage sft …` is `train sft …`, `eval --eval-task t2m …` is `eval t2m …` (MoRL's public
train_mllm.py and eval_mllm.py; our names for their checkpoints are bundles and run folders).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from kinemind.errors import InputError

CHOOSERS = {"train": ("--train-stage", ("sft", "rlvr")), "eval": ("--eval-task", ("t2m", "m2t"))}
"""Command → the flag that chooses, and what it may choose."""
OF_RLVR = ("--rl-epochs", "--rl-group-size", "--rl-kl-coef", "--rl-clip-eps", "--rl-reference-ckpt")
"""MoRL's one parser takes these in its sft stage too, which makes no use of them."""


def translated(command: str, words: Sequence[str]) -> list[str]:
    """The words of a command, with a subcommand in place of MoRL's flag; others come back as they are.

    Raises InputError for a stage or task that there is not, or two that differ.
    """
    flag, choices = CHOOSERS.get(command, ("", ()))
    if not flag or not any(_name(word) == flag for word in words):
        return list(words)
    kept, chosen = _without(words, (flag,))
    stages = {value for _, value in chosen}
    wrong = next((value for value in stages if value not in choices), None)
    if wrong is not None:
        raise InputError(f"{flag} is {' or '.join(choices)}, not {wrong or 'nothing'}")
    if kept and not kept[0].startswith("-"):
        stages.add(kept.pop(0))
    if len(stages) > 1:
        raise InputError(f"{flag} and the command name different ones: {', '.join(sorted(stages))}")
    stage = stages.pop()
    if stage == "sft":
        kept, unused = _without(kept, OF_RLVR)
        for name, _ in unused:
            print(f"{name} is for --train-stage rlvr; sft makes no use of it", file=sys.stderr)
    return [stage, *kept]


def _without(words: Sequence[str], flags: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The words without these flags and their values, and the flags with their values."""
    kept: list[str] = []
    taken: list[tuple[str, str]] = []
    rest = iter(words)
    for word in rest:
        if _name(word) not in flags:
            kept.append(word)
        elif "=" in word:
            taken.append((_name(word), word.partition("=")[2]))
        else:
            taken.append((_name(word), next(rest, "")))
    return kept, taken


def _name(word: str) -> str:
    """The flag that a word is or begins with, in dashes; nothing for a value."""
    return word.partition("=")[0].replace("_", "-") if word.startswith("--") else ""
