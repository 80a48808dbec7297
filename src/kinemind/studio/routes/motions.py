"""What is asked about an uploaded motion: its caption, its facts, another format of it."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile

from kinemind import formats
from kinemind.generation import LONGEST_CLIP_SECONDS
from kinemind.studio import reading
from kinemind.studio.answers import CaptionAnswer, ConvertAnswer, FactsAnswer
from kinemind.studio.decoding import CaptionRequest, caption_job, chain_of
from kinemind.studio.requests import UPLOADS, FormatName, Seed
from kinemind.studio.routes.refusals import refusals
from kinemind.studio.running import TheStudio
from kinemind.studio.uploads import received

Upload = Annotated[UploadFile, File(description=f"A motion file: {', '.join(UPLOADS)}.")]
REFUSALS = refusals(400, 408, 409, 413, 422, 429, 504)

router = APIRouter()


@router.post(
    "/v1/caption",
    summary="A sentence from a motion",
    response_model=CaptionAnswer,
    response_model_exclude_none=True,
    responses=REFUSALS,
)
async def caption(
    request: Request,
    studio: TheStudio,
    file: Upload,
    seed: Annotated[Seed, Form()] = 0,
    use_com: Annotated[bool, Form(description="Reason by Chain-of-Motion.")] = False,
) -> Any:
    """What the figure does, why the model thinks so, the measured facts, and the joints for drawing."""
    studio.queue.check_room()
    async with received(file, studio.settings.max_upload) as path:
        order = {"name": path.name, "max_seconds": LONGEST_CLIP_SECONDS}
        seen = await studio.readers.read(path.parent, "caption", order)
        motion = await asyncio.to_thread(formats.read, path.parent / reading.MOTION)
    job = studio.queue.submit(caption_job(CaptionRequest(motion, seed, chain_of(use_com))))
    told: Any = await studio.answered(request, job)
    view = {"text": told["caption"], "reasoning": told["reasoning"], "steps": told["steps"], "seed": seed}
    return {**told, "facts": seen["facts"], "view": seen["view"] | view}


@router.post("/v1/describe", summary="The facts of a motion", response_model=FactsAnswer, responses=REFUSALS)
async def describe(studio: TheStudio, file: Upload) -> Any:
    """What is measured on the motion, as `kinemind describe --json` prints it."""
    async with received(file, studio.settings.max_upload) as path:
        return await studio.readers.read(path.parent, "describe", {"name": path.name})


@router.post(
    "/v1/convert", summary="Another format of a motion", response_model=ConvertAnswer, responses=REFUSALS
)
async def convert(
    studio: TheStudio,
    file: Upload,
    to: Annotated[FormatName, Form(description="The format, by its suffix without a dot.")],
) -> Any:
    """A link of the motion in the other format."""
    async with received(file, studio.settings.max_upload) as path:
        # apart from the upload: the target may have the same name
        target = f"converted/{path.stem}.{to}"
        await studio.readers.write(path.parent, "convert", {"name": path.name, "target": target})
        place = studio.shelf.open()
        folder = studio.shelf.folder(place)
        (path.parent / target).rename(folder / f"{path.stem}.{to}")
        (folder / f"{path.stem}.json").write_text(json.dumps({"download": path.stem}))
    studio.shelf.weigh(place)
    return {"file": f"/v1/files/{place}/{path.stem}.{to}"}
