"""Numpy files from strangers: declared sizes are checked before anything is read, pickles are refused."""

from __future__ import annotations

import struct
import tokenize
import zipfile
import zlib
from io import BufferedIOBase
from pathlib import Path
from typing import IO

import numpy as np

from kinemind.errors import InputError
from kinemind.formats.files import MAX_BYTES, readable_file

_BROKEN = (
    ValueError, EOFError, OSError, struct.error, zlib.error, zipfile.BadZipFile,
    SyntaxError, TypeError, tokenize.TokenError,  # numpy reads headers as Python literals
)  # fmt: skip


def load_array(path: str | Path) -> np.ndarray:
    """The array of an .npy file.  Raises InputError when it is broken, pickled or too large."""
    path = readable_file(path)
    try:
        with path.open("rb") as file:
            return _array(file, str(path))
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(f"{path} is no whole .npy file: {_first_line(error)}") from None


def load_arrays(path: str | Path) -> dict[str, np.ndarray]:
    """All arrays of an .npz file.  Raises InputError when it is broken, pickled or too large."""
    path = readable_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
            if sum(info.file_size for info in members) > MAX_BYTES:
                raise InputError(f"{path} unpacks to more than {MAX_BYTES // 2**20} MiB; it is not read")
            arrays = {}
            for info in members:
                name = info.filename.removesuffix(".npy")
                with archive.open(info) as file:
                    arrays[name] = _array(file, f"{path} (array {name[:40]!r})")
            return arrays
    except InputError:
        raise
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:  # the latter two: odd or encrypted zip
        raise InputError(f"{path} is no whole .npz file: {_first_line(error)}") from None


def _array(file: BufferedIOBase | IO[bytes], name: str) -> np.ndarray:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    elif version == (2, 0):
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    else:
        raise ValueError(f"unknown version {version}")
    if dtype.hasobject:
        raise InputError(f"{name} holds pickled Python objects, which are never loaded; save plain arrays")
    size = dtype.itemsize
    for length in shape:
        size *= int(length)
    if size > MAX_BYTES or any(length < 0 for length in shape):
        raise InputError(f"{name} declares {size / 2**20:.0f} MiB, more than {MAX_BYTES // 2**20}; not read")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
