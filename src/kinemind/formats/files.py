"""Opening files that may be missing, huge or broken, and writing files that are never half there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinemind.errors import InputError

MAX_BYTES = 512 * 2**20
"""Size in bytes over which a motion file is refused (a motion of an hour has about 20 MB)."""


def readable_file(path: str | Path) -> Path:
    """The path when a file of sensible size is there.  Raises InputError with the reason otherwise."""
    path = Path(path)
    try:
        if not path.exists():
            raise InputError(f"there is no file {path}")
        if not path.is_file():
            raise InputError(f"{path} is a folder, not a motion file; name a file in it")
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    if size == 0:
        raise InputError(f"{path} is empty (0 bytes)")
    if size > MAX_BYTES:
        raise InputError(
            f"{path} has {size / 2**20:.0f} MiB, more than the {MAX_BYTES // 2**20} MiB that are read; "
            "cut it into shorter motions"
        )
    return path


def read_text(path: str | Path) -> str:
    """Content of a text file, whatever its 8-bit encoding, without a byte order mark.  Raises InputError."""
    path = readable_file(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    if b"\0" in data[:4096]:
        raise InputError(f"{path} holds binary data where text was expected")
    # motion values are ASCII; only comments and names use another encoding, mostly Latin-1 in old files
    return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


@contextmanager
def written_aside(path: str | Path) -> Iterator[Path]:
    """A temporary name in the folder of `path`, renamed onto `path` when the block ends without an error.

    The temporary name keeps the suffix, since encoders choose the format by it.  Missing folders are made.
    Raises InputError when the folder cannot be written.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder; name the file to write")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=path.suffix, prefix=f".{path.stem}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None
    aside = Path(name)
    try:
        yield aside
        # mkstemp makes files private; give the rights that an ordinary new file has
        umask = os.umask(0)
        os.umask(umask)
        aside.chmod(0o666 & ~umask)
        aside.replace(path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        aside.unlink(missing_ok=True)
