"""Uploads: a file with a known suffix, of bounded size, in a folder of its own that is gone afterwards."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import UploadFile

from kinemind.studio.faults import Fault
from kinemind.studio.keeping import slug
from kinemind.studio.requests import UPLOADS

CHUNK = 2**20
FORM_BYTES = 2**16
"""What a request may hold beside the file: the other fields, and the borders between them."""


@asynccontextmanager
async def received(upload: UploadFile, most: int) -> AsyncIterator[Path]:
    """The upload as a file under a harmless name, with its own suffix.

    Raises Fault for an unknown suffix, an empty file, and one of more than `most` bytes.
    """
    name = safe_name(upload.filename or "")
    if upload.size is not None and upload.size > most:
        raise Fault("too_large", f"the file has more than the {most / 2**20:g} MiB that are read")
    if not upload.size:
        raise Fault("bad_request", "the file is empty (0 bytes)")
    folder = Path(tempfile.mkdtemp(prefix="kinemind-upload-"))
    try:
        path = folder / name
        await asyncio.to_thread(_copy, upload, path)
        yield path
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def safe_name(name: str) -> str:
    """A plain name of ours with the suffix of the upload's.  Raises Fault for a suffix that is not read."""
    plain = name.replace("\\", "/").replace("\0", "/").rpartition("/")[2].lower()
    for suffix in sorted(UPLOADS, key=len, reverse=True):
        if plain.endswith(suffix):
            return slug(plain.removesuffix(suffix)) + suffix
    raise Fault("bad_request", f"files are read by their suffix, one of {', '.join(UPLOADS)}")


def _copy(upload: UploadFile, path: Path) -> None:
    with path.open("wb") as target:
        shutil.copyfileobj(upload.file, target, CHUNK)
