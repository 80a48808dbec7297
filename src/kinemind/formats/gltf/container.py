"""The chunks of a .glb file: its JSON document and its binary buffer.

Read by hand and not by pygltflib, which believes what a file says and opens the files it names; these
come from strangers.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from jaxtyping import UInt8

from kinemind.errors import InputError
from kinemind.formats.files import readable_file

MAX_DOCUMENT = 2 * 2**20
"""Bytes of JSON that are read, parsed within a second; those of common exporters stay below one MiB."""
_JSON, _BINARY = 0x4E4F534A, 0x004E4942


def read_container(path: str | Path) -> tuple[dict[str, Any], UInt8[np.ndarray, " N"]]:
    """The document and the bytes of its buffer (none where it has no binary chunk).

    Raises InputError for a file that is no whole .glb of version 2, or a document over 2 MiB.
    """
    path = readable_file(path)
    size = path.stat().st_size
    try:
        with path.open("rb") as file:
            head = file.read(12)
            if len(head) < 12 or head[:4] != b"glTF":
                raise InputError(f"{path} is no .glb file: it does not begin with glTF")
            version, length = struct.unpack("<II", head[4:])
            if version != 2:
                raise InputError(f"{path} is glTF of version {version}; only version 2 is read")
            if length > size:
                raise InputError(f"{path} promises {length} bytes but holds {size}; is the file truncated?")
            document = _document(_chunk(file, _JSON, length, MAX_DOCUMENT, path), path)
            return document, np.frombuffer(_chunk(file, _BINARY, length, length, path), np.uint8)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _chunk(file: BinaryIO, kind: int, length: int, most: int, path: Path) -> bytes:
    """The next chunk if it is of this kind, else nothing; `length` is that of the whole file."""
    head = file.read(8)
    size, found = struct.unpack("<II", head) if len(head) == 8 else (0, 0)
    if found != kind:
        return b""
    if file.tell() + size > length:
        raise InputError(f"{path} holds a chunk of {size} bytes that ends beyond the file")
    if size > most:
        raise InputError(f"{path} has a document over {most // 2**20} MiB; it is not read")
    return file.read(size)


def _document(text: bytes, path: Path) -> dict[str, Any]:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is no number of JSON")

    try:
        document = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path} has an unreadable JSON document: {str(error)[:80]}") from None
    if not isinstance(document, dict):
        raise InputError(f"{path} has a JSON document that is no object")
    return document
