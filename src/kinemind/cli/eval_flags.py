"""What the flags of `kinemind eval t2m|m2t|tokenizer` share: their checks, and the command they make."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from kinemind.errors import InputError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from kinemind.bundle import Bundle
    from kinemind.corpora import Corpus

ALWAYS = ("data", "bundle", "split", "protocol", "num_repeats", "seed")
"""Flags that a report's command says even where they are the default."""
NEVER = ("processes", "json", "output")
"""Flags that change no figure."""


def data_of(given: str | None, bundle: Bundle) -> str:
    """The data that was named, or what the bundle's policy was trained on.

    Raises InputError where neither is known.
    """
    if given:
        return given
    provenance: Any = bundle.manifest.get("provenance")
    while isinstance(provenance, Mapping):
        config = provenance.get("config")
        if isinstance(config, Mapping) and config.get("data"):
            print(f"data: {config['data']}, which {bundle.name} was trained on", file=sys.stderr)
            return str(config["data"])
        provenance = provenance.get("start")
    raise InputError(f"name the data: --data DIR (the bundle {bundle.name} does not say what it learnt from)")


def check_repeats(num_repeats: int, limit: int | None) -> None:
    """Raises InputError where there is nothing to repeat or to compare."""
    if num_repeats < 1:
        raise InputError(f"--num-repeats is 1 or more, not {num_repeats}")
    if limit is not None and limit < 2:
        raise InputError(f"--limit is 2 or more, not {limit}")


def check_not_negative(command: DataclassInstance, names: Sequence[str]) -> None:
    """Raises InputError that names the flag and its value."""
    for name in names:
        value = getattr(command, name)
        if value < 0:
            raise InputError(f"--{name.replace('_', '-')} is 0 or more, not {value}")


def check_split(corpus: Corpus, split: str) -> None:
    """Raises InputError for BABEL's test split, which is published without labels and never imported."""
    if corpus.name == "babel" and split == "test" and not corpus.clips(split):
        raise InputError("BABEL's test split has no public labels; use --split val")


def command_line(task: str, command: DataclassInstance) -> str:
    """The command that gives the same figures, words as they were given, quoted for a shell.

    What is not of `ALWAYS` is left out where it is the default; what changes no figure always.
    """
    words = ["kinemind", "eval", task]
    for field in fields(command):
        value = getattr(command, field.name)
        if field.name in ALWAYS or (field.name not in NEVER and value != field.default):
            words += [f"--{field.name.replace('_', '-')}", str(value)]
    return shlex.join(words)
