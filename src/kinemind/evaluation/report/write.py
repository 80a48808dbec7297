"""A report as files: JSON, and beside it Markdown and a page of pictures."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from kinemind.errors import InputError
from kinemind.evaluation.report.markdown import to_markdown
from kinemind.evaluation.report.pictures import Sample, draw_page
from kinemind.evaluation.report.report import Report
from kinemind.formats.files import written_aside


def check_output(path: Path) -> None:
    """To be called before any long work.  Raises InputError where a report cannot be written to `path`."""
    if path.suffix != ".json":
        raise InputError(f"{path}: a report ends in .json; its .md and .png are written beside it")
    for one in _files(path):
        if one.is_dir():
            raise InputError(f"{one} is a folder; name another file for the report")
    folder = next(one for one in path.absolute().parents if one.exists())
    if not folder.is_dir():
        raise InputError(f"cannot write {path}: {folder} is not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(f"cannot write {path}: no right to write in {folder}")


def write_report(
    report: Report,
    path: Path,
    samples: Sequence[Sample] = (),
    distributions: Mapping[str, Mapping[str, Sequence[float]]] | None = None,
) -> tuple[Path, ...]:
    """Write `path` (.json), .md and, where there is something to draw, .png; the files that were written.

    `samples` and `distributions` as `draw_page` takes them.  The JSON is written last: where it is new, the
    others are.  Raises InputError where it cannot be written.
    """
    check_output(path)
    _, page, picture = _files(path)
    written = [path, page]
    if samples or distributions:
        draw_page(picture, samples, distributions or {})
        written.append(picture)
    _write(page, to_markdown(report, picture.name if picture in written else None))
    _write(path, report_text(report))
    return tuple(written)


def report_text(report: Report) -> str:
    """The content of the JSON file."""
    return json.dumps(report.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _files(path: Path) -> tuple[Path, Path, Path]:
    return path, path.with_suffix(".md"), path.with_suffix(".png")


def _write(path: Path, text: str) -> None:
    with written_aside(path) as aside:
        aside.write_text(text, encoding="utf-8", newline="\n")
