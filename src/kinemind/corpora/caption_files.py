"""Files of captions: HumanML3D text lines, a table (file, caption), or JSON lines."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from kinemind.corpora.clip import Caption
from kinemind.errors import InputError

FILE_COLUMNS = ("file", "filename", "path", "name", "id")
TEXT_COLUMNS = ("caption", "captions", "text", "description")


def read_lines(path: Path, source: str = "human") -> tuple[Caption, ...]:
    """One caption a line; `caption#tokens#from#to` is understood (0.0 and 0.0: the whole clip).

    Raises InputError for times that are no numbers or run backwards.
    """
    return tuple(parse_line(line, path, source) for line in _text_lines(path))


def read_published_lines(path: Path) -> tuple[Caption, ...]:
    """`read_lines` for HumanML3D and KIT-ML: a line that ends before it starts is left out.

    The public loaders cut such a line's part out, find no frames and go on (Guo et al., CVPR 2022).
    """
    captions = []
    for line in _text_lines(path):
        start, end = times_of(line, path)
        if start is None or end is None or 0 <= start < end:
            captions.append(parse_line(line, path))
    return tuple(captions)


def parse_line(line: str, path: Path, source: str = "human") -> Caption:
    """The caption of a line, with its tokens and times where the line has them.  Raises InputError."""
    parts = line.strip().split("#")
    start, end = times_of(line, path)
    if start is not None and end is not None and not 0 <= start < end:
        raise InputError(f"{path} has a line that ends before it starts: {line.strip()[:80]!r}")
    tokens = parts[1].strip() if len(parts) >= 4 else ""
    return Caption(parts[0].strip(), source, start, end, tokens or None)


def times_of(line: str, path: Path) -> tuple[float, float] | tuple[None, None]:
    """From when to when a line tells, in seconds as written; None twice for the whole clip.

    Raises InputError for times that are no numbers.
    """
    parts = line.strip().split("#")
    if len(parts) < 4:
        return None, None
    try:
        start, end = float(parts[2]), float(parts[3])
    except ValueError:
        raise InputError(f"{path} has a line whose times are no numbers: {line.strip()[:80]!r}") from None
    # HumanML3D writes nan for "no time given"
    start, end = (0.0 if value != value else value for value in (start, end))
    return (None, None) if start == end == 0.0 else (start, end)


def read_table(path: Path) -> dict[str, list[Caption]]:
    """File name → captions from a .csv with a file and a caption column (header optional)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} is not readable as a table: {error}") from None
    if not rows:
        return {}
    header = [cell.strip().lower() for cell in rows[0]]
    file_at = next((i for i, name in enumerate(header) if name in FILE_COLUMNS), None)
    text_at = next((i for i, name in enumerate(header) if name in TEXT_COLUMNS), None)
    if file_at is None or text_at is None:
        file_at, text_at = 0, 1
    else:
        rows = rows[1:]
    found: dict[str, list[Caption]] = {}
    for number, row in enumerate(rows, 1):
        if len(row) <= max(file_at, text_at):
            raise InputError(f"{path}: row {number} lacks the file or the caption")
        found.setdefault(row[file_at].strip(), []).append(Caption(row[text_at].strip()))
    return found


def read_json_lines(path: Path) -> dict[str, list[Caption]]:
    """File name → captions from objects with a file and a caption (or a list of captions)."""
    found: dict[str, list[Caption]] = {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not readable as UTF-8 text: {error}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}: line {number} is not JSON: {error.msg}") from None
        name = next((row[k] for k in FILE_COLUMNS if k in row), None) if isinstance(row, dict) else None
        value = next((row[k] for k in TEXT_COLUMNS if k in row), None) if isinstance(row, dict) else None
        texts = [value] if isinstance(value, str) else value
        if not isinstance(name, str) or not isinstance(texts, list):
            raise InputError(f'{path}: line {number} needs "file" and "caption" (or "captions")')
        found.setdefault(name, []).extend(Caption(str(text)) for text in texts)
    return found


def _text_lines(path: Path) -> list[str]:
    """The lines with something in them."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not readable as UTF-8 text: {error}") from None
    return [line for line in lines if line.strip()]
