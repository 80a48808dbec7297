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
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not readable as UTF-8 text: {error}") from None
    return tuple(parse_line(line, path, source) for line in lines if line.strip())


def parse_line(line: str, path: Path, source: str = "human") -> Caption:
    parts = line.strip().split("#")
    if len(parts) < 4:
        return Caption(parts[0].strip(), source)
    try:
        start, end = float(parts[2]), float(parts[3])
    except ValueError:
        raise InputError(f"{path} has a line whose times are no numbers: {line.strip()[:80]!r}") from None
    # HumanML3D writes nan for "no time given"
    start, end = (0.0 if value != value else value for value in (start, end))
    if start == 0.0 and end == 0.0:
        return Caption(parts[0].strip(), source)
    if end <= start or start < 0:
        raise InputError(f"{path} has a line that ends before it starts: {line.strip()[:80]!r}")
    return Caption(parts[0].strip(), source, start, end)


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
