"""The lock file beside an asset: size and SHA-256 of every file of it, as they were when it was fetched."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from kinemind.assets.checksums import digests
from kinemind.errors import InputError
from kinemind.formats.files import written_aside


@dataclass(frozen=True)
class Entry:
    """A fetched file: where it came from, what was recorded, and the files it gave (path → size, SHA-256)."""

    source: str
    sha256: str
    given: dict[str, tuple[int, str]] = field(default_factory=dict)


Lock = dict[str, Entry]
"""A catalogue file's path → what it gave."""


def lock_path(place: Path) -> Path:
    return place.with_name(f"{place.name}.lock.json")


def read_lock(place: Path) -> Lock:
    """The lock of an asset's folder, empty where there is none.  Raises InputError when it cannot be read."""
    path = lock_path(place)
    try:
        entries = json.loads(path.read_text())
        return {
            name: Entry(
                entry["source"],
                entry["sha256"],
                {file: (int(size), str(digest)) for file, (size, digest) in entry["given"].items()},
            )
            for name, entry in entries.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(f"{path} cannot be read; delete it and fetch {place.name} again") from None


def write_lock(place: Path, lock: Lock) -> None:
    entries = {
        name: {"source": entry.source, "sha256": entry.sha256, "given": entry.given}
        for name, entry in sorted(lock.items())
    }
    with written_aside(lock_path(place)) as aside:
        aside.write_text(json.dumps(entries, indent=1))


def record(place: Path, path: Path) -> dict[str, tuple[int, str]]:
    """Size and SHA-256 of a file, or of every file below a folder, by path below `place`."""
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return {file.relative_to(place).as_posix(): (file.stat().st_size, digests(file)[0]) for file in files}
