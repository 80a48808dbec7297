"""What came so far of a file: NAME.part, with the version it is of noted beside it."""

from __future__ import annotations

import json
from email.message import Message
from pathlib import Path


def size_of(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _validator(headers: Message) -> str | None:
    """A strong ETag, else the date: what If-Range may carry."""
    tag = headers.get("ETag")
    return tag if tag and not tag.startswith("W/") else headers.get("Last-Modified")


def remember(part: Path, url: str, headers: Message) -> None:
    _notes(part).write_text(json.dumps({"url": url, "validator": _validator(headers)}))


def remembered(part: Path, url: str) -> str | None:
    """The validator of the version that the part is of, where it came from this URL."""
    try:
        notes = json.loads(_notes(part).read_text())
    except (OSError, ValueError):
        return None
    return notes.get("validator") if isinstance(notes, dict) and notes.get("url") == url else None


def same_version(part: Path, url: str, headers: Message) -> bool:
    before, now = remembered(part, url), _validator(headers)
    return before is None or now is None or before == now
