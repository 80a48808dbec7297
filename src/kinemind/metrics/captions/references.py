"""What every caption metric asks of its input."""

from __future__ import annotations

from collections.abc import Sequence

from kinemind.errors import InputError


def check_references(candidates: Sequence[object], references: Sequence[Sequence[object]]) -> None:
    """One candidate a motion and at least one reference for each, or InputError."""
    if isinstance(candidates, str) or any(isinstance(row, str) for row in references):
        raise InputError("candidates are a list of captions, references a list of lists of captions")
    if len(candidates) != len(references):
        raise InputError(f"there are {len(candidates)} captions but references for {len(references)} motions")
    if not candidates:
        raise InputError("there are no captions to score")
    for row, given in enumerate(references):
        if not given:
            raise InputError(f"caption {row} has no reference to be scored against")
