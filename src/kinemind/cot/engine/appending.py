"""A file that only grows, by whole lines, held by one process."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from kinemind.errors import InputError

_BLOCK = 2**16


class Appender:
    """Adds lines to a file; each goes to the system in one write, so that a kill leaves it whole or absent.

    `lock` keeps other processes off the file until `close`.  Raises InputError when that is not possible.
    """

    def __init__(self, path: Path, sync_seconds: float, lock: bool = False) -> None:
        self.path = path
        self.sync_seconds = sync_seconds
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o666)
        if lock and not _locked(self._file):
            os.close(self._file)
            raise InputError(f"{path} is being written by another process; wait for it or stop it")
        self.size = os.fstat(self._file).st_size
        self._synced_at = time.monotonic()

    def append(self, line: str) -> None:
        """`line` ends with its line end.  Raises InputError when the disk is full or gone."""
        # a lone surrogate, as models write them, is no UTF-8
        data = line.encode("utf-8", "replace")
        try:
            written = os.write(self._file, data)
            if written < len(data):
                os.ftruncate(self._file, self.size)
                raise InputError(f"cannot write {self.path}: the disk is full; start again to go on")
            self.size += written
            if time.monotonic() - self._synced_at >= self.sync_seconds:
                self.sync()
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}; start again to go on") from None

    def sync(self) -> None:
        """Brings what was written to the disk."""
        os.fsync(self._file)
        self._synced_at = time.monotonic()

    def cut_torn_line(self) -> int:
        """Removes what stands after the last line end; returns how many bytes that was."""
        end = self.size
        while end > 0:
            start = max(0, end - _BLOCK)
            at = os.pread(self._file, end - start, start).rfind(b"\n")
            if at >= 0:
                end = start + at + 1
                break
            end = start
        torn = self.size - end
        if torn:
            self._truncate(end)
        return torn

    def empty(self) -> None:
        self._truncate(0)

    def close(self) -> None:
        try:
            os.fsync(self._file)
        finally:
            os.close(self._file)

    def _truncate(self, size: int) -> None:
        os.ftruncate(self._file, size)
        self.size = size


def _locked(file: int) -> bool:
    """Whether the file is ours alone now; the lock ends with the process, however that ends."""
    if sys.platform == "win32":
        import msvcrt

        lock = lambda: msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # noqa: E731
    else:
        import fcntl

        lock = lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # noqa: E731
    try:
        lock()
    except OSError:
        return False
    return True
