"""Server-sent events of a job: what is known of it, as soon as it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import Request
from fastapi.responses import StreamingResponse

from kinemind.studio.batching import Queue
from kinemind.studio.faults import Fault
from kinemind.studio.jobs import Event, Job

MEDIA_TYPE = "text/event-stream"
PULSE = 15.0
"""Seconds after which a remark is sent where nothing else was, so that no proxy closes the line."""


def wanted(request: Request) -> bool:
    """Whether the asker takes events rather than one JSON object."""
    return MEDIA_TYPE in request.headers.get("accept", "").lower()


def response(job: Job, listener: asyncio.Queue[Event | None], queue: Queue) -> StreamingResponse:
    """The events of a job; it is ended when the asker goes away."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(job, listener, queue), media_type=MEDIA_TYPE, headers=headers)


async def _stream(job: Job, listener: asyncio.Queue[Event | None], queue: Queue) -> AsyncIterator[bytes]:
    try:
        yield encode(Event("job", {"id": job.id}))
        while True:
            try:
                event = await asyncio.wait_for(listener.get(), PULSE)
            except TimeoutError:
                yield b": still at work\n\n"
                continue
            if event is None:
                break
            yield encode(event)
        if job.status == "done":
            yield encode(Event("done", {"id": job.result["id"], "bundle": job.result["bundle"]}))
    finally:
        if not job.is_over:
            queue.end(job, Fault("cancelled", "nobody listens any more"))


def encode(event: Event) -> bytes:
    """An event as it goes over the wire."""
    return f"event: {event.name}\ndata: {json.dumps(event.data)}\n\n".encode()
