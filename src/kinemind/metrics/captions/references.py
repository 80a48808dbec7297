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


def check_words(candidates: Sequence[Sequence[str]], references: Sequence[Sequence[Sequence[str]]]) -> None:
    """As `check_references`, and each caption is a list of words: a string would be scored by its letters."""
    check_references(candidates, references)
    check_worded(candidates)
    for given in references:
        check_worded(given)


def check_worded(captions: Sequence[Sequence[str]]) -> None:
    """Raises InputError where a caption is a string rather than its words."""
    if isinstance(captions, str) or any(isinstance(words, str) for words in captions):
        raise InputError("captions are lists of words here, not strings: `wording.words` makes them")
