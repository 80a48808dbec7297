"""A motion from a sentence: at once, as events, or as a job."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from kinemind.errors import InputError
from kinemind.generation import check_prompt
from kinemind.studio import events
from kinemind.studio.answers import AcceptedAnswer, GenerateAnswer, JobAnswer
from kinemind.studio.decoding import job_of
from kinemind.studio.faults import Fault
from kinemind.studio.jobs import Job
from kinemind.studio.requests import GenerateRequest
from kinemind.studio.routes.refusals import refusals
from kinemind.studio.running import Studio, TheStudio

MOST_ANSWERS = 64
"""Takes times candidates of one request."""

router = APIRouter()


@router.post(
    "/v1/generate",
    summary="A motion from a sentence",
    response_model=GenerateAnswer,
    response_model_exclude_none=True,
    responses={
        200: {"content": {events.MEDIA_TYPE: {"schema": {"type": "string"}}}},
        202: {"model": AcceptedAnswer, "description": "Asked with `async`: a job was put in the queue."},
        **refusals(400, 408, 409, 413, 422, 429, 504),
    },
)
async def generate(request: Request, body: GenerateRequest, studio: TheStudio) -> Any:
    """Takes of a sentence, with links for their files and views.

    With `Accept: text/event-stream` the answer is a stream of the events `job`, `queue`, `reasoning`,
    `plan`, `com`, `take` and `done`, or `error`.  With `"async": true` it is a job to ask for.
    """
    _check(body, studio)
    job = job_of(body)
    listener = job.listen() if events.wanted(request) and not body.asynchronous else None
    studio.queue.submit(job)
    studio.ledger.add(job)
    if body.asynchronous:
        place = f"/v1/jobs/{job.id}"
        return JSONResponse({"job": job.id, "status_url": place}, 202, {"Location": place})
    if listener is not None:
        return events.response(job, listener, studio.queue)
    return await studio.answered(request, job)


def _check(body: GenerateRequest, studio: Studio) -> None:
    check_prompt(body.text)
    if body.num > studio.settings.max_takes:
        raise InputError(f"this server draws at most {studio.settings.max_takes} takes of a request")
    if not body.use_com:
        return
    if body.com_candidates > studio.settings.max_candidates:
        raise InputError(f"this server draws at most {studio.settings.max_candidates} candidates")
    if body.num * body.com_candidates > MOST_ANSWERS:
        raise InputError(f"takes times candidates are at most {MOST_ANSWERS}")


@router.get(
    "/v1/jobs/{job}",
    summary="Where a job stands",
    response_model=JobAnswer,
    response_model_exclude_none=True,
    responses=refusals(404, 422),
)
async def job_status(job: str, studio: TheStudio) -> Any:
    return _job(studio.ledger.find(job))


@router.delete(
    "/v1/jobs/{job}",
    summary="Cancel a job",
    response_model=JobAnswer,
    response_model_exclude_none=True,
    responses=refusals(404, 422),
)
async def cancel(job: str, studio: TheStudio) -> Any:
    """The job as it is then; one that is over stays as it is."""
    found = studio.ledger.find(job)
    studio.queue.end(found, Fault("cancelled", "the job was cancelled"))
    return _job(found)


def _job(job: Job) -> dict[str, Any] | Response:
    return {
        "id": job.id,
        "status": job.status,
        "position": job.position,
        "result": job.result,
        "error": None if job.fault is None else job.fault.body(),
    }
