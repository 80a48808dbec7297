"""Captions without a motion: text to motion, with nothing measured and no motion tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from kinemind.augmentation.held_out import is_held_out
from kinemind.augmentation.rehearsals import rehearsals
from kinemind.corpora import Corpus
from kinemind.cot.decompose import decompose
from kinemind.cot.subject import Subject
from kinemind.errors import InputError


def caption_subjects(captions: Iterable[tuple[str, str]], limit: int | None = None) -> Iterator[Subject]:
    """Subjects of (id, caption); no length is known (0 seconds)."""
    for name, text in islice(captions, limit):
        provenance = {"kind": "caption"}
        yield Subject(f"t2m/{name}", "t2m", text, 0.0, clip=name, provenance=provenance)


def rehearsal_subjects(corpus: Corpus, seed: int = 0, count: int = 0) -> Iterator[Subject]:
    """Captions made of the train split's own words, to learn decomposing from (`augmentation.rehearsals`).

    At most `count`: those are left out whose sub-actions are not found to be the ones they were made of, and
    the sentences that the evaluation keeps for itself.
    """
    for number, rehearsal in enumerate(rehearsals(corpus, seed, count) if count else ()):
        if is_held_out(rehearsal.caption):
            continue
        if _told(rehearsal.caption) == [one for part in rehearsal.parts for one in _told(part)]:
            name = f"rehearsal_{seed}_{number:05d}"
            provenance = {"kind": "rehearsal", "parts": list(rehearsal.parts)}
            yield Subject(f"t2m/{name}", "t2m", rehearsal.caption, 0.0, clip=name, provenance=provenance)


def _told(text: str) -> list[tuple[str, str, str]]:
    """The sub-actions of a text with side and, for turns, direction."""
    return [(s.action, s.side, s.direction if s.action == "turn" else "") for s in decompose(text)]


def read_captions(path: Path) -> list[tuple[str, str]]:
    """(id, text) of every line of a file of JSON objects.  Raises InputError that names the line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not readable as UTF-8 text: {error}") from None
    found: list[tuple[str, str]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            raise InputError(f"{path}, line {number}: not JSON") from None
        name, text = (row.get("id"), row.get("text")) if isinstance(row, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(text, str):
            raise InputError(f'{path}, line {number}: a caption has the keys "id" and "text", both text')
        if not text.strip():
            raise InputError(f"{path}, line {number}: the caption {name[:40]!r} is empty; fill or remove it")
        found.append((name, text))
    if not found:
        raise InputError(f"{path} holds no captions")
    return found
