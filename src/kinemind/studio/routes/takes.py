"""Kept takes: their joints for drawing, and their files in any format."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi.responses import FileResponse, Response

from kinemind.formats import WRITABLE
from kinemind.studio.answers import ViewAnswer
from kinemind.studio.faults import Fault
from kinemind.studio.keeping import candidate_name
from kinemind.studio.routes.refusals import refusals
from kinemind.studio.running import Studio, TheStudio

KINDS = (400, 404, 413, 422, 429)
KEPT_FOR_GOOD = "private, max-age=86400, immutable"
"""A take never changes."""

router = APIRouter()


@router.get(
    "/v1/takes/{place}/{number}",
    summary="A take for drawing",
    response_model=ViewAnswer,
    responses=refusals(*KINDS),
)
async def view(
    studio: TheStudio,
    place: str,
    number: Annotated[int, InPath(ge=0, le=99)],
    candidate: Annotated[int | None, Query(ge=0, le=999, description="One of Chain-of-Motion's.")] = None,
) -> Response:
    """Joints in metres, foot contacts, sub-actions and phases of a take."""
    name = f"{number:02d}" if candidate is None else candidate_name(number, candidate)
    folder = studio.shelf.folder(place)
    source, shown = folder / f"{name}.npz", folder / f"{name}.view.json"
    async with _lock(studio, shown):
        if not source.is_file():
            raise Fault("not_found", "there is no such take")
        if not shown.is_file():
            kept = _kept(folder, name)
            order = {"name": source.name, "reasoning": kept.get("reasoning", ""), "seed": kept.get("seed")}
            seen = await studio.readers.write(folder, "show", order)
            await asyncio.to_thread(shown.write_text, json.dumps(seen))
            studio.shelf.weigh(place)
        body = await asyncio.to_thread(shown.read_bytes)
    return Response(body, media_type="application/json", headers={"Cache-Control": KEPT_FOR_GOOD})


@router.get(
    "/v1/files/{place}/{name}",
    summary="A file of a take",
    response_class=FileResponse,
    responses={
        200: {
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            "description": "The file, to be saved.",
        },
        206: {"description": "The part of the file that a Range header asks for."},
        416: {"description": "The file has no such part."},
        **refusals(*KINDS, of_files=True),
    },
)
async def file(studio: TheStudio, place: str, name: str) -> FileResponse:
    """A take in the format of the name's suffix; written when it is first asked for."""
    path = studio.shelf.file(place, name)
    stem, _, suffix = name.partition(".")
    if f".{suffix}" not in WRITABLE:
        raise Fault("not_found", "there is no such file")
    kept = _kept(path.parent, stem)
    async with _lock(studio, path):
        if not path.is_file():
            source = path.with_name(f"{stem}.npz")
            if not source.is_file():
                raise Fault("not_found", "there is no such file")
            order: dict[str, Any] = {"name": source.name, "target": path.name}
            order |= {key: kept[key] for key in ("reasoning", "seed") if key in kept}
            await studio.readers.write(path.parent, "convert", order)
            studio.shelf.weigh(place)
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    download = f"{kept.get('download', stem)}.{suffix}"
    return FileResponse(
        path, media_type=media_type, filename=download, headers={"Cache-Control": KEPT_FOR_GOOD}
    )


def _kept(folder: Path, stem: str) -> dict[str, Any]:
    """What was written down beside the files of that name."""
    beside = folder / f"{stem}.json"
    kept: dict[str, Any] = json.loads(beside.read_text()) if beside.is_file() else {}
    return kept


def _lock(studio: Studio, path: Path) -> asyncio.Lock:
    return studio.writing.setdefault(str(path), asyncio.Lock())
