"""The folder of takes: a sub-folder each under an unguessable name, with a quota and an age."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from kinemind.errors import InputError
from kinemind.studio.faults import Fault
from kinemind.studio.metrics import Metrics
from kinemind.studio.settings import Settings

_ID = re.compile(r"[0-9a-f]{32}")
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9]{1,8}){1,2}")
_PREFIX = "kinemind-studio-"
_LEFT_OVER = 3600.0
"""Seconds after which the temporary folder of a server that is gone is removed."""


class Shelf:
    """Folders of takes; may be used from several threads.

    A folder of the server's own choice is temporary and gone when it stops; one that the settings name is
    kept, and its takes are found again after a restart.
    """

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.metrics = metrics
        self.most_bytes = int(settings.max_folder_mb * 2**20)
        self.most_seconds = settings.max_age_hours * 3600
        self.temporary = settings.folder is None
        self.root = _temporary_folder() if settings.folder is None else _named_folder(settings.folder)
        self._sizes: dict[str, int] = {}
        self._lock = threading.Lock()
        for folder in sorted(self.root.iterdir(), key=lambda path: path.stat().st_mtime):
            if folder.is_dir() and _ID.fullmatch(folder.name):
                self._sizes[folder.name] = _bytes_in(folder)

    def open(self) -> str:
        """The name of a new folder."""
        place = secrets.token_hex(16)
        (self.root / place).mkdir(mode=0o700)
        with self._lock:
            self._sizes[place] = 0
        return place

    def folder(self, place: str) -> Path:
        """The folder of that name.  Raises Fault where there is none (any more)."""
        path = self.root / place
        if not _ID.fullmatch(place) or not path.is_dir():
            raise Fault("not_found", "this take is not here; takes are kept for a while only")
        return path

    def file(self, place: str, name: str) -> Path:
        """Where a file of that name is or would be.  Raises Fault for a name that no file here has."""
        if not _FILE.fullmatch(name):
            raise Fault("not_found", "there is no such file")
        return self.folder(place) / name

    def weigh(self, place: str) -> None:
        """Count what a folder holds now, and let the oldest go where all of them are too much."""
        size = _bytes_in(self.root / place)
        with self._lock:
            if place in self._sizes:
                self._sizes[place] = size
            self._tidy(place)
            self.metrics.folder_bytes.set(sum(self._sizes.values()))

    def _tidy(self, newest: str) -> None:
        total, now = sum(self._sizes.values()), time.time()
        for place in [place for place in self._sizes if place != newest]:
            folder = self.root / place
            aged = True
            with suppress(OSError):
                aged = now - folder.stat().st_mtime > self.most_seconds
            if total <= self.most_bytes and not aged:
                break  # they are in the order of their age
            total -= self._sizes.pop(place)
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        """Remove a temporary folder."""
        if self.temporary:
            shutil.rmtree(self.root, ignore_errors=True)


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.glob("*"):
        with suppress(OSError):  # renamed or removed by another thread since it was listed
            total += path.stat().st_size
    return total


def _named_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be used: {error.strerror}") from None
    if not os.access(folder, os.W_OK):
        raise InputError(f"the folder {folder} cannot be written")
    return folder


def _temporary_folder() -> Path:
    """A new one; those of servers that were killed are removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        owner = old.name.removeprefix(_PREFIX).partition("-")[0]
        quiet = False
        with suppress(OSError):
            quiet = time.time() - old.stat().st_mtime > _LEFT_OVER
        if quiet and owner.isdigit() and not _is_alive(int(owner)):
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
